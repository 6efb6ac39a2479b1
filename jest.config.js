const layer = (name, settings = {}) => ({
	displayName: name,
	rootDir: __dirname,
	testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
	testEnvironment: 'node',
	transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }] },
	...settings,
});

/** Three layers, see CONTRIBUTING.md. `e2e` needs an installed n8n and is run by `npm run test:e2e`. */
module.exports = {
	projects: [layer('unit'), layer('engine'), layer('e2e')],
};

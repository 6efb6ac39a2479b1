/** Where another n8n-core than the one in node_modules is, see scripts/coreVersions.ts. */
const { N8N_CORE_FOLDER: core } = process.env;
const moduleNameMapper =
	core === undefined
		? {}
		: { '^(n8n-core|n8n-workflow|reflect-metadata)$': `${core}/node_modules/$1` };

/** ES modules that the tests load, which Jest takes only when they are made CommonJS. */
const esModules = 'markdown-table|nano-spawn|p-timeout|p-wait-for';

const layer = (name, settings = {}) => ({
	displayName: name,
	rootDir: __dirname,
	testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
	testEnvironment: 'node',
	transform: {
		[`\\.ts$|/node_modules/(${esModules})/`]: [
			'@swc/jest',
			{ jsc: { target: 'es2022', parser: { syntax: 'typescript' } } },
		],
	},
	transformIgnorePatterns: [`/node_modules/(?!(${esModules})/)`],
	...settings,
});

/**
 * The layers, see CONTRIBUTING.md. `e2e` and `queue` need an installed n8n, `queue` also PostgreSQL and
 * Redis; they are run by `npm run test:e2e` and `npm run test:queue`.
 */
module.exports = {
	testTimeout: 30_000,
	projects: [
		layer('unit'),
		layer('engine', { setupFiles: ['<rootDir>/test/support/quiet.ts'], moduleNameMapper }),
		layer('faults', { setupFiles: ['<rootDir>/test/support/quiet.ts'] }),
		layer('e2e', {
			globalSetup: '<rootDir>/test/e2e/support/setup.ts',
			globalTeardown: '<rootDir>/test/e2e/support/teardown.ts',
		}),
		layer('queue'),
	],
};

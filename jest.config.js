/** ES modules that the tests load, which Jest takes only when they are made CommonJS. */
const esModules = 'get-port|markdown-table|marked|nano-spawn|p-timeout|p-wait-for';

/** n8n's engine is loaded by the environment, see there. */
const engine = {
	testEnvironment: '<rootDir>/test/support/engineEnvironment.ts',
	moduleNameMapper: { '^(n8n-core|n8n-workflow)$': '<rootDir>/test/support/n8n/$1.js' },
};

/** For tests in a running n8n, and for commands that load its engine. */
const patient = { setupFilesAfterEnv: ['<rootDir>/test/e2e/support/patience.ts'] };

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
	// Copies of the repository: docs/mutation-testing.md, and the packages of npm run split.
	modulePathIgnorePatterns: ['<rootDir>/.stryker-tmp/', '<rootDir>/build/'],
	transformIgnorePatterns: [`/node_modules/(?!(${esModules})/)`],
	...settings,
});

/**
 * The layers, see CONTRIBUTING.md. `e2e`, `packages`, `upgrade` and `queue` need an installed n8n, `queue` also
 * PostgreSQL and Redis; they are run by `npm run test:e2e`, `test:packages`, `test:versions` and `test:queue`.
 */
module.exports = {
	maxWorkers: '100%',
	testTimeout: 30_000,
	projects: [
		layer('unit'),
		layer('engine', engine),
		layer('faults', engine),
		layer('live', patient),
		layer('e2e', {
			...patient,
			globalSetup: '<rootDir>/test/e2e/support/setup.ts',
			globalTeardown: '<rootDir>/test/e2e/support/teardown.ts',
		}),
		layer('queue'),
		layer('upgrade'),
		layer('packages', patient),
	],
};

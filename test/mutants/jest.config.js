const { join } = require('node:path');
const { projects, ...settings } = require('../../jest.config.js');

/** Tests of the shared code and the credentials. Slow files whose ground others cover are left out. */
const FILES = {
	unit: [
		'answers',
		'batches',
		'client',
		'contract',
		'credentials',
		'descriptions',
		'endpoint',
		'expressionFastPath',
		'fields',
		'limits',
		'login',
		'messages',
		'pages',
		'parameters',
		'rateLimiter',
		'runner',
		'validate',
		'values',
		'verdict',
	],
	engine: [
		'faults',
		'foreignClients',
		'input',
		'logins',
		'lovi',
		'loviOperations',
		'mluvii',
		'mluviiBatches',
		'mluviiFiles',
		'mluviiInput',
		'mluviiPickers',
		'mluviiWebhooks',
		'oauth2',
		'tools',
	],
};

const layers = (process.env.MUTANT_LAYERS ?? 'unit,engine').split(',');

module.exports = {
	...settings,
	testTimeout: 300_000,
	rootDir: join(__dirname, '..', '..'),
	projects: projects
		.filter(({ displayName }) => layers.includes(displayName))
		.map((project) => ({
			...project,
			testMatch: FILES[project.displayName].map(
				(file) => `<rootDir>/test/${project.displayName}/${file}.test.ts`,
			),
			testEnvironment: `<rootDir>/test/mutants/${project.displayName}Environment.ts`,
			moduleNameMapper: { '^(n8n-core|n8n-workflow)$': '<rootDir>/test/support/n8n/$1.js' },
		})),
};

import { readdirSync } from 'node:fs';
import { buildScanConfig } from '@n8n/scan-community-package/scanner/scanner.mjs';
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

const published = ['nodes/**/*.ts', 'credentials/**/*.ts', 'package.json'];
const allTypeScript = ['**/*.ts'];

// What n8n checks at its gate, taken from n8n's scanner itself so that the two cannot drift apart.
const n8nRules = (await buildScanConfig()).map((config) =>
	config.files === undefined ? { ...config, files: published } : config,
);

const services = readdirSync(`${import.meta.dirname}/nodes`).filter((name) => name !== 'shared');
const logins = services.map((service) => `./${service}/login.ts`);

/** Who may not import whom; the architecture of the package in one table. */
const borders = [
	// shared/: operation stands on http, and both on base.
	{ target: './nodes/shared/base', from: './nodes/shared', except: ['./base'] },
	{ target: './nodes/shared/http', from: './nodes/shared', except: ['./base', './http'] },
	{ target: './nodes/shared', from: './nodes', except: ['./shared'] },
	{ target: './nodes', from: './credentials' },
	// A service's folder knows shared/ and itself.
	...services.map((service) => ({
		target: `./nodes/${service}`,
		from: './nodes',
		except: ['./shared', `./${service}`],
	})),
	// A credential knows what it shares with nodes, and how to log in to its service.
	{ target: './credentials', from: './nodes', except: ['./shared/base', ...logins] },
	{ target: './sandbox', from: ['./nodes', './credentials', './test', './scripts', './bench'] },
	{ target: ['./nodes', './credentials'], from: ['./sandbox', './scripts', './test', './bench'] },
	{
		target: './nodes/*/resources/**/*.operation.ts',
		from: './nodes/*/resources/**/index.ts',
		message: 'An operation does not know its siblings.',
	},
];

export default tseslint.config(
	{ ignores: ['build/', 'dist/', 'coverage/', 'test-results/', 'reports/', '.stryker-tmp/'] },
	...n8nRules,
	{
		files: allTypeScript,
		extends: [...tseslint.configs.strictTypeChecked],
		plugins: { 'import-x': importX },
		languageOptions: {
			parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
		},
		settings: { 'import-x/resolver': { node: { extensions: ['.ts', '.js', '.json'] } } },
		rules: {
			'@typescript-eslint/consistent-type-imports': 'error',
			'@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
			'import-x/no-restricted-paths': ['error', { basePath: import.meta.dirname, zones: borders }],
			'import-x/no-cycle': 'error',
		},
	},
	{
		files: published,
		linterOptions: { noInlineConfig: true },
	},
	{
		files: ['nodes/shared/**/*.ts'],
		rules: {
			'no-restricted-imports': [
				'error',
				{
					patterns: [
						{
							regex: '^(?!\\.|(n8n-workflow|crypto)$)',
							message: 'Shared code knows n8n-workflow and crypto only.',
						},
					],
				},
			],
		},
	},
);

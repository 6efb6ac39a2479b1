import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { Lovi } from '../../nodes/Lovi/Lovi.node';
import { resources as loviResources } from '../../nodes/Lovi/resources';
import { Mluvii } from '../../nodes/Mluvii/Mluvii.node';
import { MluviiTrigger } from '../../nodes/Mluvii/MluviiTrigger.node';
import { resources as mluviiResources } from '../../nodes/Mluvii/resources';
import { callsOf, readContract } from '../support/contracts';

const ROOT = join(__dirname, '..', '..');
const NODES = [
	{ folder: 'Lovi', service: 'lovi' as const, type: new Lovi(), resources: loviResources },
	{ folder: 'Mluvii', service: 'mluvii' as const, type: new Mluvii(), resources: mluviiResources },
];
const OPERATIONS = NODES.flatMap(({ folder, service, resources }) =>
	resources.flatMap((resource) =>
		resource.operations.map((operation) => ({
			folder,
			service,
			resource: resource.value,
			operation: operation.value,
			names: `${resource.name}: ${operation.name}`,
		})),
	),
);
/** What API Request calls, and what it answers, is up to the user. */
const DESCRIBED = OPERATIONS.filter(({ resource }) => resource !== 'apiRequest');
/** Documented features whose calls are put together by convention from documented parts. */
const CONVENTIONS = ['companyToken.mint'];
/** The cells of the README's tables, by their first one. */
const rows = new Map(
	readFileSync(join(ROOT, 'README.md'), 'utf8')
		.split('\n')
		.map((line) => line.split('|').map((cell) => cell.trim()))
		.map(([, first = '', ...cells]) => [first, cells]),
);

describe.each(DESCRIBED)(
	'$folder $resource $operation',
	({ folder, service, resource, operation, names }) => {
		const calls = callsOf(readContract(service)).filter((call) =>
			call['x-node-operations'].includes(`${resource}.${operation}`),
		);

		it('has its calls in the contract', () => {
			expect(calls).not.toEqual([]);
		});

		it('has an output schema for the hints of the editor', () => {
			const file = join(
				ROOT,
				'nodes',
				folder,
				'__schema__',
				'v1.0.0',
				resource,
				`${operation}.json`,
			);
			const schema = JSON.parse(readFileSync(file, 'utf8')) as { type: string; properties: object };

			expect(schema.type).toBe('object');
			expect(Object.keys(schema.properties)).not.toEqual([]);
		});

		it('has a row in the README with its evidence', () => {
			const evidence = calls.map((call) =>
				CONVENTIONS.includes(`${resource}.${operation}`) ? 'convention' : call['x-evidence'],
			);

			expect(evidence).toContain(rows.get(names)?.[1]);
		});
	},
);

describe.each(OPERATIONS)('$folder $resource $operation', ({ names }) => {
	it('is listed in the README', () => {
		expect([...rows.keys()]).toContain(names);
	});
});

describe.each([
	...NODES.map(({ folder, type }) => ({ file: folder, folder, type })),
	{ file: 'MluviiTrigger', folder: 'Mluvii', type: new MluviiTrigger() },
])('the node $file', ({ file, folder, type }) => {
	const fields = type.description.properties.flatMap(withInnerFields);

	it('has a description for every field that is not a plain choice of resource or operation', () => {
		const bare = fields.filter(
			({ name, type: kind, description }) =>
				!['resource', 'operation', 'authentication'].includes(name) &&
				kind !== 'notice' &&
				!description,
		);

		expect(bare.map(({ name }) => name)).toEqual([]);
	});

	it('has an example for every text field', () => {
		const bare = fields.filter(({ type: kind, placeholder }) => kind === 'string' && !placeholder);

		expect(bare.map(({ name }) => name)).toEqual([]);
	});

	it('stores identifiers that do not change with the names shown', () => {
		for (const { name, value } of [
			...choicesOf(fields, 'resource'),
			...choicesOf(fields, 'operation'),
		]) {
			expect(value).toMatch(/^[a-z][a-zA-Z]*$/);
			expect(name).toMatch(/^[A-Z]/);
		}
	});

	it('has search words and icons for both themes', () => {
		const folderPath = join(ROOT, 'nodes', folder);
		const codex = JSON.parse(readFileSync(join(folderPath, `${file}.node.json`), 'utf8')) as {
			node: string;
			alias: string[];
		};
		const icon = type.description.icon as { light: string; dark: string };

		expect(codex.node).toBe(`n8n-nodes-mluvii-lovi.${type.description.name}`);
		expect(codex.alias.length).toBeGreaterThan(3);
		for (const file of [icon.light, icon.dark]) {
			expect(existsSync(join(folderPath, file.replace('file:', '')))).toBe(true);
		}
	});
});

describe('the node Mluvii', () => {
	it('declares the output field whose purpose is a secret', () => {
		expect(new Mluvii().description.sensitiveOutputFields).toEqual(['databaseToken']);
	});
});

describe('the node Lovi', () => {
	it('declares the output fields whose purpose is a secret', () => {
		expect(new Lovi().description.sensitiveOutputFields).toEqual([
			'key',
			'access_key',
			'access_token',
			'refresh_token',
		]);
	});
});

function withInnerFields(field: INodeProperties): INodeProperties[] {
	const inner = (field.options ?? []).flatMap((option) => {
		if ('values' in option) return option.values;
		return 'type' in option ? [option] : [];
	});
	const modes = (field.modes ?? []).filter((mode) => mode.type === 'string');
	const asFields = modes.map((mode) => ({
		...mode,
		description: field.description,
	})) as unknown as INodeProperties[];
	return [field, ...inner.flatMap(withInnerFields), ...asFields];
}

function choicesOf(fields: INodeProperties[], name: string): INodePropertyOptions[] {
	return fields
		.filter((field) => field.name === name)
		.flatMap(({ options }) => options as INodePropertyOptions[]);
}

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

describe.each(NODES)('the contract of $folder', ({ service, resources }) => {
	const contract = readContract(service);
	const described = contract['x-node-operations'];

	it('describes every operation of the node', () => {
		const operations = resources
			// What API Request calls, and what it answers, is up to the user.
			.filter(({ value }) => value !== 'apiRequest')
			.flatMap(({ value, operations }) =>
				operations.map((operation) => `${value}.${operation.value}`),
			);

		expect(Object.keys(described).sort()).toEqual(operations.sort());
	});

	it('has the calls of every operation', () => {
		const known = callsOf(contract).map(({ operationId }) => operationId);

		for (const { calls } of Object.values(described))
			expect(known).toEqual(expect.arrayContaining(calls));
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

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeNameToToolName } from 'n8n-workflow';
import type { INodeProperties, INodePropertyOptions, INodeType } from 'n8n-workflow';
import { Lovi } from '../../nodes/Lovi/Lovi.node';
import { resources as loviResources } from '../../nodes/Lovi/resources';
import { Mluvii } from '../../nodes/Mluvii/Mluvii.node';
import { MluviiChatbotTrigger } from '../../nodes/Mluvii/MluviiChatbotTrigger.node';
import { MluviiPollingTrigger } from '../../nodes/Mluvii/MluviiPollingTrigger.node';
import { MluviiTrigger } from '../../nodes/Mluvii/MluviiTrigger.node';
import { resources as mluviiResources } from '../../nodes/Mluvii/resources';
import { callsOf, readContract } from '../support/contracts';

const ROOT = join(__dirname, '..', '..');
const NODES = [
	{ folder: 'Lovi', service: 'lovi' as const, type: new Lovi(), resources: loviResources },
	{ folder: 'Mluvii', service: 'mluvii' as const, type: new Mluvii(), resources: mluviiResources },
];

const TRIGGERS: Array<{ file: string; folder: string; type: INodeType }> = [
	{ file: 'MluviiChatbotTrigger', folder: 'Mluvii', type: new MluviiChatbotTrigger() },
	{ file: 'MluviiTrigger', folder: 'Mluvii', type: new MluviiTrigger() },
	{ file: 'MluviiPollingTrigger', folder: 'Mluvii', type: new MluviiPollingTrigger() },
];

/** An action of fewer words would tell a model no more than the operation's name. */
const MIN_WORDS = 5;
/** How actions begin, by what the operation is stored as. */
const STARTS: Array<[operation: RegExp, start: string]> = [
	[/^getMany$/, 'Get many'],
	[/^get/, 'Get'],
	[/^create$/, 'Create'],
	[/^update/, 'Update'],
	[/^delete/, 'Delete'],
];
/**
 * The categories that n8n takes from community nodes:
 * https://docs.n8n.io/connect/create-nodes/build-your-node/reference/codex-files/#node-categories. There is one more,
 * "AI", which is not for nodes like these: n8n leaves it out of the search for nodes.
 */
const CATEGORIES = [
	'Data & Storage',
	'Finance & Accounting',
	'Marketing & Content',
	'Productivity',
	'Miscellaneous',
	'Sales',
	'Development',
	'Analytics',
	'Communication',
	'Utility',
];
/** What n8n's rule `hint-max-length` allows. */
const MAX_HINT_LENGTH = 120;
/** The nodes by the names under which workflows store them, also as tools. */
const NODE_TYPES = [
	'mluvii',
	'mluviiTool',
	'mluviiChatbotTrigger',
	'mluviiTrigger',
	'lovi',
	'loviTool',
].map((name) => `n8n-nodes-mluvii-lovi.${name}`);

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

describe.each([...NODES.map(({ folder, type }) => ({ file: folder, folder, type })), ...TRIGGERS])(
	'the node $file',
	({ file, folder, type }) => {
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
			const bare = fields.filter(
				({ type: kind, placeholder }) => kind === 'string' && !placeholder,
			);

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

		it('has hints that fit under their fields', () => {
			const long = fields.filter(({ hint = '' }) => hint.length > MAX_HINT_LENGTH);

			expect(long.map(({ name }) => name)).toEqual([]);
		});

		it('has a codex file with categories of n8n, search words and documentation', () => {
			const { node, nodeVersion, categories, subcategories, alias, resources } = codexOf(
				folder,
				file,
			);
			const { primaryDocumentation, credentialDocumentation } = resources;

			expect(node).toBe(`n8n-nodes-mluvii-lovi.${type.description.name}`);
			expect(Number(nodeVersion)).toBe([type.description.version].flat().at(-1));
			expect(categories.length).toBeGreaterThan(0);
			expect(CATEGORIES).toEqual(expect.arrayContaining(categories));
			expect(subcategories).toBeUndefined();
			expect(alias.length).toBeGreaterThan(3);
			expect(new Set(alias).size).toBe(alias.length);
			// n8n searches the name shown by itself.
			expect(alias).not.toContain(folder.toLowerCase());
			for (const [{ url }] of [primaryDocumentation, credentialDocumentation]) {
				expect(url).toMatch(/^https:\/\/[^/]*\b(mluvii|lovi)\b[^/]*\//);
			}
		});

		it('has icons for both themes', () => {
			const folderPath = join(ROOT, 'nodes', folder);
			const icon = type.description.icon as { light: string; dark: string };

			expect(icon.light).not.toBe(icon.dark);
			for (const file of [icon.light, icon.dark]) {
				expect(existsSync(join(folderPath, file.replace('file:', '')))).toBe(true);
			}
		});
	},
);

/*
 * What a language model reads: the action as the tool's name and description, the labels as the names of its
 * arguments, and descriptions where a person or n8n's AI builder writes them into an argument.
 */
describe.each(NODES)('what a model reads of the node $folder', ({ type, resources }) => {
	const { displayName, properties } = type.description;
	const fields = properties.flatMap(withInnerFields);
	const operations = resources.flatMap((resource) =>
		resource.operations.map(({ value, action }) => ({ value, action })),
	);
	const actions = operations.map(({ action }) => action);

	it('says in each action what is done to what, in a sentence of its own', () => {
		expect(new Set(actions).size).toBe(actions.length);
		for (const action of actions) {
			expect(action).toMatch(/^[A-Z][a-z]+ ((?!['"{}]).)*[^.\s]$/);
			expect(action.split(' ').length).toBeGreaterThanOrEqual(MIN_WORDS);
		}
	});

	it("gives n8n names for its tools that fit into a model's limit, and stay apart", () => {
		const names = actions.map((action) => `${action} in ${displayName}`);
		const toolNames = names.map((name) => nodeNameToToolName(name));

		expect(toolNames.filter((name) => !name.endsWith(`_in_${displayName}`))).toEqual([]);
		expect(new Set(toolNames).size).toBe(toolNames.length);
	});

	it('begins each action as n8n does for its kind of operation', () => {
		for (const { value, action } of operations) {
			const start = STARTS.find(([kind]) => kind.test(value))?.[1];
			if (start !== undefined) expect(action.startsWith(`${start} `)).toBe(true);
		}
	});

	it('says what kind of record each resource is', () => {
		for (const { name, description = '' } of choicesOf(fields, 'resource')) {
			expect(description.split(' ').length).toBeGreaterThanOrEqual(MIN_WORDS);
			expect(description).not.toBe(name);
		}
	});

	it('names fields that take an ID so', () => {
		const takesId = ({ name, modes = [] }: INodeProperties): boolean =>
			/(?<![a-z])ids?$|Ids?$/.test(name) || modes.some((mode) => mode.name === 'id');
		const unnamed = properties
			.flatMap(withInnerFields)
			// The modes of a field have no label of their own, and Lovi's companies go by name or key as well.
			.filter((field) => 'default' in field && field.name !== 'company' && takesId(field))
			.filter(({ displayName }) => !/\bIDs?$/.test(displayName));

		expect(unnamed.map(({ name, displayName }) => `${name}: ${displayName}`)).toEqual([]);
	});

	it('says of fields that take one value or many in which form they come', () => {
		for (const { name, displayName, description = '' } of fields) {
			if (/\b(IDs|Emails)$/.test(displayName) && !['departments', 'groups'].includes(name)) {
				expect(description).toMatch(/separated by commas/);
			}
		}
	});
});

describe.each([...NODES, ...TRIGGERS].map(({ type }) => type))(
	"what n8n's AI builder reads of $description.name",
	({ description: { builderHint, properties } }) => {
		const fields = properties.flatMap(withInnerFields);

		it('is told when to use the node, and what goes with it', () => {
			expect(builderHint?.searchHint).toMatch(/^[A-Z].+\.$/);
			expect(builderHint?.relatedNodes?.length).toBeGreaterThan(0);
			for (const { nodeType, relationHint } of builderHint?.relatedNodes ?? []) {
				expect(relationHint).toMatch(/^[A-Z].+[^.]$/);
				expect(NODE_TYPES).toContain(nodeType);
			}
		});

		it('has no expressions, and no hints where n8n would refuse the node', () => {
			const hints = fields.flatMap((field) => field.builderHint?.propertyHint ?? []);

			for (const hint of [builderHint?.searchHint, ...hints]) {
				expect(hint).not.toMatch(/=\{\{|[<>]/);
			}
			for (const { name, builderHint: hint } of fields) {
				if (['resource', 'operation', 'mode'].includes(name)) expect(hint).toBeUndefined();
			}
		});
	},
);

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

interface Codex {
	node: string;
	nodeVersion: string;
	categories: string[];
	subcategories?: unknown;
	alias: string[];
	resources: Record<'primaryDocumentation' | 'credentialDocumentation', [{ url: string }]>;
}

function codexOf(folder: string, file: string): Codex {
	const path = join(ROOT, 'nodes', folder, `${file}.node.json`);
	return JSON.parse(readFileSync(path, 'utf8')) as Codex;
}

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

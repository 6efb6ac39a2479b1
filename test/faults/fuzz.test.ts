import { once } from 'node:events';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import type { IDataObject, INodeParameters, INodeProperties } from 'n8n-workflow';
import { resources as lovi } from '../../nodes/Lovi/resources';
import { resources as mluvii } from '../../nodes/Mluvii/resources';
import { toText } from '../../nodes/shared/base/text';
import { Engine } from '../support/engine';
import { CRASH, seed, watchRejections } from './hostile';

/*
 * Whatever users, earlier steps and services put in: every item ends in a record or in words for people, on
 * its own place; nothing goes to another host; no secret comes out. The seed makes a run repeatable:
 * FUZZ_SEED=1 npx jest --selectProjects faults -t fuzz
 */
const ITEMS = 16;
const RUNS = 12;

const CANARIES = {
	password: 'canary-password-7f3a',
	token: 'canary-token-91bc',
	key: 'canary-key-5d0e',
};
/** Operations whose purpose is a secret. */
const HAND_OUT_SECRETS = ['apiKey.get', 'apiKey.getMany', 'companyToken.mint'];

let elsewhere: Server;
let service: Server;
let strays = 0;
let cases = 0;
let requests = 0;
/** What the service answers next; the last one again and again. */
let answers: unknown[] = [];
let engine: Engine;

watchRejections();

async function listen(server: Server): Promise<string> {
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function answerTo(url: string): unknown {
	if (/token/.test(url)) return { access_token: CANARIES.token, expires_in: 3600 };
	if (url.includes('api_keys')) {
		const company = { company_id: '1', company_name: 'Acme', key: CANARIES.key, is_active: true };
		return { validApiKeys: [company] };
	}
	return answers.length > 1 ? answers.shift() : answers[0];
}

let elsewhereUrl = '';

beforeAll(async () => {
	elsewhere = createServer((_request, response) => {
		strays++;
		response.end('{}');
	});
	service = createServer((request, response) => {
		requests++;
		request.resume().on('end', () => {
			response.setHeader('content-type', 'application/json');
			const answer = answerTo(request.url ?? '');
			response.end(answer === undefined ? '' : JSON.stringify(answer));
		});
	});
	elsewhereUrl = await listen(elsewhere);
	const url = await listen(service);
	engine = await Engine.load();
	engine.credentials.save('mluviiApi', {
		domain: url,
		username: 'user',
		password: CANARIES.password,
	});
	engine.credentials.save('loviApi', {
		baseUrl: url,
		email: 'owner@example.com',
		password: CANARIES.password,
	});
	jest.spyOn(Math, 'random').mockReturnValue(0);
	// So that Lovi's limits in a minute do not make the tests wait: each look at the clock is a second later.
	let now = Date.now();
	jest.spyOn(Date, 'now').mockImplementation(() => (now += 1000));
});

afterAll(() => {
	jest.restoreAllMocks();
	for (const server of [service, elsewhere]) {
		server.closeAllConnections();
		server.close();
	}
	process.stdout.write(
		`fuzz: ${cases} items through the engine, ${requests} requests to the service (seed ${seed})\n`,
	);
});

/** What nobody expects in a field. */
const hostile: fc.Arbitrary<unknown> = fc.oneof(
	fc.string({ unit: 'binary' }),
	fc.string({ unit: 'grapheme' }),
	fc.jsonValue({ maxDepth: 3 }),
	fc.constantFrom<unknown>(
		...['../..', '..', '.', '', '   ', '/', '//', '\r\nX-Injected: 1', 'a\u0000b', '__proto__'],
		...['constructor', 'https:\\\\evil', '%2e%2e%2f', '?a=1#b', '{{ $json }}', '[', '{"a":'],
		...['-1', '0', '1e308', 'NaN', '٣', '🦄'.repeat(40), 'a'.repeat(100_000), '\ud800'],
		...[NaN, Infinity, -1, 0, 1.5, 2 ** 53, null, undefined, true, false, [], {}, [null], [[]]],
		JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1, "toString": null}'),
	),
	fc.constant(0).map(() => `${elsewhereUrl}/api/v1/Sessions`),
	fc.constant(0).map(() => elsewhereUrl.replace('http:', '')),
);

const plausible = fc.constantFrom<unknown>(
	...['1', 62, '7600001', '2024-05-02', 'nora@example.com', '34666033135', 'https://example.com/'],
	...[
		'true',
		true,
		'text',
		'{"a": 1}',
		'body_text_0',
		'a,b',
		'1,2',
		'welcome|en',
		'/api/v1/Sessions',
	],
);

/** Mostly what a field may hold, so that the others are reached as well. */
function valueOf(field: INodeProperties): fc.Arbitrary<unknown> {
	return fc.oneof({ weight: 5, arbitrary: usualValueOf(field) }, { weight: 1, arbitrary: hostile });
}

function usualValueOf(field: INodeProperties): fc.Arbitrary<unknown> {
	const inner = (field.options ?? []) as INodeProperties[];
	switch (field.type) {
		case 'options':
		case 'multiOptions': {
			const choices = inner.map((choice) => (choice as unknown as { value: unknown }).value);
			const one = choices.length > 0 ? fc.constantFrom(...choices) : plausible;
			return field.type === 'options' ? one : fc.array(one, { maxLength: 3 });
		}
		case 'boolean':
			return fc.boolean();
		case 'number':
			return fc.integer({ min: 1, max: 300 });
		case 'collection':
			return fc.record(
				Object.fromEntries(
					inner
						// Its hostile values are for the whole run; they are looked at in the unit tests.
						.filter(({ name }) => name !== 'maxParallelRequests')
						.map((option) => [option.name, valueOf(option)]),
				),
				{ requiredKeys: [] },
			);
		case 'fixedCollection':
			return fc.record(
				Object.fromEntries(
					(field.options ?? []).map((group) => [
						group.name,
						fc.oneof(
							{
								weight: 5,
								arbitrary: fc.array(rowOf((group as { values: INodeProperties[] }).values), {
									maxLength: 3,
								}),
							},
							{ weight: 1, arbitrary: fc.array(hostile, { maxLength: 3 }) },
							{ weight: 1, arbitrary: hostile },
						),
					]),
				),
			);
		case 'resourceLocator':
			return fc.constantFrom<unknown>('62', 7_600_001, '1', 'welcome|en');
		default: {
			const example = field.placeholder?.replace(/^e\.g\. /, '');
			const plain = example === undefined ? plausible : fc.constant(example);
			return fc.oneof({ weight: 5, arbitrary: plain }, { weight: 1, arbitrary: plausible });
		}
	}
}

function rowOf(fields: INodeProperties[]): fc.Arbitrary<unknown> {
	return fc.record(Object.fromEntries(fields.map((field) => [field.name, valueOf(field)])), {
		requiredKeys: [],
	});
}

/** A resource locator is chosen by hand; what is in it comes from the item, as all the others. */
function parameterFor({ name, type, modes }: INodeProperties, pick: number) {
	const expression = `={{ $json[${JSON.stringify(name)}] }}`;
	if (type !== 'resourceLocator') return expression;
	const mode = modes?.[pick % modes.length]?.name ?? 'id';
	return { __rl: true, mode, value: expression };
}

const OPERATIONS = [
	...lovi.map((resource) => ({ node: 'lovi', resource })),
	...mluvii.map((resource) => ({ node: 'mluvii', resource })),
].flatMap(({ node, resource }) =>
	resource.operations.map(({ value, properties, options = [] }) => ({
		node,
		resource: resource.value,
		operation: value,
		name: `${resource.value}.${value}`,
		fields: [
			...properties.filter(({ type }) => type !== 'notice'),
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection' as const,
				default: {},
				options,
			},
		],
	})),
);

const answer: fc.Arbitrary<unknown> = fc.oneof(
	fc.jsonValue({ maxDepth: 4 }),
	fc.record(
		Object.fromEntries(
			['recordings', 'activities', 'operators', 'tags', 'guest', 'params', 'callParams'].map(
				(name) => [
					name,
					fc.oneof(fc.array(fc.jsonValue({ maxDepth: 2 })), fc.jsonValue({ maxDepth: 2 })),
				],
			),
		),
		{ requiredKeys: [] },
	),
	fc.constantFrom<unknown>(
		...[undefined, null, [], {}, [null], [[]], [1, 'a'], '', 'text', 0, true, { id: null }],
		...[{ id: 1 }, [{ id: 1 }, { id: 2 }], [{ id: 1 }, null], { data: [{}], totalCount: 1 }],
		...[{ data: null, totalCount: 5 }, { data: [], totalCount: 1e9 }, { success: false }],
		...[
			{ success: false, message: {} },
			{ success: false, details: null, message: 1 },
		],
		...[{ template: null }, { template: [] }, { templates: [null] }, { data: [null] }],
		...[{ recordings: [null] }, { recordings: 'x' }, { recordings: [{ id: 1, downloadUrl: 7 }] }],
		{ recordings: [{ id: 1, downloadUrl: 'http://127.0.0.1:1/x' }] },
		{ activities: [null, { file: 1 }], recordings: {} },
		...[{ departments: null }, { departments: [null] }, { departments: 'x' }],
		JSON.parse('{"__proto__": {"polluted": true}, "id": 1}'),
		JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`),
	),
);

describe('fuzz', () => {
	it.each(OPERATIONS)('$node $name', async ({ node, resource, operation, name, fields }) => {
		const item = rowOf(fields) as fc.Arbitrary<IDataObject>;
		await fc.assert(
			fc.asyncProperty(
				fc.array(item, { minLength: ITEMS, maxLength: ITEMS }),
				fc.array(answer, { minLength: ITEMS * 2, maxLength: ITEMS * 2 }),
				fc.nat(),
				async (items, replies, pick) => {
					answers = [...replies];
					strays = 0;
					cases += items.length;
					const parameters = {
						resource,
						operation,
						...Object.fromEntries(fields.map((field) => [field.name, parameterFor(field, pick)])),
					} as INodeParameters;
					const { output, error, run } = await engine.run({
						node,
						parameters,
						items,
						continueOnFail: true,
					});

					expect(error?.message).toBeUndefined();
					const places = output.map(({ pairedItem }) => (pairedItem as { item: number }).item);
					expect(places).toEqual([...places].sort((a, b) => a - b));
					expect(places.every((place) => place >= 0 && place < items.length)).toBe(true);
					for (const { json, pairedItem } of output) {
						if (typeof json.error !== 'string' || !('error' in json)) continue;
						const { item: place } = pairedItem as { item: number };
						expect(places.filter((other) => other === place)).toHaveLength(1);
						expect(`${json.error} ${toText(json.message)}`).not.toMatch(CRASH);
					}
					expect(strays).toBe(0);
					expect(({} as IDataObject).polluted).toBeUndefined();
					const written = JSON.stringify(run.data.resultData.runData['Node under test']);
					for (const [kind, canary] of Object.entries(CANARIES)) {
						if (HAND_OUT_SECRETS.includes(name) && kind !== 'password') continue;
						expect(written.includes(canary) ? kind : 'none').toBe('none');
					}
				},
			),
			{ seed, numRuns: RUNS, endOnFailure: true },
		);
	});
});

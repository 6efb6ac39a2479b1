import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import type { ServiceName } from '../../sandbox/api';
import { patchOf, propose } from '../../scripts/live/propose';
import type { ContractChange, OperationResult, ServiceReport } from '../../scripts/live/report';
import { callsOf, readContract } from '../support/contracts';

const DATE = '2026-11-28';
const SERVICES: ServiceName[] = ['mluvii', 'lovi'];
const SCHEMAS = ['components', 'schemas'];

function pathOf(service: ServiceName): string {
	return `contracts/${service}.openapi.yaml`;
}

function textOf(service: ServiceName): string {
	return readFileSync(join(__dirname, '..', '..', pathOf(service)), 'utf8');
}

function report(
	operations: Record<string, OperationResult>,
	changes: ContractChange[] = [],
): ServiceReport {
	return {
		service: 'mluvii',
		installation: 'cloud',
		ending: 'complete',
		requests: 0,
		operations: Object.entries(operations).map(([operationId, result]) => ({
			operationId,
			method: 'GET',
			path: '/',
			evidence: 'CLI',
			result,
			statuses: {},
			records: 0,
		})),
		findings: [
			{ kind: 'behaviour', operations: [], place: 'Session', message: 'Nothing to change' },
			...changes.map((change) => ({
				kind: 'new field' as const,
				operations: [],
				place: 'Session',
				message: 'Seen',
				change,
			})),
		],
		unseen: [],
		probes: [],
		documents: [],
	};
}

/** The lines that a patch takes out and puts in. */
function linesOf(before: string, after: string): string[] {
	return patchOf(before, after, 'contract.yaml')
		.split('\n')
		.filter((line) => /^[+-](?![+-]{2} )/.test(line));
}

/** What one change does to a contract of a few lines. */
async function changed(contract: string, change: ContractChange): Promise<string> {
	return await propose(contract, report({}, [change]), DATE);
}

describe.each(SERVICES)('the contract of %s', (service) => {
	const before = textOf(service);

	it('stays as it is, byte for byte, where nothing was matched', async () => {
		const results = { logIn: 'broken', listTemplates: 'refused', getSession: 'missing' } as const;

		expect(await propose(before, report(results), DATE)).toBe(before);
	});

	it('has the evidence of all its calls raised, and nothing else changed', async () => {
		const calls = callsOf(readContract(service));
		const matched = Object.fromEntries(
			calls.map(({ operationId }) => [operationId, 'matched'] as const),
		);

		const after = await propose(before, report(matched), DATE);

		const expected = parse(before) as ReturnType<typeof readContract>;
		for (const { path, method } of calls) {
			const operation: object = expected.paths[path]?.[method.toLowerCase()] ?? {};
			Object.assign(operation, { 'x-evidence': 'LIVE', 'x-verified': DATE });
			delete (operation as Record<string, unknown>)['x-unconfirmed'];
		}
		for (const version of ['1.1', '1.2'] as const)
			expect(parse(after, { version })).toEqual(expected);
		const other = linesOf(before, after).filter(
			(line) => !/^[+-] {6}x-(evidence|verified|unconfirmed): /.test(line),
		);
		expect(other).toEqual([]);
	});
});

it('writes evidence, day and next key in this order, and takes out what is no longer so', async () => {
	const before = textOf('lovi');
	const after = await propose(before, report({ createTemplate: 'matched' }), DATE);

	expect(linesOf(before, after)).toEqual([
		'-      x-evidence: REPO',
		'+      x-evidence: LIVE',
		"+      x-verified: '2026-11-28'",
		'-      x-unconfirmed: true',
	]);
	expect(await propose(after, report({ createTemplate: 'matched' }), DATE)).toBe(after);
	const later = await propose(after, report({ createTemplate: 'matched' }), '2027-01-02');
	expect(linesOf(after, later)).toEqual([
		"-      x-verified: '2026-11-28'",
		"+      x-verified: '2027-01-02'",
	]);
});

it('takes out what is no longer so where it stands right behind the evidence', async () => {
	const operation = 'operationId: a\n      x-evidence: CLI\n      x-unconfirmed: true\n';
	const after = await propose(
		`paths:\n  /a:\n    get:\n      ${operation}`,
		report({ a: 'matched' }),
		DATE,
	);

	expect(after).toContain(
		"operationId: a\n      x-evidence: LIVE\n      x-verified: '2026-11-28'\n",
	);
	expect(after).not.toContain('x-unconfirmed');
});

describe('adds to a contract', () => {
	const CHANGES: Array<[string, ServiceName, ContractChange, string[]]> = [
		[
			'a property at the end of others',
			'mluvii',
			{
				kind: 'add property',
				at: [...SCHEMAS, 'Session'],
				name: 'mood',
				types: ['string', 'null'],
			},
			["+        mood: { type: [string, 'null'] }"],
		],
		[
			'a property of one type in a list of properties on one line',
			'mluvii',
			{
				kind: 'add property',
				at: [
					'paths',
					'/api/v1/Sessions/{id}/callparams',
					'get',
					'responses',
					'200',
					'content',
					'application/json',
					'schema',
				],
				name: 'no',
				types: ['integer'],
			},
			["+                      'no': { type: integer },"],
		],
		[
			'a property where there are none',
			'lovi',
			{
				kind: 'add property',
				at: [...SCHEMAS, 'Login', 'properties', 'user', 'properties', 'app_metadata'],
				name: 'provider',
				types: ['string'],
			},
			[
				'-            app_metadata: { type: object }',
				'+            app_metadata: { type: object, properties: { provider: { type: string } } }',
			],
		],
		[
			'a value to a list on one line',
			'mluvii',
			{ kind: 'add value', at: [...SCHEMAS, 'Session', 'properties', 'channel'], value: 'Fax' },
			[
				'-        channel: { type: string, x-known-values: [Chat, AV, Phone] }',
				'+        channel: { type: string, x-known-values: [Chat, AV, Phone, Fax] }',
			],
		],
		[
			'a value to a list with a line each, which comments stand in',
			'mluvii',
			{
				kind: 'add value',
				at: [...SCHEMAS, 'InboundActivity', 'properties', 'activity'],
				value: 'OFF',
			},
			["+            - 'OFF'"],
		],
		[
			'a value to a closed list',
			'mluvii',
			{ kind: 'add value', at: [...SCHEMAS, 'FeedbackScale'], value: 'Stars' },
			['-      enum: [Likert, NPS]', '+      enum: [Likert, NPS, Stars]'],
		],
		[
			'a second type',
			'mluvii',
			{ kind: 'add type', at: [...SCHEMAS, 'Session', 'properties', 'isDirectChat'], type: 'null' },
			[
				'-        isDirectChat: { type: boolean }',
				"+        isDirectChat: { type: [boolean, 'null'] }",
			],
		],
		[
			'a third type',
			'mluvii',
			{ kind: 'add type', at: [...SCHEMAS, 'Session', 'properties', 'url'], type: 'object' },
			[
				"-        url: { type: [string, 'null'] }",
				"+        url: { type: [string, 'null', object] }",
			],
		],
		[
			'a type to a reference, without changing what it leads to',
			'mluvii',
			{ kind: 'add type', at: [...SCHEMAS, 'Session', 'properties', 'guest'], type: 'null' },
			[
				"-        guest: { $ref: '#/components/schemas/Guest' }",
				"+        guest: { anyOf: [{ $ref: '#/components/schemas/Guest' }, { type: 'null' }] }",
			],
		],
		[
			'a type to alternatives',
			'mluvii',
			{
				kind: 'add type',
				at: [...SCHEMAS, 'SessionActivity', 'properties', 'file'],
				type: 'string',
			},
			[
				"-        file: { anyOf: [{ $ref: '#/components/schemas/SharedFile' }, { type: 'null' }] }",
				'+        file:',
				'+          {',
				'+            anyOf:',
				"+              [{ $ref: '#/components/schemas/SharedFile' }, { type: 'null' }, { type: string }],",
				'+          }',
			],
		],
		[
			'a type to a closed list',
			'mluvii',
			{ kind: 'add type', at: [...SCHEMAS, 'FeedbackScale'], type: 'null' },
			[
				'-      type: string',
				'-      description: The scale of a feedback',
				'-      x-enum-name: FEEDBACK_SCALE',
				'-      enum: [Likert, NPS]',
				'+      anyOf:',
				'+        - type: string',
				'+          description: The scale of a feedback',
				'+          x-enum-name: FEEDBACK_SCALE',
				'+          enum: [Likert, NPS]',
				"+        - { type: 'null' }",
			],
		],
	];

	it.each(CHANGES)('%s', async (_, service, change, lines) => {
		const before = textOf(service);
		const after = await propose(before, report({}, [change, change]), DATE);

		expect(linesOf(before, after).sort()).toEqual([...lines].sort());
		expect(await propose(after, report({}, [change]), DATE)).toBe(after);
	});

	it('all of them at once, as a patch that git takes', async () => {
		const before = textOf('mluvii');
		const changes = CHANGES.filter(([, service]) => service === 'mluvii').map(
			([, , change]) => change,
		);
		const all = report({ listSessions: 'matched', listDepartments: 'matched' }, changes);
		const after = await propose(before, all, DATE);
		expect(parse(after, { version: '1.1' })).toEqual(parse(after));
		const folder = mkdtempSync(join(tmpdir(), 'repository-'));
		try {
			const file = join(folder, pathOf('mluvii'));
			mkdirSync(dirname(file));
			writeFileSync(file, before);
			const git = (args: string[], input?: string): unknown =>
				execFileSync('git', args, { cwd: folder, input });
			git(['init', '--quiet']);
			git(['apply', '--whitespace=error'], patchOf(before, after, pathOf('mluvii')));

			expect(readFileSync(file, 'utf8')).toBe(after);
		} finally {
			rmSync(folder, { recursive: true });
		}
		expect(await propose(after, all, DATE)).toBe(after);
	});
});

describe('at the edges', () => {
	it.each([
		['no line break at the end', 'a:\n  properties:\n    b: {}', '    new: { type: string }'],
		[
			'a text over several lines at the end',
			'a:\n  properties:\n    b:\n      description: >-\n        One\n        two\nc: 1\n',
			'    new: { type: string }',
		],
		['no property yet', 'a:\n  properties: {}\n', '  properties: { new: { type: string } }'],
		[
			'a comment behind the last one',
			'a:\n  properties:\n    b: {} # why\n',
			'    new: { type: string }',
		],
		[
			'something behind it',
			'a:\n  properties:\n    b: {}\n\n# next\nc: 1\n',
			'    new: { type: string }',
		],
	])('a property where there is %s', async (_, contract, line) => {
		const after = await changed(contract, {
			kind: 'add property',
			at: ['a'],
			name: 'new',
			types: ['string'],
		});

		expect(after.split('\n')).toContain(line);
		const expected = parse(contract) as { a: { properties: Record<string, unknown> } };
		expected.a.properties.new = { type: 'string' };
		expect(parse(after)).toEqual(expected);
		expect([...contract.matchAll(/#.*/g)].every(([comment]) => after.includes(comment))).toBe(true);
	});

	it('leaves a schema alone that allows everything', async () => {
		const contract = 'a: { description: Anything }\n';

		expect(await changed(contract, { kind: 'add type', at: ['a'], type: 'null' })).toBe(contract);
	});

	it('leaves a schema alone that has the type', async () => {
		const contract = 'a: { type: string }\n';

		expect(await changed(contract, { kind: 'add type', at: ['a'], type: 'string' })).toBe(contract);
	});

	it.each<[string, ContractChange]>([
		['no schema', { kind: 'add type', at: ['b'], type: 'null' }],
		['no list of values', { kind: 'add value', at: ['a'], value: 'x' }],
	])('fails where there is %s', async (_, change) => {
		await expect(changed('a: { type: string }\n', change)).rejects.toThrow('The contract');
	});

	it('fails where there is no such call', async () => {
		await expect(propose(textOf('lovi'), report({ fly: 'matched' }), DATE)).rejects.toThrow('fly');
	});

	it('has an empty patch where nothing is changed', () => {
		expect(patchOf('a\n', 'a\n', 'a.yaml')).toBe('');
	});
});

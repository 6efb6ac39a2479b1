import type {
	IDataObject,
	INodeParameters,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';
import type { LoggedRequest } from '../../sandbox/client';
import { Lovi } from '../../nodes/Lovi/Lovi.node';
import { resources as lovi } from '../../nodes/Lovi/resources';
import { Mluvii } from '../../nodes/Mluvii/Mluvii.node';
import { resources as mluvii } from '../../nodes/Mluvii/resources';
import { toText } from '../../nodes/shared/base/text';
import { useFixture } from '../support/fixture';
import { LOVI_CASES, LOVI_ITEMS, loviParameters } from '../support/loviCases';
import { MLUVII_CASES, mluviiCase, mluviiParameters } from '../support/mluviiCases';

/*
 * Earlier steps, spreadsheets and language models write a yes or no, and a list, in many ways. Every field of
 * every operation takes them in the same way: what is understood sends what the switch or list itself would
 * send, and everything else sends nothing and is named.
 */
const fixture = useFixture();

const YES = [true, 'true', 'TRUE', ' True ', 1, '1', 'yes', 'YES', 'Yes'];
const NO = [false, 'false', 'FALSE', ' False ', 0, '0', 'no', 'NO', 'No'];
const NEITHER = ['maybe', 'ja', 'on', 2, -1, '', '  ', null, {}, [], [true], { a: 1 }];
const NO_LIST = [{}, { a: 1 }, [{}], [['a']], '["a"', '[{}]'];
const EMPTY = ['', '   ', ',', null, [], [''], '[]'];

/** Worked out once, for the first item. */
const RUN_WIDE = ['inBatches'];
/** What fields need beside the required ones. */
const COMPANIONS: Record<string, INodeParameters> = {
	'campaign.addContacts whatsAppFormContactFields': { whatsAppFormDefaultValues: 'a, b' },
	'campaign.addContacts whatsAppFormDefaultValues': { whatsAppFormContactFields: 'a, b' },
};
/** Choices that a service has and the description does not. */
const LOADED = ['62', '63'];
/** Filters that the sandbox cannot apply. */
const NOT_IN_SANDBOX = /\/Sessions\?.*(Result|GuestIdentifications|Accepted|Anonymized)\b/;

const READS = new Set(
	[...lovi, ...mluvii].flatMap(({ value, operations }) =>
		operations.filter(({ effect }) => effect === 'read').map((one) => `${value}.${one.value}`),
	),
);

/** A field with where it is. */
interface Field {
	node: 'lovi' | 'mluvii';
	operation: string;
	/** The collection that it is in. */
	collection?: string;
	field: INodeProperties;
	/** What other fields must be for it to be shown. */
	shownWith: INodeParameters;
}

const FIELDS = [
	{ node: 'mluvii' as const, properties: new Mluvii().description.properties },
	{ node: 'lovi' as const, properties: new Lovi().description.properties },
].flatMap(({ node, properties }) =>
	properties.flatMap((property): Field[] => {
		const { resource, operation, ...others } = property.displayOptions?.show ?? {};
		// Shown to tools only.
		if ('@tool' in others) return [];
		const shownWith = Object.fromEntries(
			Object.entries(others).map(([name, values]) => [name, values?.[0]]),
		) as INodeParameters;
		return (operation ?? []).flatMap((name) => {
			const where = { node, operation: `${resource?.[0] as string}.${name as string}`, shownWith };
			if (property.type !== 'collection') return [{ ...where, field: property }];
			return (property.options as INodeProperties[]).map((field) => ({
				...where,
				collection: property.name,
				field,
			}));
		});
	}),
);

const SWITCHES = FIELDS.filter(({ field }) => field.type === 'boolean');
const LISTS = FIELDS.filter(
	({ field }) =>
		field.type === 'multiOptions' || /separated by commas/.test(field.description ?? ''),
);

function named(fields: Field[]): Array<[string, Field]> {
	return fields.map((one) => [
		`${one.node} ${one.operation} ${one.collection ?? ''} ${one.field.name}`,
		one,
	]);
}

/** The operation's parameters with this entry in the place of the field. */
function parametersOf(
	{ node, operation, collection, field, shownWith }: Field,
	entry: INodeParameters,
) {
	const options = { maxParallelRequests: 1 };
	const base = baseParameters(node, operation, options);
	const companions = COMPANIONS[`${operation} ${field.name}`] ?? {};
	if (collection === undefined) return { ...base, ...shownWith, ...entry };
	const kept = collection === 'options' ? { ...options, ...companions } : companions;
	return { ...base, ...shownWith, [collection]: { ...kept, ...entry } };
}

function baseParameters(
	node: Field['node'],
	operation: string,
	options: INodeParameters,
): INodeParameters {
	if (node === 'lovi' && operation in LOVI_CASES) return loviParameters(operation, options);
	if (node === 'mluvii' && operation in MLUVII_CASES) return mluviiParameters(operation, options);
	const [resource = '', name = ''] = operation.split('.');
	return { resource, operation: name, path: '/api/v1/Sessions', options };
}

function itemOf({ node, operation }: Field): IDataObject {
	if (node === 'lovi') return LOVI_ITEMS[0] ?? {};
	return operation in MLUVII_CASES ? (mluviiCase(operation).items[0] ?? {}) : {};
}

let hours = 1_000;

/** Runs the operation with each of the values in the field, one item each. */
async function runWith(where: Field, values: unknown[]) {
	await fixture.sandbox.reset();
	// So that the limits in a minute do not make the tests wait.
	const now = Date.now() + ++hours * 3_600_000;
	jest.spyOn(Date, 'now').mockImplementation(() => now);
	await fixture.sandbox.fault({
		service: 'mluvii',
		path: NOT_IN_SANDBOX,
		kind: 'status',
		status: 200,
		body: [],
		times: 0,
	});
	const result = await fixture.engine.run({
		node: where.node,
		parameters: parametersOf(where, { [where.field.name]: '={{ $json.probe }}' }),
		items: values.map((probe) => ({ ...itemOf(where), probe }) as IDataObject),
		continueOnFail: true,
	});
	const calls = await fixture.calls(where.node);
	return { ...result, sent: calls.map(shown), places: result.json.map(shape) };
}

/** A request without what differs from run to run. */
function shown({ method, path, query, body }: LoggedRequest) {
	return { method, path, query, body };
}

/** What kind of record came out: its fields, or why there is none. */
function shape(record: IDataObject): unknown {
	return 'error' in record ? record.error : Object.keys(record).sort();
}

/** Values that are not left out by mistake: an empty option for the whole run is as good as none. */
function neither({ field }: Field): unknown[] {
	const isWide = RUN_WIDE.includes(field.name);
	return isWide ? NEITHER.filter((value) => !['', null].includes(value as string)) : NEITHER;
}

/** As many values together as are worked out one by one. */
function together(where: Field, values: unknown[]): unknown[][] {
	return RUN_WIDE.includes(where.field.name) ? values.map((value) => [value]) : [values];
}

async function expectSame(where: Field, values: unknown[], canonical: unknown) {
	for (const some of together(where, values)) {
		const expected = await runWith(
			where,
			some.map(() => canonical),
		);
		const found = await runWith(where, some);

		expect(found.sent).toEqual(expected.sent);
		expect(found.places).toEqual(expected.places);
		// Nothing is asked where no answer can come.
		const isAsked = where.field.name !== 'waitForAnswer' || canonical === false;
		expect(found.sent.length > 0).toBe(isAsked);
	}
}

async function expectRefused(where: Field, values: unknown[]) {
	for (const some of together(where, values)) {
		const { json, sent } = await runWith(where, some);

		expect(json).toHaveLength(some.length);
		// A preview says what is wrong, and does not fail.
		json.forEach(({ error, problems }, index) => {
			expect(`${JSON.stringify(some[index])}: ${JSON.stringify(error ?? problems)}`).toContain(
				where.field.displayName,
			);
		});
		// Which company is meant is looked up first, and a preview reads the template all the same.
		expect(sent.filter(({ path }) => !/api_keys|notify\/template/.test(path))).toEqual([]);
	}
}

it('there are switches and lists in both nodes', () => {
	expect(new Set(SWITCHES.map(({ node }) => node)).size).toBe(2);
	expect(SWITCHES.length).toBeGreaterThan(30);
	expect(LISTS.length).toBeGreaterThan(25);
});

it('no row of a form has a switch or a list, which would have to be tried as well', () => {
	const rows = FIELDS.filter(({ field }) => field.type === 'fixedCollection').flatMap(({ field }) =>
		(field.options ?? []).flatMap((group) => ('values' in group ? group.values : [])),
	);

	expect(rows.filter(({ type }) => ['boolean', 'multiOptions'].includes(type))).toEqual([]);
	expect(rows.filter(({ description = '' }) => /separated by commas/.test(description))).toEqual(
		[],
	);
});

describe.each(named(SWITCHES))('the switch %s', (_name, where) => {
	it('takes a yes or no as people and programs write it', async () => {
		await expectSame(where, YES, true);
		await expectSame(where, NO, false);
	});

	it('refuses everything else by its name', async () => {
		await expectRefused(where, neither(where));
	});
});

/** Values for a list: its first choices, or its example. */
function valuesOf({
	typeOptions,
	options = [],
	placeholder = '',
	type,
}: INodeProperties): string[] {
	if (typeOptions?.loadOptionsMethod !== undefined) return LOADED;
	if (type === 'multiOptions') {
		return (options as INodePropertyOptions[]).slice(0, 2).map(({ value }) => String(value));
	}
	return placeholder.replace(/^e\.g\. /, '').split(', ');
}

describe.each(named(LISTS))('the list %s', (_name, where) => {
	const values = valuesOf(where.field);

	it('takes a list, JSON text and text with commas', async () => {
		const spelled = [values, JSON.stringify(values), values.join(','), ` ${values.join(' ,  ')} `];
		await expectSame(where, spelled, values);
	});

	it('refuses everything else by its name', async () => {
		await expectRefused(where, NO_LIST);
	});

	it('does not do more when it comes out empty', async () => {
		// What is read would be more, and what is required is not there.
		if (READS.has(where.operation) || where.field.required === true) {
			await expectRefused(where, EMPTY);
			return;
		}
		const { json, sent } = await runWith(where, EMPTY);
		const leftOut = await sentWithout(where, EMPTY.length);
		const isRefused = json.every(({ error }) => toText(error).includes(where.field.displayName));

		expect(isRefused ? [] : leftOut).toEqual(sent);
	});
});

/** As the panel stores a field that was not filled in. */
function leftEmpty({ collection, field }: Field): INodeParameters {
	return collection === undefined ? { [field.name]: field.type === 'multiOptions' ? [] : '' } : {};
}

/** What goes out when the field is not filled in at all. */
async function sentWithout(where: Field, count: number) {
	await fixture.sandbox.reset();
	await fixture.engine.run({
		node: where.node,
		parameters: parametersOf(where, leftEmpty(where)),
		items: Array.from({ length: count }, () => itemOf(where)),
		continueOnFail: true,
	});
	return (await fixture.calls(where.node)).map(shown);
}

import fc from 'fast-check';
import type { IDataObject, INodeParameters, INodeType, INodeTypes } from 'n8n-workflow';
import { Workflow } from 'n8n-workflow';
import { fromInputFields, NEEDS_ENGINE } from '../../nodes/shared/operation/expressionFastPath';

const NODE = 'Node';
const nodeType = { description: { properties: [] } } as unknown as INodeType;
const nodeTypes = { getByNameAndVersion: () => nodeType } as unknown as INodeTypes;

/** What n8n itself makes of a parameter. */
function byN8n(parameter: INodeParameters[string], json: IDataObject): unknown {
	const workflow = new Workflow({
		nodes: [
			{ id: '1', name: NODE, type: 'test', typeVersion: 1, position: [0, 0], parameters: {} },
		],
		connections: {},
		active: false,
		nodeTypes,
	});
	return workflow.expression.getParameterValue(
		parameter,
		null,
		0,
		0,
		NODE,
		[{ json }],
		'manual',
		{},
	);
}

const item = {
	id: 7635642,
	'guest name': 'Jana',
	price: 1.5,
	ok: false,
	empty: '',
	guest: { identity: '42', tags: ['vip', { name: 'new' }] },
	nothing: null,
	constructor: 'own',
	text: '={{ 1 + 1 }}',
};

describe('fromInputFields', () => {
	it.each<[unknown, unknown]>([
		['={{ $json.id }}', 7635642],
		['={{$json.id}}', 7635642],
		['={{ $json["guest name"] }}', 'Jana'],
		["={{ $json['guest name'] }}", 'Jana'],
		['={{ $json.price }}', 1.5],
		['={{ $json.ok }}', false],
		['={{ $json.empty }}', ''],
		['={{ $json.guest.identity }}', '42'],
		['={{ $json.guest.tags[1].name }}', 'new'],
		['={{ $json.text }}', '={{ 1 + 1 }}'],
		['plain', 'plain'],
		[5, 5],
		[
			{ __rl: true, mode: 'id', value: '={{ $json.id }}' },
			{ __rl: true, mode: 'id', value: 7635642 },
		],
		[
			{
				rows: [
					{ name: 'a', value: '={{ $json.guest.tags[0] }}' },
					{ name: 'b', value: null },
				],
			},
			{
				rows: [
					{ name: 'a', value: 'vip' },
					{ name: 'b', value: null },
				],
			},
		],
	])('gives for %j what n8n gives', (parameter, expected) => {
		expect(fromInputFields(parameter as string, item)).toEqual(expected);
		expect(byN8n(parameter as string, item)).toEqual(expected);
	});

	it.each([
		'={{ $json.missing }}',
		'={{ $json.nothing }}',
		'={{ $json.guest }}',
		'={{ $json.guest.missing.name }}',
		'={{ $json.constructor }}',
		'={{ $json.__proto__ }}',
		'={{ $json.toString }}',
		'={{ $json.id.length }}',
		'={{ $json.guest.name.length }}',
		'={{ $json.$ }}',
		'={{ $json.id + 1 }}',
		'={{ $json.id }} ',
		'=session {{ $json.id }}',
		'={{ $json["id"',
		'={{ $json["guest\\u0020name"] }}',
		'={{ $json.guest?.identity }}',
		'={{ $json }}',
		'={{ $jsonx.id }}',
		'={{ $("Other").item.json.id }}',
		'={{ $json.id }}{{ $json.id }}',
	])('leaves %s to n8n', (parameter) => {
		expect(fromInputFields(parameter, item)).toBe(NEEDS_ENGINE);
		expect(fromInputFields({ mode: 'id', value: parameter }, item)).toBe(NEEDS_ENGINE);
	});

	it('never gives anything else than n8n, whatever the item and the path', () => {
		const key = fc.oneof(
			fc.constantFrom('id', 'a b', 'length', 'constructor', '__proto__', 'toString', '0', 'a}}b'),
			fc.string({ maxLength: 6 }),
		);
		const values = [fc.string(), fc.double(), fc.boolean(), fc.constant(null)];
		const object = fc.object({ key, values, maxDepth: 2, maxKeys: 3 });
		let compared = 0;
		fc.assert(
			fc.property(object, (json) => {
				for (const path of pathsIn(json)) {
					const expression = `={{ $json${path} }}`;
					const value = fromInputFields(expression, json as IDataObject);
					if (value === NEEDS_ENGINE) continue;
					compared++;
					expect(byN8n(expression, json as IDataObject)).toEqual(value);
				}
			}),
			{ numRuns: 80 },
		);
		expect(compared).toBeGreaterThan(100);
	});
});

/** The ways to name each value in a JSON value, however deep it lies. */
function pathsIn(value: unknown): string[] {
	if (typeof value !== 'object' || value === null) return [''];
	return Object.entries(value).flatMap(([key, part]) =>
		pathsIn(part).flatMap((rest) => [
			Array.isArray(value) ? `[${key}]${rest}` : `.${key}${rest}`,
			`["${key}"]${rest}`,
			`['${key}']${rest}`,
		]),
	);
}

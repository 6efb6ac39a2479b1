import { Ajv, type ValidateFunction } from 'ajv';
import { formats } from '../../sandbox/contract';
import type { Contract, ContractSchema } from '../../test/support/contracts';
import { isObject } from './json';
import type { Finding, JsonType, Unseen } from './report';

/** Where in a contract a schema is, from its root, through no reference. */
type Place = string[];

/** A schema of the contract, where it stands, and what it is called in the report. */
interface Node {
	schema: ContractSchema;
	at: Place;
	/** Such as `Session.guest` or `listUsers[]`. */
	name: string;
}

/** What came where an object is. */
interface SeenObject {
	node: Node;
	count: number;
	/** How often each documented field came. */
	fields: Map<string, number>;
	/** Fields that are not documented. */
	others: Map<string, Sighting>;
}

/** In which answers something was seen. */
interface Sighting {
	count: number;
	types: Set<JsonType>;
	operations: Set<string>;
}

/** A broken rule of the contract at one place. */
interface Breach extends Sighting {
	kind: Finding['kind'];
	node: Node;
	message: string;
}

/** Names of fields and of values look like this; anything else may be what a customer has entered. */
export const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,39}$/;

/**
 * Holds answers against their schemas, and keeps what they look like: names, types and counts, no values. The same
 * part of the contract is one place, in however many answers it comes.
 */
export class Shapes {
	private readonly ajv = new Ajv({
		strict: false,
		allErrors: true,
		formats: { ...formats, int32: true, int64: true },
	});
	private readonly rules = new Map<string, ValidateFunction>();
	private readonly objects = new Map<string, SeenObject>();
	private readonly breaches = new Map<string, Breach>();
	/** The values that came where the contract knows some, by place. */
	private readonly values = new Map<
		string,
		{ node: Node; count: number; seen: Map<string, Sighting> }
	>();

	/** Texts that came where anything can stand: what is among them is a customer's, even if it looks like a name. */
	private readonly texts = new Set<string>();

	constructor(private readonly contract: Contract) {}

	/**
	 * Takes in an answer.
	 *
	 * @param at where its schema is in the contract
	 * @param operation the ID of the call that it answers
	 */
	add(at: Place, body: unknown, operation: string): void {
		this.walk({ schema: this.schemaAt(at), at, name: operation }, body, operation);
	}

	/** What differs from the contract. */
	findings(): Finding[] {
		const renamed = [...this.objects.values()].flatMap((object) => this.renamedIn(object));
		const breaches = [...this.breaches.values()]
			.filter(
				({ node, kind }) =>
					!(kind === 'missing field' && renamed.some(({ from }) => from === node.name)),
			)
			.map(({ kind, node, message, operations, types, count }) => ({
				kind,
				operations: [...operations],
				place: node.name,
				message: count > 1 ? `${message} (${count} times)` : message,
				change: kind === 'type' ? widening(node, types) : undefined,
			}));
		const added = [...this.objects.values()].flatMap(({ node, others }) =>
			[...others]
				.filter(([name]) => !renamed.some(({ to }) => to === fieldOf(node, name)))
				.map(([name, { types, operations }]): Finding => {
					const isShown = this.isName(name) && !holdsOwnFields(node.schema);
					return {
						kind: 'new field',
						operations: [...operations],
						place: isShown ? fieldOf(node, name) : node.name,
						message: isShown
							? `There is a field that the contract does not have: ${listed(types)}`
							: `There is a field that the contract does not have, whose name is not shown: ${listed(types)}`,
						change: isShown
							? { kind: 'add property', at: node.at, name, types: [...types] }
							: undefined,
					};
				}),
		);
		return [...breaches, ...renamed.map(({ finding }) => finding), ...added, ...this.newValues()];
	}

	/** What is documented, and did not come. */
	unseen(): Unseen[] {
		const renamed = [...this.objects.values()].flatMap((object) => this.renamedIn(object));
		const fields = [...this.objects.values()].flatMap(({ node, fields, count }) =>
			Object.keys(node.schema.properties ?? {})
				.filter((name) => !fields.has(name))
				.map((name) => ({ place: fieldOf(node, name), among: count }))
				.filter(({ place }) => !renamed.some(({ from }) => from === place)),
		);
		const values = [...this.values.values()].flatMap(({ node, count, seen }) => {
			const missing = knownValues(node.schema).filter((value) => !seen.has(value));
			return missing.length > 0 ? [{ place: node.name, values: missing, among: count }] : [];
		});
		return [...fields, ...values];
	}

	private walk(reference: Node, value: unknown, operation: string): void {
		const node = this.chosen(this.resolved(reference), value);
		if (value === undefined) {
			this.breach(node, { kind: 'type', message: 'The answer is empty' }, operation, value);
			return;
		}
		this.check(node, value, operation);
		const { items } = node.schema;
		if (Array.isArray(value) && items !== undefined) {
			for (const element of value) {
				const at = [...node.at, 'items'];
				this.walk({ schema: items, at, name: `${node.name}[]` }, element, operation);
			}
		} else if (isObject(value)) {
			this.walkObject(node, value, operation);
		} else if (typeof value === 'string' && knownValues(node.schema).length > 0) {
			this.keepValue(node, value, operation);
		} else {
			for (const text of textsIn(value)) this.texts.add(text);
		}
	}

	private walkObject(node: Node, value: Record<string, unknown>, operation: string): void {
		const { properties, additionalProperties: other } = node.schema;
		const object = this.objectAt(node);
		object.count++;
		for (const [name, field] of Object.entries(value)) {
			const schema = properties?.[name];
			if (schema !== undefined) {
				object.fields.set(name, (object.fields.get(name) ?? 0) + 1);
				const at = [...node.at, 'properties', name];
				this.walk({ schema, at, name: fieldOf(node, name) }, field, operation);
			} else if (typeof other === 'object') {
				// The names in such an object are a customer's own.
				this.texts.add(name);
				const at = [...node.at, 'additionalProperties'];
				this.walk({ schema: other, at, name: `${node.name}.*` }, field, operation);
			} else {
				if (properties !== undefined) sight(object.others, name, typeOf(field), operation);
				for (const text of textsIn(field)) this.texts.add(text);
			}
		}
	}

	/** Checks what a schema says of the value itself; what is in it has a schema of its own. */
	private check(node: Node, value: unknown, operation: string): void {
		const {
			type,
			required,
			format,
			pattern,
			const: only,
			minimum,
		} = node.schema as Record<string, unknown>;
		const key = node.at.join('/');
		const rule =
			this.rules.get(key) ??
			this.ajv.compile(
				Object.fromEntries(
					Object.entries({ type, required, format, pattern, const: only, minimum }).filter(
						([, keyword]) => keyword !== undefined,
					),
				),
			);
		this.rules.set(key, rule);
		if (rule(value)) return;
		for (const { keyword, params } of rule.errors ?? []) {
			if (keyword === 'required') {
				const { missingProperty: name } = params as { missingProperty: string };
				const field = { ...node, at: [...node.at, 'properties', name], name: fieldOf(node, name) };
				this.breach(
					field,
					{ kind: 'missing field', message: 'The field did not come' },
					operation,
					value,
				);
			} else if (keyword === 'type') {
				const message = `It came as ${typeOf(value)}, and is documented as ${[type].flat().join(' or ')}`;
				this.breach(node, { kind: 'type', message }, operation, value);
			} else {
				const message = `It does not have the documented ${keyword}${typeof format === 'string' ? ` ${format}` : ''}`;
				this.breach(node, { kind: 'format', message }, operation, value);
			}
		}
	}

	private breach(
		node: Node,
		{ kind, message }: Pick<Breach, 'kind' | 'message'>,
		operation: string,
		value: unknown,
	): void {
		const key = `${node.name} ${message}`;
		const known = this.breaches.get(key) ?? {
			kind,
			node,
			message,
			count: 0,
			types: new Set(),
			operations: new Set(),
		};
		known.count++;
		if (value !== undefined) known.types.add(typeOf(value));
		known.operations.add(operation);
		this.breaches.set(key, known);
	}

	private keepValue(node: Node, value: string, operation: string): void {
		const known = this.values.get(node.name) ?? {
			node,
			count: 0,
			seen: new Map<string, Sighting>(),
		};
		known.count++;
		sight(known.seen, value, 'string', operation);
		this.values.set(node.name, known);
	}

	private newValues(): Finding[] {
		return [...this.values.values()].flatMap(({ node, seen }) =>
			[...seen]
				.filter(([value]) => !knownValues(node.schema).includes(value))
				.map(([value, { operations }]): Finding => {
					const isShown = this.isName(value);
					return {
						kind: 'new value',
						operations: [...operations],
						place: node.name,
						message: isShown
							? `There is a value that the contract does not have: ${value}`
							: 'There is a value that the contract does not have, and that is not shown',
						change: isShown ? { kind: 'add value', at: node.at, value } : undefined,
					};
				}),
		);
	}

	/**
	 * Documented fields of an object that never came, where one that is not documented always came in their place:
	 * of the same type, and with a like name or in place of one that must be there.
	 */
	private renamedIn({
		node,
		count,
		fields,
		others,
	}: SeenObject): Array<{ from: string; to: string; finding: Finding }> {
		const gone = Object.keys(node.schema.properties ?? {}).filter((name) => !fields.has(name));
		if (holdsOwnFields(node.schema)) return [];
		const candidates = [...others].filter(
			([name, { count: times }]) => times === count && this.isName(name),
		);
		return gone.flatMap((name) => {
			const schema = this.resolved({
				schema: node.schema.properties?.[name] ?? {},
				at: [],
				name: '',
			}).schema;
			const isRequired = (node.schema as { required?: string[] }).required?.includes(name) === true;
			const fitting = candidates.filter(
				([other, { types }]) =>
					[...types].every((type) => admits(schema, type)) && (isRequired || isAlike(name, other)),
			);
			const [[to, { operations }] = [undefined, { operations: new Set<string>() }]] = fitting;
			if (to === undefined || fitting.length > 1) return [];
			const finding: Finding = {
				kind: 'renamed field',
				operations: [...operations],
				place: fieldOf(node, name),
				message: `It never came; ${to}, which the contract does not have, always came in its place`,
			};
			return [{ from: fieldOf(node, name), to: fieldOf(node, to), finding }];
		});
	}

	/** Whether a text is the name of a field, or a value of the service itself, and may be shown. */
	private isName(text: string): boolean {
		return NAME.test(text) && !this.texts.has(text);
	}

	private objectAt(node: Node): SeenObject {
		const known = this.objects.get(node.name) ?? {
			node,
			count: 0,
			fields: new Map(),
			others: new Map(),
		};
		this.objects.set(node.name, known);
		return known;
	}

	private schemaAt(at: Place): ContractSchema {
		const schema = at.reduce<unknown>(
			(parent, key) => (parent as Record<string, unknown>)[key],
			this.contract,
		);
		return schema as ContractSchema;
	}

	/** What a reference leads to; a component of the contract is called by its own name. */
	private resolved(node: Node): Node {
		const { $ref } = node.schema;
		if ($ref === undefined) return node;
		const at = $ref.split('/').slice(1);
		const schema = this.schemaAt(at);
		return this.resolved({
			schema,
			at,
			// A type such as an ID or a date is everywhere: there, the field says more.
			name: schema.properties === undefined ? node.name : (at.at(-1) ?? ''),
		});
	}

	/** Of several possible schemas the one for this value: of its type, and with most of its fields. */
	private chosen(node: Node, value: unknown): Node {
		const { anyOf } = node.schema as { anyOf?: ContractSchema[] };
		if (anyOf === undefined) return node;
		const branches = anyOf.map((schema, index) =>
			this.resolved({ schema, at: [...node.at, 'anyOf', String(index)], name: node.name }),
		);
		const fit = ({ schema }: Node): number => {
			if (!admits(schema, typeOf(value))) return -1;
			const first: unknown = Array.isArray(value) ? value[0] : value;
			const fields = this.resolved({
				schema: (Array.isArray(value) ? schema.items : schema) ?? {},
				at: [],
				name: '',
			});
			return Object.keys(fields.schema.properties ?? {}).filter(
				(name) => isObject(first) && name in first,
			).length;
		};
		return branches.reduce((best, branch) => (fit(branch) > fit(best) ? branch : best));
	}
}

function sight(map: Map<string, Sighting>, name: string, type: JsonType, operation: string): void {
	const known = map.get(name) ?? { count: 0, types: new Set(), operations: new Set() };
	known.count++;
	known.types.add(type);
	known.operations.add(operation);
	map.set(name, known);
}

/**
 * How to take in a further type; not where the schema is one that many fields have, such as a date, nor for a whole
 * answer, of which a type alone says nothing.
 */
function widening({ at }: Node, types: Set<JsonType>): Finding['change'] {
	const [type] = [...types];
	const isShared = at.length === 3 && at[0] === 'components';
	const isAnswer = at.at(-1) === 'schema';
	return isShared || isAnswer || type === undefined || types.size > 1
		? undefined
		: { kind: 'add type', at, type };
}

/**
 * Whether an object has a place for fields that a customer makes up. Some services have put them beside their own
 * (mluvii-api.md, section 5), so that a field without a name in the contract may be one.
 */
function holdsOwnFields({ properties = {} }: ContractSchema): boolean {
	return Object.values(properties).some(
		({ additionalProperties: other }) => typeof other === 'object',
	);
}

function fieldOf({ name }: Node, field: string): string {
	return `${name}.${field}`;
}

function knownValues(schema: ContractSchema): string[] {
	return schema['x-known-values'] ?? schema.enum ?? [];
}

function listed(types: Set<JsonType>): string {
	return [...types].join(' or ');
}

/** Whether a value of a type can be where the schema is. */
function admits({ type }: ContractSchema, actual: JsonType): boolean {
	if (type === undefined) return true;
	return [type].flat().some((one) => one === actual || (one === 'number' && actual === 'integer'));
}

/** Whether two names are the same but for their case and separators, or one is a part of the other. */
function isAlike(a: string, b: string): boolean {
	const [one = '', other = ''] = [a, b].map((name) => name.toLowerCase().replace(/[^a-z0-9]/g, ''));
	return one.includes(other) || other.includes(one);
}

/** Every text in a value, names of fields too. It may be nested more deeply than functions can call each other. */
function textsIn(value: unknown): string[] {
	const texts: string[] = [];
	const left = [value];
	while (left.length > 0) {
		const next = left.pop();
		if (typeof next === 'string') texts.push(next);
		if (typeof next !== 'object' || next === null) continue;
		for (const [name, inner] of Object.entries(next)) {
			if (!Array.isArray(next)) texts.push(name);
			left.push(inner);
		}
	}
	return texts;
}

function typeOf(value: unknown): JsonType {
	if (value === null || value === undefined) return 'null';
	if (Array.isArray(value)) return 'array';
	if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
	return typeof value as JsonType;
}

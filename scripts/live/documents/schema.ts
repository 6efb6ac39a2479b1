import type { JsonType } from '../report';
import type { JsonObject } from '../json';
import { isObject, objectsOf, property } from '../json';

/** A schema and where it stands. */
export interface Part {
	schema: unknown;
	/** Such as `Session.status`; a schema with a name has that one, wherever it is referred to. */
	place: string;
}

/** One level of a schema, with all that it refers to and consists of. */
export interface Shape {
	/** Undefined where anything may stand. */
	types?: Set<JsonType>;
	properties: Map<string, Part>;
	items?: Part;
	/** Where further properties would stand. */
	place: string;
}

const TYPES = ['boolean', 'integer', 'number', 'string', 'array', 'object', 'null'] as const;
/** Deeper ones are taken for hostile. */
const MAX_DEPTH = 50;

/**
 * Looks at one level of a schema: of OpenAPI 3.0 or 3.1 or Swagger 2.0, whatever stands in `root`. Alternatives are
 * put together. Circles end where they close.
 */
export function shapeOf(root: JsonObject, part: Part): Shape {
	const shape: Shape = {
		types: typesOf(root, part.schema),
		properties: new Map(),
		place: part.place,
	};
	const seen = new Set<unknown>();
	const collect = ({ schema, place }: Part): void => {
		if (!isObject(schema) || seen.has(schema) || seen.size > MAX_DEPTH) return;
		seen.add(schema);
		const { target, name } = referredTo(root, schema);
		if (target !== undefined) {
			if (shape.place === part.place) shape.place = name;
			collect({ schema: target, place: name });
		}
		for (const alternative of [...listOf(schema, 'allOf'), ...alternativesIn(schema)])
			collect({ schema: alternative, place });
		const properties = property(schema, 'properties');
		for (const [key, child] of Object.entries(isObject(properties) ? properties : {}))
			if (!shape.properties.has(key))
				shape.properties.set(key, { schema: child, place: `${place}.${key}` });
		const items = property(schema, 'items');
		if (items !== undefined) shape.items ??= { schema: items, place };
	};
	collect(part);
	return shape;
}

/** Which types a schema allows; undefined for any. */
function typesOf(root: JsonObject, schema: unknown, depth = 0): Set<JsonType> | undefined {
	if (!isObject(schema) || depth > MAX_DEPTH) return undefined;
	const types = plainTypesOf(root, schema, depth);
	// The latter is what generators of Swagger 2.0 write.
	const isNullable = schema.nullable === true || schema['x-nullable'] === true;
	return types !== undefined && isNullable ? new Set([...types, 'null' as const]) : types;
}

function plainTypesOf(
	root: JsonObject,
	schema: JsonObject,
	depth: number,
): Set<JsonType> | undefined {
	const own = [property(schema, 'type')].flat();
	const known = TYPES.filter((type) => own.includes(type));
	if (known.length > 0) return new Set(known);
	const alternatives = alternativesIn(schema).map((one) => typesOf(root, one, depth + 1));
	if (alternatives.length > 0) {
		const known = alternatives.filter((types) => types !== undefined);
		if (known.length < alternatives.length) return undefined;
		return new Set(known.flatMap((types) => [...types]));
	}
	const { target } = referredTo(root, schema);
	for (const part of [target, ...listOf(schema, 'allOf')]) {
		const types = typesOf(root, part, depth + 1);
		if (types !== undefined) return types;
	}
	if (isObject(schema.properties)) return new Set(['object']);
	return schema.items === undefined ? undefined : new Set(['array']);
}

/** What a schema refers to in its document, and what that is called; references to elsewhere lead nowhere. */
export function referredTo(
	root: JsonObject,
	schema: JsonObject,
): { target?: unknown; name: string } {
	const reference = property(schema, '$ref');
	if (typeof reference !== 'string' || !reference.startsWith('#/')) return { name: '' };
	const path = reference
		.slice(2)
		.split('/')
		.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
	const target = path.reduce<unknown>(property, root);
	// components/schemas/NAME of OpenAPI 3, definitions/NAME of Swagger 2.0.
	const isComponent = path[0] === 'components';
	const name = path.slice(isComponent ? 2 : 1).filter((step) => step !== 'properties');
	return { target, name: name.join('.') };
}

function alternativesIn(schema: JsonObject): JsonObject[] {
	return [...listOf(schema, 'anyOf'), ...listOf(schema, 'oneOf')];
}

function listOf(schema: JsonObject, name: string): JsonObject[] {
	return objectsOf(property(schema, name));
}

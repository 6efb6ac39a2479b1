import type { Document } from 'openapi-backend';

type Json = Record<string, unknown>;

/**
 * The calls of a contract whose paths fit, as a service that is older than the contract describes them:
 * in OpenAPI 3.0, without names of operations and without what the contract alone knows (`x-`), and with
 * those components only which the calls need.
 */
export function describeCalls(contract: Document, title: string, fits: (path: string) => boolean) {
	const paths = Object.entries(contract.paths ?? {}).filter(([path]) => fits(path));
	const calls = paths.map(([path, methods]) => [path, eachOf(methods as Json, described)]);
	const described30 = Object.fromEntries(calls) as Json;
	const { securitySchemes, ...components } = older(contract.components ?? {}) as Json;
	return {
		openapi: '3.0.1',
		info: { title, version: 'v1' },
		paths: described30,
		components: { ...needed(described30, components as Record<string, Json>), securitySchemes },
		security: contract.security,
	};
}

function described(call: unknown): unknown {
	const description = older(call) as Json;
	delete description['operationId'];
	return description;
}

const onlyIn31 = ['const', 'patternProperties', 'if', 'then', 'else'];

/** A part of an OpenAPI 3.1 document in the terms of 3.0. */
function older(part: unknown): unknown {
	if (Array.isArray(part)) return part.map(older);
	if (!isObject(part)) return part;
	if ('$ref' in part) return { $ref: part['$ref'] };
	const { properties, ...more } = withoutConditions(part);
	const kept = Object.entries(more).filter(
		([key]) => !key.startsWith('x-') && !onlyIn31.includes(key),
	);
	const schema = eachOf(Object.fromEntries(kept), older);
	if (isObject(properties)) schema['properties'] = eachOf(properties, older);

	const { type, anyOf } = schema;
	if (Array.isArray(type)) {
		schema['type'] = (type as string[]).find((name) => name !== 'null');
		schema['nullable'] = true;
	}
	if (Array.isArray(anyOf) && anyOf.some(isNull)) {
		schema['anyOf'] = anyOf.filter((each) => !isNull(each));
		schema['nullable'] = true;
	}
	// What the contract knows of an open list is all that such a document says of it.
	const values = part['x-known-values'] ?? ('const' in part ? [part['const']] : undefined);
	return values === undefined ? schema : { ...schema, enum: values };
}

/** A schema with a choice of what its conditions lead to, where it has a list of them. */
function withoutConditions(schema: Json): Json {
	const { allOf, ...more } = schema;
	if (!Array.isArray(allOf)) return schema;
	const conditions = (allOf as Json[]).filter((each) => 'if' in each);
	return conditions.length === 0 ? schema : { ...more, anyOf: conditions.map(({ then }) => then) };
}

function isNull(schema: unknown): boolean {
	return isObject(schema) && schema['type'] === 'null';
}

/** The components that a part refers to, directly or through others. */
function needed(part: Json, components: Record<string, Json>): Record<string, Json> {
	const found: Record<string, Json> = {};
	const follow = (from: unknown) => {
		const references = JSON.stringify(from).matchAll(/"#\/components\/(\w+)\/([^"]+)"/g);
		for (const [, kind = '', name = ''] of references) {
			const group = (found[kind] ??= {});
			if (name in group) continue;
			group[name] = components[kind]?.[name];
			follow(group[name]);
		}
	};
	follow(part);
	return found;
}

function eachOf(object: Json, change: (value: unknown) => unknown): Json {
	return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

function isObject(value: unknown): value is Json {
	return typeof value === 'object' && value !== null;
}

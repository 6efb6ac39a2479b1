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

/** A part of an OpenAPI 3.1 document in the terms of 3.0. */
function older(part: unknown): unknown {
	if (Array.isArray(part)) return part.map(older);
	if (!isObject(part)) return part;
	if ('$ref' in part) return { $ref: part['$ref'] };
	const { properties, ...rest } = part;
	const schema = eachOf(rest, older);
	if (isObject(properties)) schema['properties'] = eachOf(properties, older);

	if (Array.isArray(schema['type'])) {
		schema['nullable'] = true;
		schema['type'] = (schema['type'] as string[]).find((type) => type !== 'null');
	}
	if (Array.isArray(schema['anyOf'])) {
		const alternatives = (schema['anyOf'] as Json[]).filter(({ type }) => type !== 'null');
		if (alternatives.length < schema['anyOf'].length) schema['nullable'] = true;
		schema['anyOf'] = alternatives;
	}
	if (Array.isArray(schema['allOf'])) {
		const conditions = (schema['allOf'] as Json[]).filter((each) => 'if' in each);
		if (conditions.length > 0) {
			delete schema['allOf'];
			schema['anyOf'] = conditions.map(({ then }) => then);
		}
	}
	if ('const' in schema) schema['enum'] = [schema['const']];
	// What the contract knows of an open list is all that such a document says of it.
	schema['enum'] ??= schema['x-known-values'];
	const unknown = ['const', 'patternProperties'];
	return Object.fromEntries(
		Object.entries(schema).filter(
			([key, value]) => value !== undefined && !key.startsWith('x-') && !unknown.includes(key),
		),
	);
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

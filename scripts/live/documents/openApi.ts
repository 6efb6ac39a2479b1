import type { JsonObject } from '../json';
import { isObject, objectsOf, parsed, property } from '../json';
import { referredTo } from './schema';

/** What an OpenAPI document describes. */
export interface Description {
	/** The whole document, in which references lead. */
	root: JsonObject;
	calls: DescribedCall[];
}

/** A call of an OpenAPI document. */
export interface DescribedCall {
	/** In capitals. */
	method: string;
	/** As it is asked for: with what all paths of the document begin with. */
	path: string;
	query: Array<{ name: string; isRequired: boolean }>;
	/** The schema of the JSON that comes with status 200. */
	answer?: unknown;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options'];

/**
 * Reads an OpenAPI 3 or Swagger 2.0 document.
 *
 * @param address of the document, from which relative addresses of servers go
 * @returns undefined where the text is no such document
 */
export function readDescription(text: string, address: string): Description | undefined {
	const root = parsed(text);
	if (!isObject(root) || !isObject(root.paths)) return undefined;
	if (typeof root.openapi !== 'string' && typeof root.swagger !== 'string') return undefined;
	const calls = Object.entries(root.paths).flatMap(([path, item]) =>
		isObject(item) ? callsAt(root, address, path, item) : [],
	);
	return { root, calls };
}

function callsAt(
	root: JsonObject,
	address: string,
	path: string,
	item: JsonObject,
): DescribedCall[] {
	return METHODS.flatMap((method) => {
		const operation = property(item, method);
		if (!isObject(operation)) return [];
		const servers = [operation, item, root].map(({ servers }) => objectsOf(servers));
		const server = servers.find((list) => list.length > 0)?.[0];
		const base = server === undefined ? property(root, 'basePath') : pathOf(server, address);
		const prefix = typeof base === 'string' ? base.replace(/\/+$/, '') : '';
		return {
			method: method.toUpperCase(),
			path: prefix + path,
			query: queryOf(root, [...objectsOf(item.parameters), ...objectsOf(operation.parameters)]),
			answer: answerOf(root, operation),
		};
	});
}

/** The path of a server, with the default values of what is left open in it. */
function pathOf(server: JsonObject, address: string): string {
	if (typeof server.url !== 'string') return '';
	const url = server.url.replace(/\{([^{}]*)\}/g, (_, name: string) => {
		const value = property(property(property(server, 'variables'), name), 'default');
		return typeof value === 'string' ? value : '';
	});
	const base = new URL(address, 'https://service.invalid').href;
	return URL.canParse(url, base) ? new URL(url, base).pathname : '';
}

function queryOf(root: JsonObject, parameters: JsonObject[]): DescribedCall['query'] {
	return parameters.flatMap((parameter) => {
		const { in: where, name, required } = resolved(root, parameter);
		return where === 'query' && typeof name === 'string'
			? { name, isRequired: required === true }
			: [];
	});
}

function answerOf(root: JsonObject, operation: JsonObject): unknown {
	const answer = property(property(operation, 'responses'), '200');
	if (!isObject(answer)) return undefined;
	const { schema, content } = resolved(root, answer);
	if (!isObject(content)) return schema; // Swagger 2.0
	const json = Object.keys(content).find((type) => /[/+]json\b/.test(type));
	return json === undefined ? undefined : property(content[json], 'schema');
}

/** A parameter or answer itself, where there may be a reference to it. */
function resolved(root: JsonObject, part: JsonObject): JsonObject {
	const { target } = referredTo(root, part);
	return isObject(target) ? target : part;
}

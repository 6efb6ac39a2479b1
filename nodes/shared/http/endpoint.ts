import type { IHttpRequestMethods } from 'n8n-workflow';

/** The values of the variable parts of a path: `{ id: … }` for `/api/v1/Sessions/{id}`. */
export type PathParameters<Path extends string> = Record<ParameterNames<Path>, string | number>;

/** The part of a request that its endpoint says. */
export interface Endpoint<Method extends IHttpRequestMethods> {
	method: Method;
	path: string;
	/** The path as OpenAPI writes it. */
	template: string;
	isUnconfirmed?: boolean;
}

type ParameterNames<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
	? Name | ParameterNames<Rest>
	: never;

type Arguments<Path extends string> = [ParameterNames<Path>] extends [never]
	? []
	: [parameters: PathParameters<Path>];

/**
 * Describes a call of a service. Returns a function that takes the path parameters, where there are any,
 * and returns what a request says of its endpoint; it throws an Error for a parameter that would change
 * the path itself.
 *
 * @param template the path as OpenAPI writes it, such as `/api/v1/Sessions/{id}`
 * @param settings `isUnconfirmed` where the path is only put together by convention
 */
export function endpoint<Method extends IHttpRequestMethods, Path extends string>(
	method: Method,
	template: Path,
	settings: { isUnconfirmed?: boolean } = {},
): (...parameters: Arguments<Path>) => Endpoint<Method> {
	return (...[parameters]) => ({ method, path: fill(template, parameters), template, ...settings });
}

function fill(template: string, parameters: Record<string, string | number> = {}): string {
	return template.replace(/\{(\w+)\}/g, (_, name: string) => {
		const value = String(parameters[name] ?? '');
		if (['', '.', '..'].includes(value)) throw new Error(`"${value}" cannot be part of a path`);
		return encodeURIComponent(value);
	});
}

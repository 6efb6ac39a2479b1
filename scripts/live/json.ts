/** An object of JSON whose contents nobody has checked. */
export type JsonObject = Record<string, unknown>;

/** Whether a value is an object of JSON, and no list. */
export function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A property of what may be an object; what objects inherit does not count. */
export function property(value: unknown, name: string): unknown {
	return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** The objects of what may be a list. */
export function objectsOf(value: unknown): JsonObject[] {
	return Array.isArray(value) ? value.filter(isObject) : [];
}

/** A JSON text, or undefined where it is none. */
export function parsed(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}

/** Whether a text can be the name of a field or parameter: only then may it be repeated in a report. */
export function isName(text: string): boolean {
	return /^[\w.$@-]{1,80}$/.test(text);
}

/** Whether a text can be the path of a call, as `isName`. */
export function isPath(text: string): boolean {
	return /^\/[\w.~{}:$()/-]{0,200}$/.test(text);
}

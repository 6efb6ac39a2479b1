import type { IDataObject } from 'n8n-workflow';

/** A body without nested objects, for the `unflatten` form: {a: {b: 1}} becomes {"a.b": 1}. */
export function flatten(body: IDataObject): IDataObject {
	const flat: IDataObject = {};
	for (const [key, value] of Object.entries(body)) {
		if (typeof value !== 'object' || value === null) flat[key] = value;
		else
			for (const [inner, part] of Object.entries(value)) flat[`${key}.${inner}`] = part as string;
	}
	return flat;
}

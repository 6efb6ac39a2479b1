import type { IDataObject } from 'n8n-workflow';

/** Whether a value has fields. */
export function isObject(value: unknown): value is object {
	return typeof value === 'object' && value !== null;
}

/** The records of a list within an answer or a field; none where it is no list, and no gaps. */
export function recordsIn(value: unknown): IDataObject[] {
	return Array.isArray(value) ? value.filter(isObject).map((record) => record as IDataObject) : [];
}

import type { IDataObject } from 'n8n-workflow';
import { isObject } from './records';

/** A copy of a record without the fields of these names, however deep they are in it. */
export function withoutFields(record: IDataObject, names: string[]): IDataObject {
	return Object.fromEntries(
		Object.entries(record)
			.filter(([name]) => !names.includes(name))
			.map(([name, value]) => [name, withoutFieldsWithin(value, names)]),
	) as IDataObject;
}

function withoutFieldsWithin(value: unknown, names: string[]): unknown {
	if (Array.isArray(value)) return value.map((part) => withoutFieldsWithin(part, names));
	return isObject(value) ? withoutFields(value as IDataObject, names) : value;
}

import type { IDataObject } from 'n8n-workflow';
import { OperationalError } from 'n8n-workflow';

/** Whether a value has fields. */
export function isObject(value: unknown): value is object {
	return typeof value === 'object' && value !== null;
}

/** The records of a list within an answer or a field; none where it is no list, and no gaps. */
export function recordsIn(value: unknown): IDataObject[] {
	return Array.isArray(value) ? value.filter(isObject).map((record) => record as IDataObject) : [];
}

/** Some fields of a record, in the order of their names. */
export function pick(record: IDataObject, names: readonly string[]): IDataObject {
	return Object.fromEntries(names.map((name) => [name, record[name]]));
}

/** The answer as one record. @throws OperationalError when it is something else */
export function asRecord(service: string, answer: unknown): IDataObject {
	if (isObject(answer) && !Array.isArray(answer)) return answer as IDataObject;
	throw unexpected(service, 'a record');
}

/** The answer as a list of records. @throws OperationalError when it is something else */
export function asRecords(service: string, answer: unknown): IDataObject[] {
	if (Array.isArray(answer) && answer.every(isObject)) return answer as IDataObject[];
	throw unexpected(service, 'a list of records');
}

function unexpected(service: string, what: string): OperationalError {
	return new OperationalError(`${service} did not answer with ${what}`, {
		description: `Check the address in the credential. If it is right, this version of ${service} may answer differently from its documentation.`,
	});
}

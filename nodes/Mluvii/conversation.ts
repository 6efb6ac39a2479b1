import type { IDataObject } from 'n8n-workflow';
import { recordsIn } from '../shared/base/records';
import { toText } from '../shared/base/text';

/*
 * What the messages of sessions and of e-mail threads have in common.
 */

/** The name of a user within a record. */
export function personName({ firstName, lastName, userName }: IDataObject): string {
	return [firstName, lastName].map(toText).join(' ').trim() || toText(userName);
}

/** The name of the one with this ID in a list of people; nothing where it is not in it. */
export function nameIn(people: unknown, idField: string, id: unknown): string | undefined {
	const person = recordsIn(people).find((one) => one[idField] === id);
	return person && (toText(person.name) || personName(person) || undefined);
}

/**
 * Records of what happened, oldest first, as Mluvii's order means nothing (mluvii-api.md, section 18.2), and
 * by ID where they are of the same time.
 */
export function inOrder(records: IDataObject[], timeField: string, idField: string): IDataObject[] {
	return records
		.map((record) => ({
			record,
			time: momentOf(toText(record[timeField])),
			id: Number(record[idField]),
		}))
		.sort((a, b) => a.time - b.time || a.id - b.id || 0)
		.map(({ record }) => record);
}

/** Microseconds since 1970, with which Mluvii writes times; 0 for what is no time. */
export function momentOf(time: string): number {
	const microseconds = /\.\d{3}(\d{1,3})/.exec(time)?.[1] ?? '';
	return (Date.parse(time) || 0) * 1000 + Number(microseconds.padEnd(3, '0'));
}

/** The newest of messages that are in order: so many, or all. */
export function newest(messages: IDataObject[], limit: number | undefined): IDataObject[] {
	return limit === undefined ? messages : messages.slice(-limit);
}

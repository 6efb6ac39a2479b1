import type { IDataObject } from 'n8n-workflow';
import { toText } from '../shared/base/text';
import { recordIn } from './templates';
import { isObject, recordsIn } from '../shared/base/records';

/** What the answer to a request says of one of its contacts. */
interface ContactResult {
	number: string;
	/** Whether the contact was taken in, was refused, or neither is certain. */
	verdict: 'done' | 'refused' | 'open';
	/** Whether the verdict is about this contact by itself, and not about the request. */
	isOwn: boolean;
	/** What is said of this contact alone. */
	fields: IDataObject;
}

/** An answer, with what concerns single contacts apart from the rest. */
export interface ContactResults {
	/** What is said of the request as a whole. */
	common: IDataObject;
	/** For each contact, in the order of the request. */
	results: ContactResult[];
}

type Verdict = ContactResult['verdict'];

/** Lists are looked for in the answer and in its fields, such as `data.results`. */
const MAX_DEPTH = 2;

/**
 * Reads the answer to a request for one or more contacts. Lovi documents nothing about single contacts in it
 * (lovi-api.md, section 4), so every list counts that names numbers of the request, and what is not said
 * clearly stays open: a message must not be lost by a guess, nor sent twice.
 */
export function readContactResults(answer: unknown, numbers: string[]): ContactResults {
	const lists = listsIn(answer, numbers);
	const isWhole =
		recordIn(answer).success !== false &&
		lists.every((list) => list.every(verdictOf) || namesAll(list, numbers));
	return {
		common: withoutLists(answer, numbers),
		results: numbers.map((number) => {
			const entries = lists.flat().filter((entry) => numberOf(entry) === number);
			const verdicts = new Set(entries.map(verdictOf).filter((one) => one !== undefined));
			const [verdict = isWhole ? 'done' : 'open', ...others] = verdicts;
			const isOwn = verdicts.size > 0;
			// The same number can be in a request several times, with other values.
			const sameNumber = numbers.filter((other) => other === number).length;
			const isClear = others.length === 0 && (!isOwn || entries.length >= sameNumber);
			const [fields = {}, ...more] = entries;
			return {
				number,
				verdict: isClear ? verdict : 'open',
				isOwn,
				fields: more.length === 0 && sameNumber === 1 ? fields : {},
			};
		}),
	};
}

/** Names of fields that say something of a contact, in words that nobody has documented. */
const UNDOCUMENTED = /success|error|status|reason|code|fail|invalid|reject/i;

/** What an entry says of its contact; nothing if it only repeats the contact. */
function verdictOf(entry: IDataObject): Verdict | undefined {
	const { success } = entry;
	if (typeof success === 'boolean') return success ? 'done' : 'refused';
	const saysMore = Object.entries(entry).some(
		([name, value]) => UNDOCUMENTED.test(name) && toText(value) !== '',
	);
	return saysMore ? 'open' : undefined;
}

function namesAll(list: IDataObject[], numbers: string[]): boolean {
	const named = new Set(list.map(numberOf));
	return numbers.every((number) => named.has(number));
}

/** The lists that name contacts of the request, each with the entries that do. */
function listsIn(value: unknown, numbers: string[], depth = MAX_DEPTH): IDataObject[][] {
	if (Array.isArray(value)) {
		const entries = recordsIn(value).filter((entry) => numbers.includes(numberOf(entry)));
		return entries.length === 0 ? [] : [entries];
	}
	if (!isObject(value) || depth === 0) return [];
	return Object.values(value).flatMap((field) => listsIn(field, numbers, depth - 1));
}

function withoutLists(answer: unknown, numbers: string[]): IDataObject {
	return Object.fromEntries(
		Object.entries(recordIn(answer)).filter(
			([, value]) => listsIn(value, numbers, MAX_DEPTH - 1).length === 0,
		),
	);
}

/** The number that an entry is about, as digits. */
function numberOf({ number, contact }: IDataObject): string {
	const named = number ?? (isObject(contact) ? recordIn(contact).number : contact);
	return toText(named).replace(/\D/g, '');
}

import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { isSameName, jsonIn, withoutFields } from '../base/redaction';
import { isObject } from '../base/records';
import type { Effect } from '../http/verdict';
import type { FieldSource } from './field';
import { toolOutput } from './fields';
import type { OperationDescription } from './operation';

/*
 * What a language model is given of what a tool has found: no secret, no more than it needs, and a note that says
 * what is missing. Whatever it reads is paid for, and goes to the company that runs it.
 */

/** Makes the answer to a model out of a tool's output; a tool has one input item. */
export class ToolAnswer {
	private most = Infinity;
	private readonly effect: Effect;
	private readonly withheld: string[];
	private readonly output?: { kind: string; fields: string[] };

	/**
	 * @param withheld the names of fields that models do not get, in any case
	 * @param parameters of the item
	 * @throws UserError when Output cannot be used
	 */
	constructor(
		private readonly operation: OperationDescription,
		{
			effect,
			withheld,
			parameters,
		}: { effect: Effect; withheld: string[]; parameters: FieldSource },
	) {
		this.effect = effect;
		this.withheld = withheld;
		if (operation.effect === 'read') this.output = toolOutput.read(parameters, '');
	}

	/**
	 * Has the answer cut to so many records.
	 *
	 * @returns how many to read: with one more, it is seen whether there are more
	 */
	limitTo(most: number): number {
		this.most = most;
		return most + 1;
	}

	/** The answer: an item for each record, and one with a `note` where there is something to say about them. */
	of(found: INodeExecutionData[]): INodeExecutionData[] {
		const kept = this.cut(found);
		const records = kept.map(({ json }) => this.fitted(json));
		const notes = [
			...(found.length === 0 ? [this.noteOfNothing()] : []),
			...(kept.length < found.length ? [this.noteOfMore()] : []),
			...this.noteOfUnknownFields(kept),
			...this.noteOfWithheld(kept),
			...(kept.some(({ binary }) => binary) ? ['Files are not given to language models.'] : []),
		];
		const answer = notes.length === 0 ? records : [...records, { note: notes.join(' ') }];
		return answer.map((json) => ({ json, pairedItem: { item: 0 } }));
	}

	private noteOfNothing(): string {
		return this.effect === 'read' ? 'Nothing was found.' : 'It was done, and nothing came back.';
	}

	private cut(found: INodeExecutionData[]): INodeExecutionData[] {
		if (found.length <= this.most) return found;
		return this.operation.newestLast ? found.slice(-this.most) : found.slice(0, this.most);
	}

	private fitted(record: IDataObject): IDataObject {
		const known = withoutFields(record, this.withheld);
		switch (this.output?.kind) {
			case 'simplified':
				return withoutNulls(known) as IDataObject;
			case 'selectedFields':
				return pickPaths(known, this.output.fields.map(toPath));
			default:
				return known;
		}
	}

	private noteOfMore(): string {
		return this.operation.newestLast
			? `These are the newest ${this.most}; there are earlier ones. Raise Limit to get more.`
			: `There are more than these ${this.most}. Narrow the filters, or raise Limit.`;
	}

	private noteOfUnknownFields(kept: INodeExecutionData[]): string[] {
		const names = new Set(kept.flatMap(({ json }) => Object.keys(json)));
		const selected = this.output?.fields ?? [];
		const unknown = selected.filter((field) => !names.has(toPath(field)[0] ?? ''));
		if (unknown.length === 0 || kept.length === 0) return [];
		return [`There is no ${unknown.join(', ')} here. The fields are ${[...names].join(', ')}.`];
	}

	private noteOfWithheld(kept: INodeExecutionData[]): string[] {
		const names = this.withheld.filter((name) => kept.some(({ json }) => hasField(json, name)));
		if (names.length === 0) return [];
		return [
			`Withheld, because answers go to a language model: ${names.join(', ')}. Other operations of this node need IDs and names only.`,
		];
	}
}

type Path = string[];

function toPath(field: string): Path {
	return field.split('.');
}

/** The parts of a record at these paths, which go through lists; what is not there is left out. */
function pickPaths(record: IDataObject, paths: Path[]): IDataObject {
	const byName = new Map<string, Path[]>();
	for (const [name = '', ...rest] of paths) {
		byName.set(name, [...(byName.get(name) ?? []), rest]);
	}
	const picked = [...byName].flatMap(([name, rests]) => {
		if (!Object.hasOwn(record, name)) return [];
		const value = rests.some(({ length }) => length === 0)
			? record[name]
			: pickWithin(record[name], rests);
		return value === undefined ? [] : [[name, value] as const];
	});
	return Object.fromEntries(picked);
}

function pickWithin(value: unknown, paths: Path[]): unknown {
	if (Array.isArray(value)) {
		const parts = value.map((part) => pickWithin(part, paths)).filter((part) => part !== undefined);
		return parts.length === 0 ? undefined : parts;
	}
	if (!isObject(value)) return undefined;
	const picked = pickPaths(value as IDataObject, paths);
	return Object.keys(picked).length === 0 ? undefined : picked;
}

function withoutNulls(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(withoutNulls);
	if (!isObject(value)) return value;
	return Object.fromEntries(
		Object.entries(value)
			.filter(([, part]) => part !== null && part !== undefined)
			.map(([name, part]) => [name, withoutNulls(part)]),
	);
}

function hasField(value: unknown, name: string): boolean {
	const inText = jsonIn(value);
	if (inText) return hasField(inText, name);
	if (!isObject(value)) return false;
	if (Object.keys(value).some((key) => isSameName(key, name))) return true;
	return Object.values(value).some((part) => hasField(part, name));
}

import type { IDataObject } from 'n8n-workflow';
import { OperationalError } from 'n8n-workflow';
import { toText } from '../../shared/base/text';
import { readAllPages } from '../../shared/http/pages';
import type { MluviiClient } from '../client';
import * as endpoints from '../generated/endpoints';
import type { Entry, Extent, Feed, Reading } from './feed';

/*
 * Contacts by their IDs. Mluvii's list has no time and no filter for IDs, but it is sorted by ID
 * (mluvii-api.md, section 5); in which direction is not documented.
 */

const PAGE = 200;
/** The most contacts that are read where the list is not sorted after all. */
const MAX_UNSORTED = 10_000;
/** How often a place in the list is looked for that moves meanwhile. */
const MAX_TRIES = 5;

type Order = 'ascending' | 'descending' | 'none';

/** Contacts that were created. */
export class ContactFeed implements Feed {
	readonly beginning = 0;
	/** Contacts with lower IDs can turn up later than one with a higher ID, many of them where they were imported. */
	readonly overlap = 20_000;
	/** Mluvii does not say which ID comes next. */
	readonly present = undefined;

	/** @param filters filters of the list, by their keys on the wire */
	constructor(
		private readonly client: MluviiClient,
		private readonly filters: IDataObject,
	) {}

	async newest(): Promise<number | undefined> {
		const first = await this.page(0, PAGE);
		if (first.length === 0) return undefined;
		const order = orderOf(first);
		if (order === 'descending') return placeOf(first[0] as IDataObject);
		if (order === 'none') return Math.max(...(await this.unsorted()).map(({ place }) => place));
		const count = await this.boundary((contact) => contact === undefined);
		const [last] = await this.page(count - 1, 1);
		// Contacts were deleted between the two requests.
		return last ? placeOf(last) : await this.newest();
	}

	async read({ after, most, hint }: Extent): Promise<Reading> {
		const order = orderOf(await this.page(0, PAGE));
		if (order === 'none') {
			const entries = (await this.unsorted()).filter(({ place }) => place > after);
			return { entries, isWhole: true };
		}
		for (let tries = 1; tries <= MAX_TRIES; tries++) {
			const start = tries === 1 ? hint : undefined;
			const reading =
				order === 'ascending'
					? await this.upwards(after, most, start)
					: await this.downwards(after, most);
			if (reading) return reading;
		}
		throw new OperationalError('The list of contacts keeps changing while it is read', {
			description: 'New contacts are looked for again with the next poll.',
		});
	}

	name(place: number): string {
		return `contact ${place}`;
	}

	/**
	 * Contacts behind an ID in a list that begins with the oldest ones.
	 *
	 * @param hint the place in the list at which they were before
	 * @returns undefined where contacts were deleted, so that others could be missing
	 */
	private async upwards(after: number, most: number, hint?: number): Promise<Reading | undefined> {
		const start = hint ?? (await this.boundary((one) => one === undefined || placeOf(one) > after));
		const offset = Math.max(0, start - 1);
		const contacts = await this.from(offset, most + 1);
		const [first] = contacts;
		// The contact before the new ones shows that the list begins where it was expected to.
		if (offset > 0 && (!first || placeOf(first) > after)) return undefined;
		const entries = contacts.map(entryOf).filter(({ place }) => place > after);
		const isWhole = contacts.length <= most;
		return { entries, isWhole, hint: offset + contacts.length - entries.length };
	}

	/**
	 * Contacts behind an ID in a list that begins with the newest ones: the oldest of them.
	 *
	 * @returns undefined where contacts came meanwhile, so that others could be missing
	 */
	private async downwards(after: number, most: number): Promise<Reading | undefined> {
		const end = await this.boundary((one) => one === undefined || placeOf(one) <= after);
		const offset = Math.max(0, end - most);
		const contacts = await this.from(offset, end - offset + 1);
		const last = contacts.at(-1);
		const isContiguous = !last || placeOf(last) <= after || contacts.length <= end - offset;
		if (!isContiguous) return undefined;
		const entries = contacts.map(entryOf).filter(({ place }) => place > after);
		return { entries, isWhole: offset === 0 };
	}

	/** All contacts, of a list that is in no order. */
	private async unsorted(): Promise<Entry[]> {
		const contacts = await this.from(0, MAX_UNSORTED + 1);
		if (contacts.length <= MAX_UNSORTED) return contacts.map(entryOf);
		throw new OperationalError('New contacts cannot be found', {
			description: `Mluvii's list of contacts is not in the order of their IDs, and has more than ${MAX_UNSORTED} contacts. Choose a department under Filters.`,
		});
	}

	/** The first place in the list from which on this is true. */
	private async boundary(isBehind: (contact: IDataObject | undefined) => boolean): Promise<number> {
		let low = 0;
		let high = Infinity;
		let step = PAGE;
		while (low < high) {
			const middle = high === Infinity ? low + step : low + Math.floor((high - low) / 2);
			const [contact] = await this.page(middle, 1);
			if (isBehind(contact)) high = middle;
			else low = middle + 1;
			step *= 2;
		}
		return low;
	}

	private async from(offset: number, limit: number): Promise<IDataObject[]> {
		return await readAllPages({
			fetchPage: async (row, count) => await this.page(offset + row, count),
			pageSize: PAGE,
			maxParallel: () => 1,
			limit,
		});
	}

	private async page(offset: number, limit: number): Promise<IDataObject[]> {
		return await this.client.records({
			...endpoints.listContacts(),
			query: { ...this.filters, limit, offset },
			subject: 'The list of contacts',
		});
	}
}

function orderOf(contacts: IDataObject[]): Order {
	const steps = contacts.slice(1).map((contact, index) => {
		const before = contacts[index] as IDataObject;
		return placeOf(contact) - placeOf(before);
	});
	if (steps.every((step) => step > 0)) return 'ascending';
	return steps.every((step) => step < 0) ? 'descending' : 'none';
}

function entryOf(record: IDataObject): Entry {
	return { id: toText(record.id), place: placeOf(record), record };
}

function placeOf({ id }: IDataObject): number {
	return Number(id);
}

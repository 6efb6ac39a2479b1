import type { IDataObject } from 'n8n-workflow';
import { toText } from '../../shared/base/text';
import type { MluviiClient } from '../client';
import * as endpoints from '../generated/endpoints';

/*
 * The newest sessions first, page by page. Mluvii does not document the order of its list (mluvii-api.md,
 * section 3): where it does not begin with the newest ones, they are looked for by the time at which they were
 * created.
 */

/** Where a list of sessions goes on. */
interface Place {
	/** Only sessions that were created up to this time. */
	before?: string;
	/** The place in Mluvii's own order; without it, the latest sessions up to that time are meant. */
	offset?: number;
}

interface Page {
	sessions: IDataObject[];
	/** Undefined at the end of the list. */
	next?: Place;
}

const HOUR_MS = 3_600_000;
/** The periods in which the latest sessions are looked for, until there are enough of them. */
const PERIODS_MS = [1, 24, 7 * 24, 30 * 24, 365 * 24].map((hours) => hours * HOUR_MS);

/**
 * Reads the next page of sessions.
 *
 * @param query further filters
 * @param token from the page before
 * @returns the sessions, and the token for the next page; undefined at the end of the list
 */
export async function searchPage(
	client: MluviiClient,
	query: IDataObject,
	{ size, token }: { size: number; token?: string },
): Promise<{ sessions: IDataObject[]; token?: string }> {
	const search = new SessionSearch(client, query, size);
	const { sessions, next } = await search.page(token);
	return { sessions, token: next && JSON.stringify(next) };
}

class SessionSearch {
	constructor(
		private readonly client: MluviiClient,
		private readonly query: IDataObject,
		private readonly size: number,
	) {}

	async page(token?: string): Promise<Page> {
		if (token === undefined) {
			const start = await this.inListOrder(0);
			return isNewestFirst(start.sessions) ? start : await this.latest();
		}
		const { offset, before } = JSON.parse(token) as Place;
		return offset === undefined
			? await this.latest(before)
			: await this.inListOrder(offset, before);
	}

	private async inListOrder(offset: number, before?: string): Promise<Page> {
		const sessions = await this.client.records({
			...endpoints.listSessions(),
			query: { ...this.query, 'Created.Max': before, limit: this.size, offset },
		});
		// A short page may be a cap of Mluvii, so that only an empty one is the end.
		const isEnd = sessions.length === 0;
		return { sessions, next: isEnd ? undefined : { before, offset: offset + sessions.length } };
	}

	/** All sessions of the shortest period that has enough of them, and whatever is older after a year. */
	private async latest(before?: string): Promise<Page> {
		const end = before === undefined ? Date.now() : Date.parse(before);
		let sessions: IDataObject[] = [];
		let from = '';
		for (const period of PERIODS_MS) {
			from = new Date(end - period).toISOString();
			sessions = await this.client.pagedRecords(
				{
					...endpoints.listSessions(),
					query: { ...this.query, 'Created.Min': from, 'Created.Max': before },
				},
				{},
			);
			if (sessions.length >= this.size) {
				return { sessions: newestFirst(sessions), next: { before: from } };
			}
		}
		if (sessions.length === 0) return await this.inListOrder(0, from);
		return { sessions: newestFirst(sessions), next: { before: from, offset: 0 } };
	}
}

function isNewestFirst(sessions: IDataObject[]): boolean {
	return sessions.every((session, index) => {
		const previous = sessions[index - 1];
		return !previous || timeOf(previous) >= timeOf(session);
	});
}

function newestFirst(sessions: IDataObject[]): IDataObject[] {
	return [...sessions].sort((a, b) => timeOf(b) - timeOf(a));
}

/** Of sessions that Mluvii does not date, none is newer than another. */
function timeOf({ created }: IDataObject): number {
	return Date.parse(toText(created)) || 0;
}

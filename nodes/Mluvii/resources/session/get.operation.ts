import type { IDataObject } from 'n8n-workflow';
import { batching, simplify } from '../../../shared/operation/fields';
import type { MluviiClient } from '../../client';
import { sessionId } from '../../fields/session';
import * as endpoints from '../../generated/endpoints';
import { itemOperation } from '../../operation';
import { simplifySession } from './simplify';

const SESSIONS_PER_REQUEST = 100;

/**
 * Read one session, or many with the documented filter of the list for their IDs (mluvii-api.md, section 3).
 * No other record can be looked up so: the lists of users and contacts have no filter for several IDs, and where
 * e-mail threads are listed is only guessed.
 */
export const get = itemOperation({
	value: 'get',
	name: 'Get',
	action: 'Get a session with its guest, operators and tags',
	description: 'Read one session with its guest, operators, activities, tags and recordings',
	effect: 'read',
	fields: { sessionId, simplify },
	async execute({ client, fields: { sessionId, simplify } }) {
		const session = await readSession(client, sessionId);
		return simplify ? simplifySession(session) : session;
	},
	lookUp: {
		option: {
			inBatches: batching({
				displayName: 'Look Up in Batches',
				description: `Whether to read the sessions of up to ${SESSIONS_PER_REQUEST} input items with one request, which is faster for many items. Automatic also reads some of them by themselves, and all of them if there is a difference.`,
			}),
		},
		refuted:
			"The sessions were read one by one: Mluvii's list of sessions failed, or did not give the same as a session read by itself. If that is always so, set Look Up in Batches to Never.",
		batchSize: SESSIONS_PER_REQUEST,
		read: ({ fields }) => fields,
		async find(client, wanted) {
			const sessions = await readSessions(client, [
				...new Set(wanted.map(({ sessionId }) => sessionId)),
			]);
			return wanted.map(({ sessionId, simplify }) => {
				const session = sessions.get(sessionId);
				return simplify && session ? simplifySession(session) : session;
			});
		},
	},
});

async function readSession(client: MluviiClient, id: number): Promise<IDataObject> {
	return await client.record({ ...endpoints.getSession({ id }), subject: `Session ${id}` });
}

/** @returns the sessions by their IDs; the list may be cut short */
async function readSessions(
	client: MluviiClient,
	ids: number[],
): Promise<Map<number, IDataObject>> {
	const listed = await client.records({
		...endpoints.listSessions(),
		query: { SessionId: ids, limit: ids.length, offset: 0 },
		subject: 'The list of sessions',
	});
	return new Map(listed.map((session) => [Number(session.id), session]));
}

import type { IDataObject } from 'n8n-workflow';
import { simplify, yesNo } from '../../../shared/operation/fields';
import type { MluviiClient } from '../../client';
import { sessionId } from '../../fields/session';
import * as endpoints from '../../generated/endpoints';
import { itemOperation } from '../../operation';
import { simplifySession } from './simplify';

const SESSIONS_PER_REQUEST = 100;

/** Read one session, or many with the documented filter of the list for their IDs. */
export const get = itemOperation({
	value: 'get',
	name: 'Get',
	action: 'Get a session',
	description: 'Read one session with its guest, operators, activities, tags and recordings',
	effect: 'read',
	fields: { sessionId, simplify },
	async execute({ client, fields: { sessionId, simplify } }) {
		const session = await readSession(client, sessionId);
		return simplify ? simplifySession(session) : session;
	},
	batch: {
		option: {
			inBatches: yesNo({
				displayName: 'Look Up in Batches',
				default: true,
				description: `Whether to read the sessions of up to ${SESSIONS_PER_REQUEST} input items with one request, which is faster for many items`,
			}),
		},
		batchSize: SESSIONS_PER_REQUEST,
		read: ({ fields }) => ({ key: '', entry: fields }),
		async send(client, _key, wanted) {
			const sessions = await readSessions(client, [
				...new Set(wanted.map(({ sessionId }) => sessionId)),
			]);
			return wanted.map(({ sessionId, simplify }) => {
				const session = sessions.get(sessionId) as IDataObject | Error;
				return simplify && !(session instanceof Error) ? simplifySession(session) : session;
			});
		},
	},
});

async function readSession(client: MluviiClient, id: number): Promise<IDataObject> {
	return await client.record({ ...endpoints.getSession({ id }), subject: `Session ${id}` });
}

/** @returns each session by its ID, or why it cannot be read */
async function readSessions(
	client: MluviiClient,
	ids: number[],
): Promise<Map<number, IDataObject | Error>> {
	const listed = await client.records({
		...endpoints.listSessions(),
		query: { SessionId: ids, limit: ids.length, offset: 0 },
		subject: 'The list of sessions',
	});
	const sessions = new Map<number, IDataObject | Error>();
	for (const session of listed) sessions.set(Number(session.id), session);
	// The list may be cut short; and only the answer for one session says why it cannot be read.
	const missing = ids.filter((id) => !sessions.has(id));
	await Promise.all(
		missing.map(async (id) => {
			const session = readSession(client, id).catch((error: unknown) => error as Error);
			sessions.set(id, await session);
		}),
	);
	return sessions;
}

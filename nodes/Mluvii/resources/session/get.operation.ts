import type { IDataObject } from 'n8n-workflow';
import { simplifyField } from '../../../shared/operation/fields';
import type { Batch } from '../../../shared/operation/operation';
import { sessionLocator } from '../../locators';
import type { MluviiClient, MluviiOperation } from '../../client';
import { simplifySession } from './simplify';
import { path } from '../../../shared/http/path';

const SESSIONS_PER_REQUEST = 100;

/** What one item asks for. */
interface Wanted {
	id: number;
	isSimple: boolean;
}

/** GET /api/v1/Sessions with the documented filter for IDs (mluvii-api.md, section 3, OFF). */
const inBatches: Batch<MluviiClient, Wanted> = {
	batchSize: SESSIONS_PER_REQUEST,
	read: ({ parameters }) => ({
		key: '',
		entry: { id: parameters.id('sessionId'), isSimple: parameters.simplify },
	}),
	async send(client, _key, wanted) {
		const sessions = await readSessions(client, [...new Set(wanted.map(({ id }) => id))]);
		return wanted.map(({ id, isSimple }) => {
			const session = sessions.get(id) as IDataObject | Error;
			return isSimple && !(session instanceof Error) ? simplifySession(session) : session;
		});
	},
};

/** GET /api/v1/Sessions/{id} (mluvii-api.md, section 3, DOC). */
export const get: MluviiOperation = {
	value: 'get',
	name: 'Get',
	action: 'Get a session',
	description: 'Read one session with its guest, operators, activities, tags and recordings',
	effect: 'read',
	properties: [sessionLocator, simplifyField],
	options: [
		{
			displayName: 'Look Up in Batches',
			name: 'inBatches',
			type: 'boolean',
			default: true,
			description: `Whether to read the sessions of up to ${SESSIONS_PER_REQUEST} input items with one request, which is faster for many items`,
		},
	],
	async execute({ client, parameters }) {
		const isSimple = parameters.simplify;
		const session = await readSession(client, parameters.id('sessionId'));
		return isSimple ? simplifySession(session) : session;
	},
	batch: { option: 'inBatches', ...inBatches },
};

async function readSession(client: MluviiClient, id: number): Promise<IDataObject> {
	return await client.record({
		method: 'GET',
		path: path`/api/v1/Sessions/${id}`,
		subject: `Session ${id}`,
	});
}

/** @returns each session by its ID, or why it cannot be read */
async function readSessions(
	client: MluviiClient,
	ids: number[],
): Promise<Map<number, IDataObject | Error>> {
	const listed = await client.records({
		method: 'GET',
		path: '/api/v1/Sessions',
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

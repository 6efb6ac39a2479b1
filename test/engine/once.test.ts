import { DataDeduplicationService } from 'n8n-core';
import type { IDataDeduplicator, INodeParameters } from 'n8n-workflow';
import { LOVI_ITEMS, loviParameters } from '../support/loviCases';
import { useFixture } from '../support/fixture';
import { ProcessedData } from '../support/processedData';

/*
 * The Deduplication Key, with n8n's helpers and its algorithm, and a table in memory.
 */

const fixture = useFixture();
let table: ProcessedData;

beforeEach(() => {
	table = new ProcessedData();
	const ofNode = (id = '') => table.helpers(id);
	const deduplicator = {
		checkProcessedAndRecord: async (items, scope, { node }, options) =>
			await ofNode(node?.id).checkProcessedAndRecord(items, scope, options),
		removeProcessed: async (items, _scope, { node }) => {
			await ofNode(node?.id).removeProcessed(items);
		},
	} as Pick<IDataDeduplicator, 'checkProcessedAndRecord' | 'removeProcessed'>;
	// `init` takes one for the whole process.
	Object.assign(DataDeduplicationService, { instance: deduplicator });
});

afterEach(() => {
	Object.assign(DataDeduplicationService, { instance: undefined });
});

const KEY = { deduplicationKey: '={{ $json.order }}' };
const [ACME, BOREALIS, CAFE] = LOVI_ITEMS.map((item, index) => ({ ...item, order: `o${index}` }));
const ITEMS = [ACME ?? {}, BOREALIS ?? {}, CAFE ?? {}];

function send(operation = 'send', options: INodeParameters = KEY) {
	return {
		node: 'lovi',
		parameters: loviParameters(`whatsAppNotification.${operation}`, options),
		items: ITEMS,
	};
}

async function told(): Promise<string[]> {
	return (await fixture.sandbox.notifications()).map(({ number }) => number);
}

describe.each(['send', 'sendBulk'])('WhatsApp Notification: %s', (operation) => {
	it('sends once what has the same key, in this execution and in later ones', async () => {
		const run = send(operation);
		const first = await fixture.engine.run({
			...run,
			items: [...ITEMS, ACME ?? {}, { ...ACME, number: 34666000009 }],
		});
		const second = await fixture.engine.run(run);

		expect(first.error).toBeUndefined();
		expect(first.json[4]).toEqual({ deduplicationKey: 'o0', duplicate: true, outcome: 'accepted' });
		expect(second.json).toEqual(
			['o0', 'o1', 'o2'].map((deduplicationKey) => ({
				deduplicationKey,
				duplicate: true,
				outcome: 'accepted',
			})),
		);
		expect((await told()).sort()).toEqual(['34666000000', '34666000001', '34666000002']);
	});

	it('sends again what was refused', async () => {
		await fixture.sandbox.fault({
			kind: 'status',
			status: 400,
			headers: { 'content-type': 'application/json' },
			body: { message: 'No' },
			service: 'lovi',
			method: 'POST',
			path: '/functions/v1/notify',
			times: 1,
		});
		const run = { ...send(operation), items: ITEMS.slice(0, 1), continueOnFail: true };
		const first = await fixture.engine.run(run);
		const second = await fixture.engine.run(run);

		expect(first.json[0]).toMatchObject({ outcome: 'refused' });
		expect(second.json[0]).toMatchObject({ number: '34666000000', outcome: 'accepted' });
		expect(await told()).toEqual(['34666000000']);
		await fixture.expectViolations();
	});

	it('does not send what may have been sent, and sends the others first', async () => {
		await fixture.sandbox.fault({
			kind: 'dropAfter',
			service: 'lovi',
			method: 'POST',
			path: '/functions/v1/notify',
		});
		const items = ITEMS.slice(0, 1);
		const lost = await fixture.engine.run({ ...send(operation), items, continueOnFail: true });
		expect(lost.json).toMatchObject([{ outcome: 'uncertain' }]);

		const stopped = await fixture.engine.run(send(operation));
		const told1 = await told();
		const going = await fixture.engine.run({ ...send(operation), continueOnFail: true });

		expect(stopped.error?.message).toBe(
			'What has the Deduplication Key "o0" may have been sent before',
		);
		expect(told1.sort()).toEqual(['34666000000', '34666000001', '34666000002']);
		expect(going.json.map(({ outcome, duplicate }) => [outcome, duplicate])).toEqual([
			['uncertain', undefined],
			['accepted', true],
			['accepted', true],
		]);
		expect(await told()).toHaveLength(3);
	});

	it('refuses an item without a key, and all of them where n8n does not record it', async () => {
		const { company, number } = ACME as Record<string, string | number>;
		const withoutKey = await fixture.engine.run({
			...send(operation),
			items: [{ company, number }],
			continueOnFail: true,
		});
		jest.spyOn(table.rows, 'set').mockImplementation(() => {
			throw new Error('disk full');
		});
		const unrecorded = await fixture.engine.run({ ...send(operation), continueOnFail: true });

		expect(withoutKey.json[0]).toMatchObject({
			error: 'Deduplication Key is empty',
			outcome: 'refused',
		});
		expect(unrecorded.json).toHaveLength(3);
		for (const json of unrecorded.json) {
			expect(json).toMatchObject({
				error: 'n8n could not record the Deduplication Key: its database did not take it',
				outcome: 'refused',
			});
		}
		expect(await told()).toEqual([]);
	});
});

it('an API Request that reads takes no key', async () => {
	const parameters = {
		resource: 'apiRequest',
		operation: 'send',
		method: '={{ "GET" }}',
		path: '/api/v1/companies',
		options: { deduplicationKey: 'x' },
	};
	await fixture.engine.run({ node: 'lovi', parameters, continueOnFail: true });

	expect(table.rows.size).toBe(0);
	await fixture.expectViolations();
});

import { promisify } from 'node:util';
import type { IDataObject, INodeParameters, IRun } from 'n8n-workflow';
import type { Fault } from '../../sandbox/api';
import { items, locator, useFixture } from '../support/fixture';
import { runAsTool, TOOL_WAYS } from '../support/tools';

/* What n8n shows beside the output, compared with what went over the wire. */
const fixture = useFixture();
const pause = promisify(setTimeout);

const CONTACT = 500_000;
const CONTACT_ADDRESS =
	"The address GET /api/v1/Contacts/{id} worked, but is not confirmed by Mluvii's documentation. Check the result in Mluvii, and that the API page of your Mluvii shows this address.";

const bulk: INodeParameters = {
	resource: 'whatsAppNotification',
	operation: 'sendBulk',
	company: locator('name', 'Acme Ltd'),
	number: '={{ $json.number ?? 34666000000 + $json.index }}',
	recipientId: '34911670470',
	template: locator('list', 'welcome_message|en'),
	notificationType: 'marketing',
	campaignName: 'Spring',
};
const single = { ...bulk, operation: 'send' };
const getSession: INodeParameters = {
	resource: 'session',
	operation: 'get',
	sessionId: locator('id', '={{ $json.id }}'),
};
const getContact: INodeParameters = {
	resource: 'contact',
	operation: 'get',
	contactId: locator('id', '={{ $json.id }}'),
};

async function run(node: string, parameters: INodeParameters, input: IDataObject[], more = {}) {
	const result = await fixture.engine.run({ node, parameters, items: input, ...more });
	return { ...result, hints: hintsOf(result.run, 'Node under test') };
}

function hintsOf({ data: { resultData } }: IRun, node: string): string[] {
	const tasks = resultData.runData[node] ?? [];
	return tasks.flatMap(({ hints = [] }) => hints.map(({ message }) => message));
}

async function notifyCalls() {
	return await fixture.sandbox.requests({ operationId: 'notifyWhatsApp' });
}

async function sessions(count: number) {
	return (await fixture.sandbox.sessions()).slice(0, count).map((id) => ({ id }));
}

describe('items that went out together', () => {
	it('are counted with their requests, and so are those that were merged', async () => {
		const input = [...items(247), { index: 3 }, { index: 3 }, { index: 246 }];
		const { hints } = await run('lovi', bulk, input);

		expect(await notifyCalls()).toHaveLength(3);
		expect(await fixture.sandbox.notifications()).toHaveLength(247);
		expect(hints.slice(1)).toEqual([
			'250 items went out in 3 requests.',
			'3 of 250 items had the same values as an earlier one and were not sent again.',
		]);
	});

	it('are those that were not refused, with Continue On Fail', async () => {
		await fixture.sandbox.fault({
			service: 'lovi',
			path: /notify\?/,
			kind: 'status',
			status: 422,
			skip: 1,
		});
		const input = [...items(250), { number: 'none' }];
		const { hints, json } = await run('lovi', bulk, input, { continueOnFail: true });

		expect(await fixture.sandbox.notifications()).toHaveLength(150);
		expect(json.filter(({ error }) => error !== undefined)).toHaveLength(101);
		expect(hints.slice(1)).toEqual(['150 items went out in 2 requests.']);
	});

	it('are not mentioned for one item, nor where each has its own request', async () => {
		expect((await run('lovi', bulk, items(1))).hints).toEqual([]);
		expect((await run('lovi', single, items(3))).hints).toEqual([]);
		expect((await run('mluvii', getSession, await sessions(12))).hints).toEqual([]);
	});
});

describe('a wait', () => {
	async function askToSlowDown(seconds: string, more: Partial<Fault> = {}): Promise<void> {
		await fixture.sandbox.fault({
			service: 'mluvii',
			path: /Sessions\/\d/,
			kind: 'status',
			status: 429,
			headers: { 'retry-after': seconds },
			...more,
		});
	}

	it.each([429, 503])(
		'that the service asked for with %i counts once for all requests that waited',
		async (status) => {
			// After the first one, which goes alone, the others go out together.
			await askToSlowDown('2', { status, skip: 1, times: 3, delayMs: 300 });
			const { hints, json } = await run('mluvii', getSession, await sessions(8));

			expect(json).toHaveLength(8);
			const calls = await fixture.calls('mluvii');
			const refused = calls.filter((call) => call.status === status);
			const firstEnd = Math.min(...refused.map(({ endedAt = 0 }) => endedAt));
			expect(calls).toHaveLength(8 + 3);
			expect(refused.filter(({ startedAt }) => startedAt <= firstEnd)).toHaveLength(3);
			expect(hints).toEqual([
				expect.stringMatching(/^Waited [23] seconds because Mluvii asked to slow down\.$/),
			]);
		},
	);

	it('of less than a second is not worth telling', async () => {
		await askToSlowDown('0.3');
		const { hints } = await run('mluvii', getSession, await sessions(2));

		expect(await fixture.calls('mluvii')).toHaveLength(3);
		expect(hints).toEqual([]);
	});

	it('is told although the item that waited failed, with Continue On Fail', async () => {
		await askToSlowDown('2');
		await fixture.sandbox.fault({
			service: 'mluvii',
			path: /Sessions\/\d/,
			kind: 'status',
			status: 403,
		});
		const { hints, json } = await run('mluvii', getSession, await sessions(1), {
			continueOnFail: true,
		});

		expect(json[0]).toHaveProperty('error');
		expect(hints).toEqual(['Waited 2 seconds because Mluvii asked to slow down.']);
	});

	it('for a limit of messages is told, and only where there was one', async () => {
		const slow = { ...single, options: { requestsPerMinute: 2 } };
		const running = run('lovi', slow, items(3));
		while ((await fixture.sandbox.notifications()).length < 2) await pause(20);
		await pause(2_300);
		expect(await notifyCalls()).toHaveLength(2);
		passMinute();
		const { hints } = await running;

		expect(await notifyCalls()).toHaveLength(3);
		expect(hints).toEqual([
			expect.stringMatching(
				/^Waited [345] seconds because no more than 2 requests a minute may go out to Lovi\.$/,
			),
		]);
		passMinute();
		expect((await run('lovi', slow, items(2))).hints).toEqual([]);
	});

	it('for a limit of logins is told', async () => {
		// The sandbox counts by its own clock.
		await fixture.sandbox.configure({ lovi: { rateLimits: false } });
		await fixture.sandbox.setCompanies(
			items(10).map(({ index }) => ({
				company_id: `c${index}`,
				company_name: `Company ${index}`,
				key: `key-c${index}`,
				is_active: true,
			})),
		);
		const mint: INodeParameters = {
			resource: 'companyToken',
			operation: 'mint',
			company: locator('id', '={{ "c" + $json.index }}'),
		};
		const running = run('lovi', mint, items(10));
		while ((await fixture.logins('lovi')) < 10) await pause(20);
		await pause(1_300);
		passMinute();
		const { hints, json } = await running;

		expect(json).toHaveLength(10);
		expect(await fixture.logins('lovi')).toBe(11);
		// The credential's login is that of another run: beside it, those beyond the first half go out in turns, a
		// second apart.
		expect(hints).toEqual([
			expect.stringMatching(
				/^Waited [5-8] seconds because Lovi takes no more than 10 logins a minute\.$/,
			),
		]);
	});

	/** Lets the clock jump ahead. */
	function passMinute(): void {
		const clock = jest.spyOn(Date, 'now');
		const before = clock.getMockImplementation() as () => number;
		clock.mockImplementation(() => before() + 61_500);
	}
});

describe('an address that is not confirmed', () => {
	it('is named once when it worked', async () => {
		const { hints, json } = await run('mluvii', getContact, [{ id: CONTACT }, { id: CONTACT + 1 }]);

		expect(json).toHaveLength(2);
		expect(await fixture.calls('mluvii')).toHaveLength(2);
		expect(hints).toEqual([CONTACT_ADDRESS]);
	});

	it('is named with its method where something was changed', async () => {
		const { hints } = await run('mluvii', { ...getContact, operation: 'delete' }, [
			{ id: CONTACT },
		]);

		expect((await fixture.calls('mluvii')).map(({ method }) => method)).toEqual(['DELETE']);
		expect(hints).toEqual([CONTACT_ADDRESS.replace('GET', 'DELETE')]);
	});

	it('is left to the message when it did not work', async () => {
		const { hints, json } = await run('mluvii', getContact, [{ id: 1 }], { continueOnFail: true });

		expect(json[0]?.message).toContain('is not confirmed by the documentation of Mluvii');
		expect(hints).toEqual([]);
	});

	it('is not mentioned where it is confirmed', async () => {
		expect((await run('mluvii', getSession, await sessions(1))).hints).toEqual([]);
	});
});

describe.each(TOOL_WAYS)('what is told of a tool, by %s', (way) => {
	it('goes to the person, and not to the model', async () => {
		const running = jest.spyOn(fixture.engine, 'runWorkflow');
		const [answer] = await runAsTool(fixture.engine, way, {
			node: 'mluvii',
			parameters: { ...getContact, contactId: locator('id', CONTACT) },
		});
		const execution = (await running.mock.results[0]?.value) as IRun;

		expect(answer).toContain(String(CONTACT));
		expect(answer).not.toContain('confirmed');
		expect(hintsOf(execution, 'Tool under test')).toEqual([CONTACT_ADDRESS]);
	});
});

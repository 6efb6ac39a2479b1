import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { NodeResult } from '../support/engine';
import { locator, useFixture } from '../support/fixture';

const fixture = useFixture();

async function run(parameters: INodeParameters, items: IDataObject[], continueOnFail = false) {
	return await fixture.engine.run({ node: 'mluvii', parameters, items, continueOnFail });
}

async function posts() {
	return (await fixture.calls('mluvii')).filter(({ method }) => method !== 'GET');
}

describe('creating contacts', () => {
	const create: INodeParameters = {
		resource: 'contact',
		operation: 'create',
		departmentId: locator('id', '={{ $json.department }}'),
		phone: '={{ $json.phone }}',
	};
	const rows = (count: number) =>
		Array.from({ length: count }, (_, index) => ({
			department: index % 2 === 0 ? 62 : 63,
			phone: `+42060${1_000 + index}`,
		}));

	it('sends one request for each department, and gives every item its own ID', async () => {
		const { json, output } = await run(create, rows(250));
		const sent = await posts();

		expect(sent.map(({ query }) => query.departmentId)).toEqual(['62', '63']);
		expect(sent.map(({ body }) => (body as unknown[]).length)).toEqual([125, 125]);
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual(
			rows(250).map((_, item) => ({ item })),
		);
		expect(new Set(json.map(({ id }) => id)).size).toBe(250);
		for (const [index, { id, data }] of json.entries()) {
			expect(data).toEqual({ oo1_guest_phone: [rows(250)[index]?.phone] });
			expect(typeof id).toBe('number');
		}
		const stored = await run(
			{ resource: 'contact', operation: 'get', contactId: locator('id', '={{ $json.id }}') },
			[json[0] ?? {}, json[249] ?? {}],
		);
		expect(stored.json.map(({ data }) => data)).toEqual([json[0]?.data, json[249]?.data]);
	});

	it('sends nothing at all when a row is empty, and names what is missing', async () => {
		const { error } = await run(create, [...rows(2), { department: 62, phone: '' }]);

		expect(error?.message).toBe('Name, Email, Phone and Custom Fields are all empty');
		expect(error?.context?.itemIndex).toBe(2);
		expect(await posts()).toEqual([]);
	});

	it('keeps a refusal on the items of its request with Continue On Fail', async () => {
		await fixture.sandbox.fault({
			service: 'mluvii',
			method: 'POST',
			path: /departmentId=63/,
			kind: 'status',
			status: 400,
			body: { oo1_guest_phone: 'is not a number' },
		});
		const { json } = await run(create, [...rows(4), { department: 62, phone: '' }], true);

		expect(json.map(({ error }) => error)).toEqual([
			undefined,
			'Mluvii refused the request: oo1_guest_phone: is not a number',
			undefined,
			'Mluvii refused the request: oo1_guest_phone: is not a number',
			'Name, Email, Phone and Custom Fields are all empty',
		]);
	});

	it('is not repeated when the answer was lost, and says that it may have happened', async () => {
		await fixture.sandbox.fault({
			service: 'mluvii',
			method: 'POST',
			path: '/api/v1/Contacts',
			kind: 'dropAfter',
		});
		const { error } = await run(create, rows(1));

		expect(error?.message).toContain('may have been carried out');
		expect(await posts()).toHaveLength(1);
	});

	it('does not guess which ID belongs to which contact', async () => {
		await fixture.sandbox.fault({
			service: 'mluvii',
			method: 'POST',
			path: '/api/v1/Contacts',
			kind: 'status',
			status: 200,
			body: [1],
		});
		const { error } = await run(create, [rows(1)[0] ?? {}, rows(1)[0] ?? {}]);

		expect(error?.message).toBe(
			'Mluvii did not answer with one ID for each contact. The request may have been carried out all the same.',
		);
	});

	it.each(['empty', 'wrongType'] as const)(
		'does not create them twice with Retry On Fail after an answer without their IDs (%s)',
		async (kind) => {
			await fixture.sandbox.fault({ service: 'mluvii', path: '/api/v1/Contacts', kind });
			const { error } = await fixture.engine.run({
				node: 'mluvii',
				parameters: create,
				items: [{ department: 62, phone: '+420601' }],
				retryOnFail: true,
			});

			expect(await posts()).toHaveLength(1);
			expect(error?.message).toContain('may have been carried out');
		},
	);
});

describe('adding contacts to a campaign', () => {
	const add: INodeParameters = {
		resource: 'campaign',
		operation: 'addContacts',
		campaignId: locator('id', '={{ $json.campaign }}'),
		contactIds: '={{ $json.id }}',
	};

	it('sends one request for each campaign, and no contact twice', async () => {
		const items = [500_200, 500_201, 500_200, 500_202].map((id, index) => ({
			id,
			campaign: index === 3 ? 5002 : 5001,
		}));
		const { json } = await run(add, items);
		const sent = await posts();

		expect(sent.map(({ path, body }) => [path, (body as IDataObject).ids])).toEqual([
			['/api/v1/Campaigns/5001/identities', [500_200, 500_201]],
			['/api/v1/Campaigns/5002/identities', [500_202]],
		]);
		expect(json.map(({ contactIds }) => contactIds)).toEqual(items.map(({ id }) => [id]));
	});
});

describe('getting sessions in batches', () => {
	const get: INodeParameters = {
		resource: 'session',
		operation: 'get',
		sessionId: locator('id', '={{ $json.id }}'),
	};
	const looking = (inBatches?: boolean | 'automatic', more: INodeParameters = {}) => ({
		...get,
		...more,
		options: inBatches === undefined ? {} : { inBatches },
	});

	/** The paths that are asked for meanwhile, by how often. */
	async function counting<T>(work: () => Promise<T>): Promise<[T, Record<string, number>]> {
		const before = (await fixture.calls('mluvii')).length;
		const result = await work();
		const counts: Record<string, number> = {};
		for (const { path } of (await fixture.calls('mluvii')).slice(before)) {
			const key = path.replace(/\d+$/, 'ID');
			counts[key] = (counts[key] ?? 0) + 1;
		}
		return [result, counts];
	}

	function hintsOf({ run }: NodeResult): unknown[] {
		return Object.values(run.data.resultData.runData)
			.flat()
			.flatMap(({ hints = [] }) => hints.map(({ message }) => message));
	}

	/** What is said of 231 sessions in three requests, of which so many were read by themselves as well. */
	function accountOf(compared: number): string {
		const comparison =
			compared === 0 ? '' : `, and ${compared} of them were read by themselves to compare`;
		return `231 items were looked up with 3 requests${comparison}.`;
	}

	async function input() {
		const ids = (await fixture.sandbox.sessions()).slice(0, 230).reverse();
		return [...ids, ids[0]].map((id) => ({ id: id ?? 0 }));
	}

	it.each([
		{ chosen: undefined, lists: 3, most: 40 },
		{ chosen: 'automatic' as const, lists: 3, most: 40 },
		{ chosen: true, lists: 3, most: 0 },
		{ chosen: false, lists: 0, most: 231 },
	])(
		'reads 100 with a request when it is $chosen, with the same output, order and pairing as one by one',
		async ({ chosen, lists, most }) => {
			const items = await input();
			for (const simplify of [true, false]) {
				const singly = await run(looking(false, { simplify }), items);
				const [result, counts] = await counting(
					async () => await run(looking(chosen, { simplify }), items),
				);

				expect(JSON.stringify(result.json)).toBe(JSON.stringify(singly.json));
				expect(result.output.map(({ pairedItem }) => pairedItem)).toEqual(
					items.map((_, item) => ({ item })),
				);
				expect(counts['/api/v1/Sessions'] ?? 0).toBe(lists);
				expect(counts['/api/v1/Sessions/ID'] ?? 0).toBeLessThanOrEqual(most);
				expect(hintsOf(result)).toEqual(
					lists === 0 ? [] : [accountOf(counts['/api/v1/Sessions/ID'] ?? 0)],
				);
			}
		},
	);

	it('gives the same as one by one where the list gives less, and says why it was not faster', async () => {
		await fixture.sandbox.configure({ mluvii: { listedSessions: 'lighter' } });
		const items = await input();
		const singly = await run(looking(false, { simplify: false }), items);
		const [result, counts] = await counting(
			async () => await run(looking(undefined, { simplify: false }), items),
		);

		expect(JSON.stringify(result.json)).toBe(JSON.stringify(singly.json));
		expect(hintsOf(result)).toEqual([
			expect.stringMatching(
				/^The sessions were read one by one: .* set Look Up in Batches to Never/,
			),
		]);
		// Each of the three lists, with two looks at some of its sessions.
		expect(counts['/api/v1/Sessions']).toBeLessThanOrEqual(2 * 3);
		expect(counts['/api/v1/Sessions/ID']).toBeLessThanOrEqual(231 + 2 * 40);
	});

	it('is used for a summary that the lighter list gives as well', async () => {
		await fixture.sandbox.configure({ mluvii: { listedSessions: 'lighter' } });
		const [result, counts] = await counting(
			async () => await run(looking(undefined, { simplify: true }), await input()),
		);

		expect(counts['/api/v1/Sessions']).toBe(3);
		expect(counts['/api/v1/Sessions/ID']).toBeLessThanOrEqual(40);
		expect(hintsOf(result)).toEqual([accountOf(counts['/api/v1/Sessions/ID'] ?? 0)]);
	});

	it('goes on one by one where the list is refused', async () => {
		await fixture.sandbox.fault({
			service: 'mluvii',
			path: /Sessions\?/,
			kind: 'status',
			status: 403,
			times: 0,
		});
		const result = await run(looking(), await input());

		expect(result.error).toBeUndefined();
		expect(result.json).toHaveLength(231);
		expect(hintsOf(result)).toHaveLength(1);
	});

	it('is no faster than one by one for twelve items, and not used', async () => {
		const [, counts] = await counting(
			async () => await run(looking(), (await input()).slice(0, 12)),
		);

		expect(counts).toEqual({ '/api/v1/Sessions/ID': 12 });
	});

	it('reads by itself what the list leaves out, and says what cannot be read on its own item', async () => {
		await fixture.sandbox.configure({ mluvii: { maxPageSize: 2 } });
		const [a = 0, b = 0, c = 0] = await fixture.sandbox.sessions();
		const { json } = await run(
			looking(true),
			[{ id: c }, { id: 5 }, { id: a }, { id: 'x' }, { id: b }],
			true,
		);

		expect(json.map(({ id, error }) => error ?? id)).toEqual([
			c,
			expect.stringMatching(/^Session 5 was not found in Mluvii/),
			a,
			'Session ID must be a number, but it is "x"',
			b,
		]);
	});

	it.each([true, 'automatic'] as const)(
		'ends at what cannot be read otherwise, and names the item (%s)',
		async (chosen) => {
			const items = (await input()).slice(0, 20);
			const { error } = await run(looking(chosen), [...items, { id: 5 }, ...items]);

			expect(error?.message).toMatch(/^Session 5 was not found in Mluvii/);
			expect(error?.context?.itemIndex).toBe(20);
		},
	);
});

describe('setting departments', () => {
	const set: INodeParameters = {
		resource: 'user',
		operation: 'setDepartments',
		userId: locator('id', '={{ $json.user }}'),
		mode: '={{ $json.mode }}',
		departments: '={{ $json.departments }}',
	};

	it('reads a user once and writes once, however many items are about the user', async () => {
		const { json } = await run(set, [
			{ user: 102, mode: 'add', departments: [63, 64] },
			{ user: 103, mode: 'add', departments: [64] },
			{ user: 102, mode: 'remove', departments: '62' },
			{ user: 102, mode: 'add', departments: 62 },
		]);
		const sent = await fixture.calls('mluvii');

		expect(sent.map(({ method, path }) => `${method} ${path}`)).toEqual([
			'GET /api/v1/Users/102',
			'PUT /api/v1/Users/102/departments',
			'GET /api/v1/Users/103',
			'PUT /api/v1/Users/103/departments',
		]);
		expect(sent.map(({ body }) => body)).toEqual([
			undefined,
			{ departments: [63, 64, 62] },
			undefined,
			{ departments: [63, 64] },
		]);
		expect(json.map(({ departments }) => departments)).toEqual([
			[63, 64, 62],
			[63, 64],
			[63, 64, 62],
			[63, 64, 62],
		]);
	});
});

describe('the history of operator states', () => {
	const history = (parameters: INodeParameters): INodeParameters => ({
		resource: 'user',
		operation: 'getOperatorStateHistory',
		userId: locator('id', 101),
		...parameters,
	});

	it('is read to its end by page number, in order', async () => {
		const { json } = await run(history({ returnAll: true }), [{}]);
		const sent = await fixture.calls('mluvii');
		const times = json.map(({ changed }) => Date.parse(changed as string));

		expect(json).toHaveLength(450);
		expect(times).toEqual([...times].sort((a, b) => a - b));
		expect(sent.map(({ query }) => [query.Page, query.Limit]).sort()).toEqual([
			['1', '200'],
			['2', '200'],
			['3', '200'],
		]);
	});

	it('is read up to the limit only', async () => {
		const { json } = await run(history({ limit: 201 }), [{}]);

		expect(json).toHaveLength(201);
		expect(await fixture.calls('mluvii')).toHaveLength(2);
	});

	it('is not taken for whole when records are missing', async () => {
		await fixture.sandbox.fault({
			service: 'mluvii',
			path: /Page=3/,
			kind: 'status',
			status: 200,
			body: { totalCount: 450, data: [] },
		});
		const { error } = await run(history({ returnAll: true }), [{}]);

		expect(error?.message).toBe('Mluvii counts 450 records, but sent 400');
	});
});

describe('creating a webhook', () => {
	it('does not show the password of the address when Mluvii repeats it in a refusal', async () => {
		const callbackUrl = 'https://user:canary-1@example.com/hook?token=canary-2';
		await fixture.sandbox.fault({
			service: 'mluvii',
			method: 'POST',
			path: '/api/v1/Webhooks',
			kind: 'status',
			status: 400,
			body: { callbackUrl: `${callbackUrl} cannot be reached` },
		});
		const { error } = await run(
			{ resource: 'webhook', operation: 'create', eventTypes: ['SessionCreated'], callbackUrl },
			[{}],
		);

		expect(error?.message).toBe(
			'Mluvii refused the request: callbackUrl: https://user:[hidden]@example.com/hook?token=[hidden] cannot be reached',
		);
		// The node's own parameters, which n8n adds, hold what the user entered.
		const withoutNode = (key: string, value: unknown) => (key === 'node' ? undefined : value);
		expect(JSON.stringify(error, withoutNode)).not.toContain('canary');
	});

	it('updates the one that has the address already', async () => {
		const callbackUrl = 'https://example.com/hook';
		await fixture.sandbox.setWebhooks([{ id: 7, eventTypes: ['SessionEnded'], callbackUrl }]);
		const { json } = await run(
			{ resource: 'webhook', operation: 'create', eventTypes: ['SessionCreated'], callbackUrl },
			[{}],
		);

		expect(json).toEqual([
			{ id: 7, eventTypes: ['SessionCreated'], callbackUrl, outcome: 'accepted' },
		]);
		expect(await fixture.sandbox.webhooks()).toEqual([
			{ id: 7, eventTypes: ['SessionCreated'], callbackUrl },
		]);
	});
});

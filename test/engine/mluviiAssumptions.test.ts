import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { locator, useFixture } from '../support/fixture';

/*
 * What no source says about Mluvii, turned the other way: nothing may get lost, be put on a wrong item, or
 * be reported as done when it is not.
 */
const fixture = useFixture();

async function run(parameters: INodeParameters, items: IDataObject[] = [{}]) {
	return await fixture.engine.run({ node: 'mluvii', parameters, items });
}

async function shownCalls() {
	return (await fixture.calls('mluvii')).map(({ method, path }) => `${method} ${path}`);
}

function hintsOf({ run: { data } }: Awaited<ReturnType<typeof run>>): string[] {
	const [task] = data.resultData.runData['Node under test'] ?? [];
	return (task?.hints ?? []).map(({ message }) => message);
}

describe('Session: Update Call Parameters', () => {
	const session = 7_600_001;
	const update = (options: INodeParameters = {}): INodeParameters => ({
		resource: 'session',
		operation: 'updateCallParameters',
		sessionId: locator('id', session),
		callParameters: { parameters: [{ name: 'order', value: '10452' }] },
		options,
	});

	it('says what is assumed about the others, unless the result is verified', async () => {
		expect(hintsOf(await run(update()))).toEqual([
			expect.stringContaining('It is assumed that Mluvii keeps the call parameters') as string,
		]);
		expect(hintsOf(await run(update({ verifyResult: true })))).toEqual([]);
	});

	it('verifies that the new ones are there and the others stay', async () => {
		const { json } = await run(update({ verifyResult: true }));

		expect(json).toEqual([
			{
				sessionId: session,
				callParams: { order: '10452' },
				success: true,
				outcome: 'accepted',
			},
		]);
		expect(await shownCalls()).toEqual([
			`GET /api/v1/Sessions/${session}/callparams`,
			`PUT /api/v1/Sessions/${session}/callparams`,
			`GET /api/v1/Sessions/${session}/callparams`,
		]);
	});

	it('names what is lost when Mluvii replaces them all, with its values, and is not done again', async () => {
		await fixture.sandbox.configure({ mluvii: { callParams: 'replace' } });
		const { error } = await fixture.engine.run({
			node: 'mluvii',
			parameters: update({ verifyResult: true }),
			retryOnFail: true,
		});

		expect(error?.message).toBe(
			'Mluvii stored the call parameters, but these are gone or different now: oo1_guest_ident, oo1_guest_email, oo1_guest_phone, oo1_dnid, oo1_widget_lang',
		);
		expect(error?.description).toContain('guest1@example.com');
		expect((await shownCalls()).filter((call) => call.startsWith('PUT'))).toHaveLength(1);
	});
});

describe('User: Set Departments', () => {
	const set = (mode: string, options: INodeParameters = {}): INodeParameters => ({
		resource: 'user',
		operation: 'setDepartments',
		userId: locator('id', 102),
		mode,
		departments: [64],
		options,
	});

	it('says what is assumed, unless the result is verified', async () => {
		expect(hintsOf(await run(set('add')))).toEqual([
			expect.stringContaining('It is assumed that Mluvii replaces') as string,
		]);
		expect(hintsOf(await run(set('add', { verifyResult: true })))).toEqual([]);
	});

	it('verifies that the user is in these departments only', async () => {
		const { json } = await run(set('replace', { verifyResult: true }));

		expect(json).toEqual([{ userId: 102, departments: [64], success: true, outcome: 'accepted' }]);
		expect(await shownCalls()).toEqual([
			'PUT /api/v1/Users/102/departments',
			'GET /api/v1/Users/102',
		]);
	});

	it('says so when Mluvii only adds', async () => {
		await fixture.sandbox.configure({ mluvii: { userDepartments: 'merge' } });
		const { error } = await run(set('replace', { verifyResult: true }));

		expect(error?.message).toMatch(
			/^User 102 is in the departments 6\d(, 6\d)* now instead of 64$/,
		);
	});
});

describe('Contact: Create', () => {
	const create = (options: INodeParameters = {}): INodeParameters => ({
		resource: 'contact',
		operation: 'create',
		departmentId: locator('id', 62),
		phone: '={{ $json.phone }}',
		options,
	});
	const rows = (count: number) =>
		Array.from({ length: count }, (_, index) => ({ phone: `+42060${1_000 + index}` }));

	async function storedPhones(json: IDataObject[]) {
		const stored = await run(
			{ resource: 'contact', operation: 'get', contactId: locator('id', '={{ $json.id }}') },
			json,
		);
		return stored.json.map(({ data }) => (data as IDataObject).oo1_guest_phone);
	}

	it.each([2, 3, 7])('puts %i IDs right that come in another order', async (count) => {
		await fixture.sandbox.configure({ mluvii: { contactIds: 'reversed' } });
		const { json } = await run(create(), rows(count));

		expect(await storedPhones(json)).toEqual(rows(count).map(({ phone }) => [phone]));
	});

	it('looks at the first and the last contact only when the order is right', async () => {
		const { json } = await run(create(), rows(7));
		const [first, last] = [json[0]?.id, json[6]?.id] as number[];

		expect((await shownCalls()).sort()).toEqual([
			`GET /api/v1/Contacts/${first}`,
			`GET /api/v1/Contacts/${last}`,
			'POST /api/v1/Contacts',
		]);
	});

	it('says what is assumed when Mluvii does not show contacts', async () => {
		await fixture.sandbox.fault({
			service: 'mluvii',
			method: 'GET',
			path: '/api/v1/Contacts/',
			kind: 'status',
			status: 404,
			times: 0,
		});
		const result = await run(create(), rows(3));

		expect(result.json).toHaveLength(3);
		expect(hintsOf(result)).toEqual([
			expect.stringContaining('Create One by One') as string,
			'3 items went out in 1 request.',
		]);
	});

	it('says so when the IDs cannot be told apart, and does not create them again', async () => {
		await fixture.sandbox.configure({ mluvii: { contactIds: 'reversed' } });
		await fixture.sandbox.fault({
			service: 'mluvii',
			method: 'GET',
			path: '/api/v1/Contacts/',
			kind: 'status',
			status: 404,
			skip: 2,
			times: 0,
		});
		const { error } = await fixture.engine.run({
			node: 'mluvii',
			parameters: create(),
			items: rows(3),
			retryOnFail: true,
		});

		expect(error?.message).toBe(
			'Mluvii did not answer with the IDs in the order of the contacts. The request may have been carried out all the same.',
		);
		expect((await shownCalls()).filter((call) => call.startsWith('POST'))).toHaveLength(1);
	});

	it('sends a request for each contact where that is wanted', async () => {
		await fixture.sandbox.configure({ mluvii: { contactIds: 'reversed' } });
		const result = await run(create({ createSingly: true }), rows(3));

		expect(await shownCalls()).toEqual(Array.from({ length: 3 }, () => 'POST /api/v1/Contacts'));
		expect(hintsOf(result)).toEqual([]);
		expect(await storedPhones(result.json)).toEqual(rows(3).map(({ phone }) => [phone]));
	});
});

describe('Session: Delete Files', () => {
	const deleteFiles: INodeParameters = {
		resource: 'session',
		operation: 'deleteFiles',
		sessionId: locator('id', 7_600_001),
		fileIds: '1, 2',
	};

	it('is done when Mluvii does not list the files', async () => {
		await fixture.sandbox.configure({ mluvii: { deletedFiles: 'empty' } });
		const result = await run(deleteFiles);

		expect(result.error).toBeUndefined();
		expect(result.json).toEqual([
			{ sessionId: 7_600_001, fileId: 1, success: true, outcome: 'accepted' },
			{ sessionId: 7_600_001, fileId: 2, success: true, outcome: 'accepted' },
		]);
		expect(hintsOf(result)).toEqual([
			expect.stringContaining('Mluvii did not list the files') as string,
		]);
	});
});

describe('writes whose answer says nothing that is needed', () => {
	const session = { sessionId: locator('id', 7_600_001) };

	it.each<[string, string, INodeParameters]>([
		['chatbot', 'sendText', { ...session, chatbotId: '801', text: 'Hello' }],
		['session', 'anonymize', session],
		['session', 'addTag', { ...session, tagId: locator('id', 9001) }],
		['session', 'forward', { ...session, target: 'group', groupId: locator('id', 7299) }],
		['session', 'deleteFiles', { ...session, fileIds: '1' }],
		['user', 'setEnabled', { userId: locator('id', 101), isEnabled: true }],
		['tag', 'create', { departmentId: locator('id', 62), name: 'new' }],
		[
			'emailThread',
			'create',
			{ inboxId: '501', clientEmail: 'a@example.com', subject: 'a', body: 'b' },
		],
	])('%s %s is done whatever the answer says', async (resource, operation, parameters) => {
		for (const body of [undefined, 'OK', [], [1], { a: 1 }]) {
			await fixture.sandbox.fault({
				service: 'mluvii',
				path: '/api/v1/',
				kind: 'status',
				status: 200,
				body,
			});
			const { error, output } = await run({ resource, operation, ...parameters });

			expect(error).toBeUndefined();
			expect(output).toHaveLength(1);
		}
	});
});

describe('lists of which nobody knows whether they have pages', () => {
	const LISTS = ['user', 'tag', 'webhook', 'department', 'group'];

	beforeEach(async () => {
		await fixture.sandbox.setWebhooks(
			[1, 2, 3, 4, 5].map((id) => ({
				id,
				eventTypes: ['SessionEnded'],
				callbackUrl: `https://example.com/${id}`,
			})),
		);
	});

	it.each(LISTS)('%s is read to its end in pages as well', async (resource) => {
		const getMany = { resource, operation: 'getMany', returnAll: true };
		const whole = await run(getMany);
		expect(await fixture.calls('mluvii')).toHaveLength(2);
		await fixture.sandbox.configure({ mluvii: { pagedLists: true, maxPageSize: 2 } });
		const paged = await run(getMany);

		expect(whole.json.length).toBeGreaterThan(2);
		expect(paged.json).toEqual(whole.json);
	});

	it.each(LISTS)('%s takes a limit in both cases', async (resource) => {
		for (const pagedLists of [false, true]) {
			await fixture.sandbox.configure({ mluvii: { pagedLists } });
			const { json } = await run({ resource, operation: 'getMany', limit: 2 });

			expect(json).toHaveLength(2);
		}
		expect(await fixture.calls('mluvii')).toHaveLength(2);
	});
});

describe('Campaign: Get Contacts', () => {
	const getContacts = (more: INodeParameters): INodeParameters => ({
		resource: 'campaign',
		operation: 'getContacts',
		campaignId: locator('id', 5001),
		...more,
	});

	it.each([null, 7, 10])(
		'loses no row of a contact that comes twice (pages of at most %p)',
		async (maxPageSize) => {
			const { json: once } = await run(getContacts({ returnAll: true }));
			await fixture.sandbox.configure({ mluvii: { duplicateCampaignContacts: true, maxPageSize } });
			const { json: twice, error } = await run(getContacts({ returnAll: true }));

			expect(error).toBeUndefined();
			expect(twice.map(({ id }) => id)).toEqual(once.flatMap(({ id }) => [id, id]));
		},
	);

	it('counts such rows towards the limit', async () => {
		await fixture.sandbox.configure({ mluvii: { duplicateCampaignContacts: true } });
		const { json } = await run(getContacts({ limit: 3 }));

		expect(json).toHaveLength(3);
	});
});

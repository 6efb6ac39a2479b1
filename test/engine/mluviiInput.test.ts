import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { locator, useFixture } from '../support/fixture';

const fixture = useFixture();

async function run(parameters: INodeParameters, item: IDataObject = {}) {
	return await fixture.engine.run({ node: 'mluvii', parameters, items: [item] });
}

/** What was refused before anything was sent. */
async function refusal(parameters: INodeParameters, item?: IDataObject) {
	const { error, output } = await run(parameters, item);
	expect(output).toEqual([]);
	expect(await fixture.calls('mluvii')).toEqual([]);
	return error?.message;
}

async function sent() {
	const [call] = await fixture.calls('mluvii');
	return call;
}

describe('filters of sessions', () => {
	const sessions = (filters: INodeParameters | string): INodeParameters => ({
		resource: 'session',
		operation: 'getMany',
		returnAll: false,
		limit: 2,
		filters,
	});

	it.each([
		['sessionId', 'Session IDs'],
		['channel', 'Channel'],
		['mustBeEmpty', 'Must Be Empty'],
		['mustBeFilled', 'Must Be Filled'],
		['matchExactly', 'Match Exactly'],
		['autoAccepted', 'Auto Accepted'],
		['createdAfter', 'Created After'],
		['durationFrom', 'Duration From (Seconds)'],
		['activityTextsContain', 'Text in Messages'],
		['language', 'Language'],
	])('%s is refused by name when its expression gives nothing', async (name, label) => {
		const filters = { [name]: '={{ $json.value }}' };
		for (const value of ['', '  ', null, [], undefined]) {
			expect(await refusal(sessions(filters), { value })).toMatch(
				new RegExp(`^${label.replace(/[()]/g, '\\$&')} (is empty|is not a date|must be)`),
			);
		}
	});

	it('are ignored where they were left empty in the panel', async () => {
		const { error } = await run(
			sessions({ sessionId: '', channel: [], createdAfter: '', mustBeEmpty: [], language: '' }),
		);

		expect(error).toBeUndefined();
		expect((await sent())?.query).toEqual({ limit: '2', offset: '0' });
	});

	it.each([
		['a list', ['Ended', 'Duration']],
		['JSON text', '["Ended", "Duration"]'],
		['text with commas', 'Ended, Duration'],
	])('take keys as %s', async (_, value) => {
		await run(sessions({ mustBeEmpty: '={{ $json.value }}' }), { value });

		expect((await sent())?.query).toEqual({
			limit: '2',
			offset: '0',
			'Ended.Null': 'true',
			'Duration.Null': 'true',
		});
	});

	it('refuse keys that Mluvii does not know', async () => {
		expect(await refusal(sessions({ mustBeFilled: '={{ $json.value }}' }), { value: 'End' })).toBe(
			'Must Be Filled has no "End"',
		);
		// "Created" can be empty or filled, but has no text.
		expect(await refusal(sessions({ matchExactly: ['Created'] }))).toBe(
			'Match Exactly has no "Created"',
		);
	});

	it('look for the contact and for the channel identity by their own numbers', async () => {
		const { json } = await run(sessions({ clientId: '500003, 500004' }));

		expect((await sent())?.query).toMatchObject({ ClientId: ['500003', '500004'] });
		expect(json).toHaveLength(2);
		await run(sessions({ channelIdentityId: '900003' }));
		expect((await fixture.calls('mluvii')).at(-1)?.query.ChannelIdentityId).toBe('900003');
	});

	it('say that contacts have numbers', async () => {
		expect(await refusal(sessions({ clientId: 'nora@example.com' }))).toBe(
			'Contact IDs must be a number, but it is "nora@example.com"',
		);
	});

	it.each([
		['TRUE', 'true'],
		['yes', 'true'],
		[1, 'true'],
		['false', 'false'],
		['No', 'false'],
		[0, 'false'],
	])('read %j as a yes or no', async (value, expected) => {
		await run(sessions({ autoAccepted: '={{ $json.value }}' }), { value });

		expect((await sent())?.query.AutoAccepted).toBe(expected);
	});
});

describe('other filters', () => {
	const EMPTY = ['', null, undefined];

	it.each<[string, INodeParameters, string]>([
		['contact', { departmentId: '={{ $json.value }}' }, 'Department ID is empty'],
		[
			'contact',
			{ filterField: '={{ $json.value }}', filterValue: 'nora@example.com' },
			'Field Key is empty',
		],
		['contact', { filterField: 'a', filterValue: '={{ $json.value }}' }, 'Field Value is empty'],
		[
			'contact',
			{ filterField: '={{ $json.value }}', filterValue: '={{ $json.value }}' },
			'Field Key is empty',
		],
		['campaign', { departmentId: '={{ $json.value }}' }, 'Department ID is empty'],
		['user', { companyId: '={{ $json.value }}' }, 'Company ID is empty'],
	])(
		'of %s %j are refused when their expression gives nothing',
		async (resource, filters, words) => {
			for (const value of EMPTY) {
				expect(await refusal({ resource, operation: 'getMany', filters }, { value })).toBe(words);
			}
		},
	);

	it('of the history of operator states are refused when their expression gives nothing', async () => {
		for (const value of EMPTY) {
			expect(
				await refusal(
					{
						resource: 'user',
						operation: 'getOperatorStateHistory',
						userId: locator('id', 101),
						filters: { LastModified: '={{ $json.value }}' },
					},
					{ value },
				),
			).toBe('From is empty');
		}
	});

	it('by number of recordings are refused when their expression gives nothing', async () => {
		for (const value of [...EMPTY, []]) {
			expect(
				await refusal(
					{
						resource: 'session',
						operation: 'downloadRecording',
						sessionId: locator('id', 7_600_001),
						options: { onlyIds: '={{ $json.value }}' },
					},
					{ value },
				),
			).toBe('Only IDs is empty');
		}
	});

	it('that were left empty in the panel are ignored', async () => {
		const { error } = await run({
			resource: 'contact',
			operation: 'getMany',
			limit: 1,
			filters: { departmentId: '', filterField: '', filterValue: '' },
		});

		expect(error).toBeUndefined();
		expect((await sent())?.query).toEqual({ limit: '1', offset: '0' });
	});
});

describe('choices', () => {
	it.each<[string, string, INodeParameters, string, string]>([
		[
			'session',
			'forward',
			{ sessionId: locator('id', 1), target: '={{ $json.value }}', groupId: locator('id', 7299) },
			'operator',
			'Forward To has no "operator"',
		],
		[
			'user',
			'setDepartments',
			{ userId: locator('id', 101), mode: '={{ $json.value }}', departments: [62] },
			'delete',
			'Mode has no "delete"',
		],
		[
			'session',
			'downloadRecording',
			{ sessionId: locator('id', 1), what: '={{ $json.value }}' },
			'everything',
			'What to Download has no "everything"',
		],
	])(
		'of %s %s are refused when they do not exist',
		async (resource, operation, more, value, words) => {
			expect(await refusal({ resource, operation, ...more }, { value })).toBe(words);
			expect(await refusal({ resource, operation, ...more }, { value: '' })).toContain('is empty');
		},
	);
});

describe('User: Set Enabled', () => {
	const setEnabled: INodeParameters = {
		resource: 'user',
		operation: 'setEnabled',
		userId: locator('id', 101),
		isEnabled: '={{ $json.value }}',
	};

	it.each([
		['true', true],
		['TRUE', true],
		[' Yes ', true],
		[1, true],
		['false', false],
		['no', false],
		['0', false],
	])('reads %j', async (value, isEnabled) => {
		await run(setEnabled, { value });

		expect((await sent())?.body).toEqual({ isEnabled });
	});

	it.each(['maybe', 2, {}, []])('refuses %j', async (value) => {
		expect(await refusal(setEnabled, { value })).toMatch(/^Enabled must be /);
	});

	it.each(['', null])('refuses %j', async (value) => {
		expect(await refusal(setEnabled, { value })).toBe('Enabled is empty');
	});
});

describe('the fields of a WhatsApp campaign', () => {
	const add = (options: INodeParameters): INodeParameters => ({
		resource: 'campaign',
		operation: 'addContacts',
		campaignId: locator('id', 5001),
		contactIds: '500200',
		options,
	});
	const body = (fields: string[], defaults?: string[]) => ({
		ids: [500_200],
		contactInfoField: 'oo1_guest_phone',
		whatsAppFormContactFields: fields,
		...(defaults ? { whatsAppFormDefaultValues: defaults } : {}),
	});

	it('are rows of field and default value, which may have commas or be empty', async () => {
		const rows = [
			{ contactField: 'oo1_guest_ident', defaultValue: 'Dear customer, hello' },
			{ contactField: 'order', defaultValue: '' },
			{ contactField: 'day', defaultValue: 'tomorrow' },
		];
		await run(add({ whatsAppFields: { rows } }));

		expect((await sent())?.body).toEqual(
			body(['oo1_guest_ident', 'order', 'day'], ['Dear customer, hello', '', 'tomorrow']),
		);
	});

	it('keep their places in the older texts', async () => {
		await run(
			add({
				whatsAppFormContactFields: 'oo1_guest_ident, order, day',
				whatsAppFormDefaultValues: 'customer, , tomorrow',
			}),
		);

		expect((await sent())?.body).toEqual(
			body(['oo1_guest_ident', 'order', 'day'], ['customer', '', 'tomorrow']),
		);
	});

	it('go out without defaults where the older texts have none', async () => {
		await run(add({ whatsAppFormContactFields: 'oo1_guest_ident, order' }));

		expect((await sent())?.body).toEqual(body(['oo1_guest_ident', 'order']));
	});

	it.each<[string, INodeParameters, string]>([
		[
			'fewer default values than fields',
			{ whatsAppFormContactFields: 'a, b, c', whatsAppFormDefaultValues: 'customer, tomorrow' },
			'WhatsApp Contact Fields has 3 entries, but WhatsApp Default Values has 2',
		],
		[
			'default values alone',
			{ whatsAppFormDefaultValues: 'customer' },
			'WhatsApp Contact Fields has 0 entries, but WhatsApp Default Values has 1',
		],
		[
			'a field without name',
			{ whatsAppFormContactFields: 'a, , c' },
			'WhatsApp Contact Fields is empty',
		],
		[
			'a row without field',
			{ whatsAppFields: { rows: [{ contactField: '', defaultValue: 'x' }] } },
			'WhatsApp Fields: Contact Field is empty',
		],
		[
			'both ways at once',
			{
				whatsAppFields: { rows: [{ contactField: 'a', defaultValue: 'x' }] },
				whatsAppFormContactFields: 'a',
			},
			'WhatsApp Fields and WhatsApp Contact Fields are both filled in',
		],
	])('refuse %s', async (_, options, words) => {
		expect(await refusal(add(options))).toBe(words);
	});
});

describe('contacts', () => {
	const create: INodeParameters = {
		resource: 'contact',
		operation: 'create',
		departmentId: locator('id', 62),
		phone: '+420601',
	};

	it('are created without the custom fields that have no value', async () => {
		await run(
			{
				...create,
				customFields: {
					fields: [
						{ key: 'order', value: '={{ $json.missing }}' },
						{ key: 'note', value: '' },
						{ key: '', value: '' },
						{ key: 'city', value: 'Brno' },
					],
				},
			},
			{},
		);

		expect((await sent())?.body).toEqual([{ oo1_guest_phone: ['+420601'], city: ['Brno'] }]);
	});

	it('name a custom value without a key', async () => {
		expect(await refusal({ ...create, customFields: { fields: [{ key: '', value: 'x' }] } })).toBe(
			'Custom Fields: Key is empty',
		);
	});

	it('take several addresses as a list, too', async () => {
		await run({ ...create, email: '={{ $json.emails }}' }, { emails: ['a@example.com', 'b@b.cz'] });

		expect((await sent())?.body).toMatchObject([{ oo1_guest_email: ['a@example.com', 'b@b.cz'] }]);
	});

	it('are created without a department where it was left empty', async () => {
		const { json } = await run({
			...create,
			departmentId: { mode: 'list', value: '', __rl: true },
		});

		expect((await sent())?.query).toEqual({});
		expect(json).toEqual([
			{
				id: expect.any(Number) as number,
				data: { oo1_guest_phone: ['+420601'] },
				outcome: 'accepted',
			},
		]);
	});

	it('are not created elsewhere when the department comes from an expression that gives nothing', async () => {
		expect(
			await refusal({ ...create, departmentId: locator('id', '={{ $json.missing }}') }, {}),
		).toBe('Department ID is empty');
	});
});

describe('Email Thread: Create', () => {
	const create = (options: INodeParameters): INodeParameters => ({
		resource: 'emailThread',
		operation: 'create',
		inboxId: '501',
		clientEmail: 'a@example.com',
		subject: 'Order',
		body: 'Hello',
		options,
	});

	it('names the addresses as the clients of Mluvii do', async () => {
		await run(create({ clientAdditionalEmails: 'b@example.com' }));

		expect((await sent())?.body).toEqual({
			inboxId: 501,
			subject: 'Order',
			body: 'Hello',
			clientEmails: ['a@example.com', 'b@example.com'],
		});
	});

	it('sends nothing at once that an operator was to finish', async () => {
		expect(await refusal(create({ operatorUserId: '={{ $json.missing }}' }), {})).toBe(
			'Operator User ID is empty',
		);
	});
});

describe('User: Create', () => {
	it('makes no user with a password where another login was asked for', async () => {
		expect(
			await refusal(
				{
					resource: 'user',
					operation: 'create',
					companyId: locator('id', 295),
					firstName: 'Nora',
					lastName: 'Novák',
					username: 'nora',
					email: 'nora@example.com',
					options: { openIDProvider: '={{ $json.missing }}' },
				},
				{},
			),
		).toBe('OpenID Provider is empty');
	});
});

describe('the chatbot activity Forward', () => {
	const forward = (activityFields: string): INodeParameters => ({
		resource: 'chatbot',
		operation: 'sendActivity',
		chatbotId: '801',
		sessionId: locator('id', 7_600_001),
		activity: 'Forward',
		activityFields,
	});

	it.each(['{}', '{"operatorGroupId": null}', '{"userId": ""}', '{"groupId": 5}'])(
		'is refused without a target (%s)',
		async (fields) => {
			expect(await refusal(forward(fields))).toBe(
				'Activity Fields (JSON) has neither "operatorGroupId" nor "userId"',
			);
		},
	);

	it.each(['{"operatorGroupId": 7299}', '{"userId": 102}'])('goes out with %s', async (fields) => {
		const { error } = await run(forward(fields));

		expect(error).toBeUndefined();
		expect((await sent())?.body).toMatchObject(JSON.parse(fields) as IDataObject);
	});
});

import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { toText } from '../../nodes/shared/base/text';
import { callsOf, readContract } from '../support/contracts';
import type { EngineTrigger, NodeResult, NodeRun } from '../support/engine';
import { items, locator, useFixture } from '../support/fixture';
import { LOVI_ITEMS, loviParameters } from '../support/loviCases';
import { mluviiCase, mluviiParameters } from '../support/mluviiCases';

/**
 * What no source says about the services, turned the other way by a setting of the sandbox. Under each
 * of them nothing may be lost or done twice, and no success reported that was none.
 */
const fixture = useFixture();

const CONTACT = 500_000;
const USER = 101;
const PHONE_CAMPAIGN = 5001;
const SESSION_WITH_FILE = 7_600_002;

async function runMluvii(
	name: string,
	parameters: INodeParameters = {},
	more: Partial<NodeRun> = {},
) {
	const [resource = '', operation = ''] = name.split('.');
	return await fixture.engine.run({
		node: 'mluvii',
		parameters: { resource, operation, ...parameters },
		...more,
	});
}

/** Runs an operation as its case says. */
async function runCase(name: string, more: Partial<NodeRun> = {}) {
	const parameters = mluviiParameters(name, { maxParallelRequests: 1 });
	return await fixture.engine.run({
		node: 'mluvii',
		parameters,
		items: mluviiCase(name).items,
		...more,
	});
}

/** Method and path of each call that changes something. */
async function writes(): Promise<string[]> {
	return (await fixture.calls('mluvii'))
		.filter(({ method }) => method !== 'GET')
		.map(({ method, path }) => `${method} ${path}`);
}

/** What the node tells of requests that went well. */
const ABOUT_REQUESTS = / went out in | worked, but /;

/** Whether the node told the user that something is amiss, or is not certain. */
function isSaid({ error, json, run }: NodeResult): boolean {
	const tasks = Object.values(run.data.resultData.runData).flat();
	return (
		error !== undefined ||
		json.some((record) => record.error !== undefined) ||
		tasks.some(({ hints = [] }) => hints.some(({ message }) => !ABOUT_REQUESTS.test(message)))
	);
}

/** A record as Mluvii has it. */
async function stored(name: string, parameters: INodeParameters): Promise<IDataObject> {
	const { json } = await runMluvii(name, { ...parameters, simplify: false });
	return json[0] ?? {};
}

describe('values that an update does not name', () => {
	const session = { sessionId: locator('id', SESSION_WITH_FILE) };

	it.each(['merge', 'replace'] as const)(
		'of a session are not lost in silence (%s)',
		async (callParams) => {
			await fixture.sandbox.configure({ mluvii: { callParams } });
			const before = await stored('session.getCallParameters', session);
			const result = await runMluvii('session.updateCallParameters', {
				...session,
				callParameters: { parameters: [{ name: 'order', value: '7' }] },
			});
			const after = await stored('session.getCallParameters', session);

			expect(after.callParams).toMatchObject({ order: '7' });
			const isKept = Object.keys(before.callParams as object).every(
				(key) => key in (after.callParams as object),
			);
			expect(isKept || isSaid(result)).toBe(true);
		},
	);

	it.each(['merge', 'replace'] as const)(
		'of a contact are not lost in silence (%s)',
		async (contactUpdate) => {
			await fixture.sandbox.configure({ mluvii: { contactUpdate } });
			const contact = { contactId: locator('id', CONTACT) };
			const before = await stored('contact.get', contact);
			const result = await runMluvii('contact.update', { ...contact, fullName: 'Anna Nová' });
			const after = await stored('contact.get', contact);

			expect(after.data).toMatchObject({ oo1_guest_ident: ['Anna Nová'] });
			const isKept = Object.keys(before.data as object).every(
				(key) => key in (after.data as object),
			);
			expect(isKept || isSaid(result)).toBe(true);
		},
	);
});

describe.each(['replace', 'merge'] as const)('departments of a user, when a PUT does %s', (how) => {
	it.each(['add', 'remove', 'replace'])('are those that are reported (mode %s)', async (mode) => {
		await fixture.sandbox.configure({ mluvii: { userDepartments: how } });
		const user = { userId: locator('id', USER) };
		const result = await runMluvii('user.setDepartments', { ...user, mode, departments: [63] });
		const { departments } = await stored('user.get', user);

		const reported = new Set(result.json.flatMap((record) => record.departments as number[]));
		const isTrue = [...reported].sort().join() === [...(departments as number[])].sort().join();
		expect(isTrue || isSaid(result)).toBe(true);
		expect(await writes()).toEqual([`PUT /api/v1/Users/${USER}/departments`]);
	});
});

describe('new contacts', () => {
	it.each(['inOrder', 'reversed'] as const)(
		'have their own ids, or it is said that they may not (%s)',
		async (contactIds) => {
			await fixture.sandbox.configure({ mluvii: { contactIds } });
			const result = await runMluvii(
				'contact.create',
				{ departmentId: locator('id', 62), phone: '={{ $json.phone }}' },
				{ items: ['+420601', '+420602', '+420603'].map((phone) => ({ phone })) },
			);
			const given = result.json.filter(({ id }) => typeof id === 'number');
			const kept = await runMluvii(
				'contact.get',
				{ contactId: locator('id', '={{ $json.id }}') },
				{ items: given },
			);

			const isTrue = kept.json.every(
				({ data }, index) => JSON.stringify(data) === JSON.stringify(given[index]?.data),
			);
			expect(isTrue || isSaid(result)).toBe(true);
			expect(await writes()).toEqual(['POST /api/v1/Contacts']);
		},
	);
});

describe('contacts that are kept by department', () => {
	beforeEach(async () => {
		await fixture.sandbox.configure({ mluvii: { contactsNeedDepartment: true } });
	});

	it('are listed and created with it', async () => {
		const list = await runMluvii('contact.getMany', {
			returnAll: true,
			filters: { departmentId: '63' },
		});
		const created = await runCase('contact.create');

		expect(list.json.length).toBeGreaterThan(80);
		expect(created.error).toBeUndefined();
	});

	it('are not taken for none without it', async () => {
		const { error, json } = await runMluvii('contact.getMany', { returnAll: true });

		expect(json).toEqual([]);
		expect(error?.message).toContain('departmentId');
	});
});

const LISTS: Array<[operation: string, count: number]> = [
	['user.getMany', 28],
	['tag.getMany', 10],
	['webhook.getMany', 5],
	['department.getMany', 3],
	['group.getMany', 5],
];

describe.each([true, false])(
	'lists of which it is not known whether they have pages: %s',
	(paged) => {
		beforeEach(async () => {
			await fixture.sandbox.configure({ mluvii: { pagedLists: paged, maxPageSize: 2 } });
			await fixture.sandbox.setWebhooks(
				[1, 2, 3, 4, 5].map((id) => ({
					id,
					eventTypes: ['SessionEnded'],
					callbackUrl: `https://example.com/${id}`,
				})),
			);
		});

		it.each(LISTS)('%s reads all of it, each record once', async (name, count) => {
			const { json } = await runMluvii(name, { returnAll: true });

			expect(json).toHaveLength(count);
			expect(new Set(json.map(({ id }) => id)).size).toBe(count);
		});

		it.each(LISTS)('%s reads as many as are wanted', async (name) => {
			const { json } = await runMluvii(name, { limit: 3 });

			expect(json).toHaveLength(3);
		});

		it.each([
			['searchUsers', '128'],
			['searchTags', '9010'],
			['searchTagNames', 'IBAN'],
			['searchDepartments', '64'],
			['searchGroups', '7303'],
			['searchWebhooks', 'com/5'],
		])('%s finds what is at the end', async (method, filter) => {
			const parameters = { authentication: 'mluviiApi' };
			const { results } = await fixture.engine.search('mluvii', method, { parameters, filter });

			expect(results).toHaveLength(1);
		});
	},
);

describe('a trigger whose webhook is not on the first page', () => {
	let trigger: EngineTrigger;

	afterEach(async () => {
		await fixture.sandbox.setWebhooks([]);
		await trigger.close();
	});

	it('finds it again, and deletes no other one', async () => {
		const foreign = [1, 2, 3, 4, 5].map((id) => ({
			id,
			eventTypes: ['SessionEnded'],
			callbackUrl: `https://example.com/${id}`,
		}));
		await fixture.sandbox.setWebhooks(foreign);
		await fixture.sandbox.configure({ mluvii: { pagedLists: true, maxPageSize: 2 } });
		trigger = fixture.engine.trigger('mluviiTrigger', {
			authentication: 'mluviiApi',
			eventTypes: ['SessionEnded'],
		});
		await trigger.listen();

		expect(await trigger.activate()).toBe('created');
		expect(await trigger.activate()).toBe('existing');
		expect(await fixture.sandbox.webhooks()).toHaveLength(6);
		await trigger.deactivate();
		expect(await fixture.sandbox.webhooks()).toEqual(foreign);
	});
});

describe.each(['newestFirst', 'oldestFirst'] as const)(
	'sessions in the order %s',
	(sessionOrder) => {
		beforeEach(async () => {
			await fixture.sandbox.configure({ mluvii: { sessionOrder } });
		});

		it('are all read, each once, while others begin', async () => {
			await fixture.sandbox.configure({ mluvii: { maxPageSize: 30, addSessionPerListRequest: 1 } });
			const ids = await fixture.sandbox.sessions();
			const { json } = await runMluvii('session.getMany', { returnAll: true });
			const read = json.map(({ id }) => id as number);

			expect(new Set(read).size).toBe(read.length);
			expect(ids.filter((id) => !read.includes(id))).toEqual([]);
		});

		it('are offered with the newest one', async () => {
			const newest = Math.max(...(await fixture.sandbox.sessions()));
			const { results } = await fixture.engine.search('mluvii', 'searchSessions', {
				parameters: { authentication: 'mluviiApi' },
			});

			expect(results.map(({ value }) => value)).toContain(String(newest));
		});
	},
);

describe('the contacts of a campaign that has some of them twice', () => {
	it.each([null, 7])(
		'are all read, or it is said that they are not (pages of %s)',
		async (size) => {
			await fixture.sandbox.configure({
				mluvii: { duplicateCampaignContacts: true, maxPageSize: size },
			});
			const result = await runMluvii('campaign.getContacts', {
				campaignId: locator('id', PHONE_CAMPAIGN),
				returnAll: true,
			});

			const campaign = await stored('campaign.get', { campaignId: locator('id', PHONE_CAMPAIGN) });
			const ids = (campaign.identityIds as number[]).flatMap((id) => [id, id]);
			const isWhole = result.json.map(({ id }) => Number(id)).join() === ids.join();
			expect(isWhole || isSaid(result)).toBe(true);
		},
	);
});

describe('the deletion of files that is answered with nothing', () => {
	it('is done once, and is no failure', async () => {
		await fixture.sandbox.configure({ mluvii: { deletedFiles: 'empty' } });
		const { error, json } = await runMluvii(
			'session.deleteFiles',
			{ sessionId: locator('id', SESSION_WITH_FILE), fileIds: '800002' },
			{ retryOnFail: true },
		);

		expect(error).toBeUndefined();
		expect(json).toMatchObject([{ sessionId: SESSION_WITH_FILE }]);
		expect(await writes()).toEqual([`DELETE /api/v1/Sessions/${SESSION_WITH_FILE}/files`]);
	});
});

describe('files that are kept on another host', () => {
	const DOWNLOADS = [
		['recordings', 7_600_001, 'recording of 7600001 '],
		['files', SESSION_WITH_FILE, 'file 800002'],
	] as const;

	async function download(what: string, session: number) {
		const sessionId = locator('id', session);
		return await runMluvii('session.downloadRecording', { sessionId, what });
	}

	beforeEach(async () => {
		await fixture.sandbox.configure({ mluvii: { fileHost: 'redirect' } });
	});

	it.each(DOWNLOADS)('%s are downloaded, without the token', async (what, session, content) => {
		const { output, error } = await download(what, session);
		const asked = await fixture.sandbox.requests({ service: 'storage' });

		expect(error).toBeUndefined();
		const { data = '' } = output[0]?.binary?.data ?? {};
		expect(Buffer.from(data, 'base64').toString().startsWith(content)).toBe(true);
		expect(asked.map(({ headers }) => headers.authorization)).toEqual([undefined]);
		expect(await fixture.logins('mluvii')).toBe(1);
	});

	it.each([403, 404])('are not taken for a login page when the host answers %i', async (status) => {
		await fixture.sandbox.fault({ service: 'storage', kind: 'status', status });
		const { error, output } = await download('recordings', 7_600_001);

		expect(output).toEqual([]);
		expect(`${error?.message ?? ''} ${error?.description ?? ''}`).toContain('127.0.0.1');
		expect(await fixture.logins('mluvii')).toBe(1);
	});
});

/** Operations whose calls, other than reads, are answered with nothing that anybody needs. */
const SILENT = [
	...new Set(
		callsOf(readContract('mluvii'))
			.filter(({ operationId }) =>
				/^(set|add|remove|anonymize|forward|update|delete(?!SessionFiles)|send)/.test(operationId),
			)
			.flatMap((call) => call['x-node-operations']),
	),
];

describe.each(['plainOk', 'html'] as const)('writes that are answered with %s', (successBody) => {
	beforeEach(async () => {
		await fixture.sandbox.configure({ mluvii: { successBody } });
		await fixture.sandbox.setWebhooks(
			[1, 2, 3].map((id) => ({
				id,
				eventTypes: ['SessionEnded'],
				callbackUrl: `https://user:pass@example.com/${id}`,
			})),
		);
	});

	it.each(SILENT)('%s is done once, and is a success', async (name) => {
		const { error, json } = await runCase(name, { retryOnFail: true });
		const expected = mluviiCase(name).calls.filter((call) => !call.startsWith('GET'));

		expect(error).toBeUndefined();
		expect(json).toHaveLength(mluviiCase(name).items.length);
		expect(await writes()).toEqual(expected.map((call) => call.split('?')[0]));
		expect(await fixture.logins('mluvii')).toBe(1);
	});
});

describe('events that are sent as', () => {
	let trigger: EngineTrigger;

	afterEach(async () => {
		await fixture.sandbox.setWebhooks([]);
		await trigger.close();
	});

	it.each([
		'application/json',
		'application/json; charset=utf-8',
		'application/vnd.mluvii+json; charset=utf-8',
		'text/plain',
		'application/octet-stream',
	])('%s start the workflow once', async (eventContentType) => {
		await fixture.sandbox.configure({ mluvii: { eventContentType, webhookRetryDelayMs: 10 } });
		trigger = fixture.engine.trigger('mluviiTrigger', {
			authentication: 'mluviiApi',
			eventTypes: ['SessionEnded'],
		});
		await trigger.listen();
		await trigger.activate();
		const [id = 0] = await fixture.sandbox.sessions();
		const deliveries = await fixture.sandbox.endSession(id);

		expect(deliveries).toMatchObject([{ attempts: [200], delivered: true }]);
		expect(trigger.started).toMatchObject([{ eventType: 'SessionEnded', data: { id } }]);
	});
});

describe('notifications', () => {
	const bulk = {
		...loviParameters('whatsAppNotification.sendBulk'),
		company: locator('name', 'Acme Ltd'),
		number: '={{ 34666000000 + $json.index }}',
	};
	const FAILING = ['34666000001', '34666000003'];
	const SENDS = ['whatsAppNotification.send', 'voiceNotification.send'];

	/** The numbers that were taken in, as often as they were. */
	async function taken(): Promise<string[]> {
		return (await fixture.sandbox.notifications()).map(({ number }) => number).sort();
	}

	async function runLovi(parameters: INodeParameters, more: Partial<NodeRun>) {
		return await fixture.engine.run({ node: 'lovi', parameters, ...more });
	}

	describe.each(['queued', 'registration', 'plainOk', 'html', 'perContact'] as const)(
		'that are answered with %s',
		(notifySuccess) => {
			beforeEach(async () => {
				await fixture.sandbox.configure({ lovi: { notifySuccess } });
			});

			it.each(SENDS)('go out once (%s)', async (name) => {
				const { error, json } = await runLovi(loviParameters(name), {
					items: LOVI_ITEMS,
					retryOnFail: true,
				});

				expect(error).toBeUndefined();
				expect(json).toHaveLength(LOVI_ITEMS.length);
				expect(await taken()).toEqual(LOVI_ITEMS.map(({ number }) => toText(number)));
				expect(await fixture.logins('lovi')).toBe(1);
			});

			it('go out once in bulk', async () => {
				const { error, json } = await runLovi(bulk, { items: items(5), retryOnFail: true });

				expect(error).toBeUndefined();
				expect(json).toHaveLength(5);
				expect(await taken()).toEqual(items(5).map(({ index }) => String(34666000000 + index)));
			});
		},
	);

	describe.each(['perContact', 'partialFailure'] as const)(
		'of which some fail, with %s',
		(notifySuccess) => {
			beforeEach(async () => {
				await fixture.sandbox.configure({ lovi: { notifySuccess, failingNumbers: FAILING } });
			});

			it.each(SENDS)('are no success where they failed (%s)', async (name) => {
				const { json } = await runLovi(loviParameters(name), {
					items: LOVI_ITEMS,
					continueOnFail: true,
				});

				expect(json.map(({ error }) => error !== undefined)).toEqual([false, true, false]);
			});

			it('in bulk are no success where they failed, and go out once where they did not', async () => {
				const { json } = await runLovi(bulk, { items: items(5), continueOnFail: true });

				const failed = json.flatMap(({ error }, index) => (error === undefined ? [] : [index]));
				expect(failed).toEqual(notifySuccess === 'perContact' ? [1, 3] : [0, 1, 2, 3, 4]);
				expect(await taken()).toEqual(['34666000000', '34666000002', '34666000004']);
			});

			it('in bulk do not go out twice with Retry On Fail', async () => {
				const { error } = await runLovi(bulk, { items: items(5), retryOnFail: true });

				expect(error).toBeDefined();
				expect(await taken()).toEqual(['34666000000', '34666000002', '34666000004']);
			});
		},
	);
});

import pWaitFor from 'p-wait-for';
import { PATIENCE_MS } from '../../scripts/n8n/patience';
import { exampleNames, fillN8n } from '../../scripts/demo';
import type { Demo } from '../../scripts/demo';
import type { Execution, WorkflowJson } from '../../scripts/n8n/rest';
import { isWanted } from '../../scripts/packages';
import { Host } from './support/host';
import type { Mail, MailServer } from './support/mail';
import { linkIn, startMailServer } from './support/mail';
import type { ScriptedModel, Turn } from './support/model';
import { startModel } from './support/model';
import { SecretHunt } from './support/secrets';
import { SUPPORT_CHAT, supportScript } from './support/supportChat';

const host = new Host();
const hunt = new SecretHunt(host);
let demo: Demo;
let model: ScriptedModel;
let mailServer: MailServer;

beforeAll(async () => {
	await host.rest.login();
	model = await startModel();
	mailServer = await startMailServer();
	demo = await fillN8n(host.rest, host.sandbox, [
		{ name: 'OpenAI', type: 'openAiApi', data: { apiKey: 'none', url: model.url } },
		{ name: 'SMTP', type: 'smtp', data: mailServer.data },
	]);
});

afterAll(async () => {
	await Promise.all([model.close(), mailServer.close()]);
});

beforeEach(async () => {
	await host.sandbox.reset();
	for (const list of [model.received, mailServer.mails]) list.length = 0;
});

afterEach(async () => {
	expect(await host.sandbox.violations()).toEqual([]);
	await hunt.remember();
	expect(hunt.find(model.received)).toEqual([]);
});

/** How the examples are run that do not run by hand. */
const RUNS: Record<string, (id: string) => Promise<Execution>> = {
	'lovi-campaign-approved': async (id) => await askForCampaign(id, 'Send it'),
	'lovi-nightly-reminder': async (id) =>
		await host.rest.runWorkflow(id, { trigger: 'Every evening' }),
	'lovi-order-assistant': async (id) => await askBeforeSending(id, 'Send it'),
	'lovi-order-shipped': async (id) => {
		await host.rest.activateWorkflow(id);
		const order = { number: '1017', customer: 'Nora', phone: '+34 666 033 135', arrives: 'Friday' };
		await fetch(`${host.n8n.baseUrl}/webhook/order-shipped`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ order }),
		});
		const [execution] = await host.rest.executionsSettled(id, 1);
		await host.rest.deactivateWorkflow(id);
		return await host.rest.getExecution(execution?.id ?? '');
	},
	'mluvii-chatbot-agent': async (id) => {
		model.follow(handOverScript);
		return await chat(id, 801, ['When are you open?', 'I want to talk to a person']);
	},
	'mluvii-chatbot-menu': async (id) =>
		await chat(id, 802, ['Opening hours', 'I would like to buy a bicycle'], 1),
	'mluvii-nightly-export': async (id) =>
		await host.rest.runWorkflow(id, { trigger: 'Every night' }),
	'mluvii-sessions-polling': async (id) => {
		const { id: project } = await host.rest.call<{ id: string }>('GET', '/projects/personal');
		const tables = `/projects/${project}/data-tables`;
		const table = await host.rest.call<{ id: string }>('POST', tables, {
			name: `Sessions ${id}`,
			columns: Object.entries(SESSION_COLUMNS).map(([name, type]) => ({ name, type })),
		});
		const readRows = async () =>
			(await host.rest.call<{ data: unknown[] }>('GET', `${tables}/${table.id}/rows`)).data;
		const workflow = await host.rest.call<WorkflowJson>('GET', `/workflows/${id}`);
		const parameters = (name: string) =>
			workflow.nodes.find((node) => node.name === name)?.parameters as Record<string, unknown>;
		parameters('One row a session').dataTableId = { __rl: true, mode: 'id', value: table.id };
		// The shortest that n8n allows.
		parameters(POLLING).pollTimes = { item: [{ mode: 'everyMinute' }] };
		const withTable = await host.rest.createWorkflow(workflow);
		await host.rest.activateWorkflow(withTable);
		await host.sandbox.endSession(ENDED);
		const [execution] = await host.rest.executionsSettled(withTable, 1);
		await host.rest.deactivateWorkflow(withTable);
		const rows = await readRows();
		// By hand, the trigger gives the newest session again.
		await host.rest.runWorkflow(withTable, { trigger: POLLING });
		polled = { rows, again: await readRows() };
		return await host.rest.getExecution(execution?.id ?? '');
	},
	'mluvii-support-agent': async (id) => {
		model.follow(supportScript());
		return await say(id, SUPPORT_CHAT.question);
	},
	'mluvii-session-ended': async (id) => {
		await host.rest.activateWorkflow(id);
		await host.sandbox.endSession(ENDED);
		const [execution] = await host.rest.executionsSettled(id, 1);
		await host.rest.deactivateWorkflow(id);
		return await host.rest.getExecution(execution?.id ?? '');
	},
};
const ENDED = 7_600_249;
const POLLING = 'When a session has ended';
/** The columns that the example of the polling trigger asks for. */
const SESSION_COLUMNS = {
	session: 'number',
	created: 'string',
	ended: 'string',
	channel: 'string',
	guest: 'string',
	operators: 'string',
	tags: 'string',
};
/** What was in the table after a session had ended, and after that came again. */
let polled: Record<'rows' | 'again', unknown[]> = { rows: [], again: [] };

/** The model is asked something that it knows, and then for a person. */
const handOverScript: Turn[] = [
	'We are open from 9:00 to 18:00.',
	[{ tool: 'See_which_groups_are_there', arguments: {} }],
	[{ tool: 'Hand_over_to_an_operator', arguments: {} }],
	'A colleague takes over.',
];

/**
 * A visitor writes to the chatbot of a published workflow, each time when what came before is answered.
 *
 * @param started how often the workflow is started by the beginning of a chat
 * @returns the execution for the last message
 */
async function chat(
	id: string,
	chatbotId: number,
	texts: string[],
	started = 0,
): Promise<Execution> {
	await host.rest.activateWorkflow(id);
	const { sessionId } = await host.sandbox.openChat({ chatbotId, language: 'en' });
	let executions = await host.rest.executionsSettled(id, started);
	for (const [index, text] of texts.entries()) {
		const { status } = await host.sandbox.tellChatbot({ sessionId, activity: 'Text', text });
		expect(status).toBe(200);
		executions = await host.rest.executionsSettled(id, started + index + 1);
	}
	await host.rest.deactivateWorkflow(id);
	expect(executions.map(({ status }) => status)).toEqual(executions.map(() => 'success'));
	const newest = Math.max(...executions.map((execution) => Number(execution.id)));
	return await host.rest.getExecution(String(newest));
}

/** What was said and done in the latest chat: by whom, and what. */
async function said() {
	const { entries = [], state } = (await host.sandbox.chats()).at(-1) ?? {};
	return { state, entries: entries.map(({ from, activity, text }) => [from, activity, text]) };
}

/** Writes into a chat of its own, as a person does in the editor. */
async function say(id: string, chatInput: string): Promise<Execution> {
	const json = { sessionId: crypto.randomUUID(), action: 'sendMessage', chatInput };
	return await host.rest.runWorkflow(id, { json });
}

/** The model wants to write to a customer, and the person who is asked by mail follows a link there. */
async function askBeforeSending(id: string, link: string): Promise<Execution> {
	const toolParameters = {
		Phone_Number: '+34666033135',
		Customer_Name: 'Nora',
		Order_Number: '1017',
	};
	const send = { tool: SEND, arguments: { toolParameters, hitlParameters: {} } };
	const script: Turn[] = [[send], ([answer]) => `It answered: ${answer}`];
	model.follow(script);
	const running = say(id, 'Tell Nora, +34 666 033 135, that her order 1017 is ready');
	await pWaitFor(() => mailServer.mails.length > 0, { timeout: PATIENCE_MS });
	await pWaitFor(async () => await isWaiting(id), { timeout: PATIENCE_MS });
	expect(await host.sandbox.requests({ service: 'lovi' })).toEqual([]);
	const [mail] = mailServer.mails as [Mail];
	expect(mail).toMatchObject({
		to: ['orders@example.com'],
		subject: 'May this WhatsApp message go out?',
		html: expect.stringMatching(/To: \+34666033135\s+Customer: Nora\s+Order: 1017/) as string,
	});
	const clicked = await fetch(linkIn(mail, link), { headers: { 'user-agent': BROWSER } });
	expect(await clicked.text()).toContain('Got it, thanks');
	return await running;
}

/** The person who is asked by mail whether a campaign may go out follows a link there. */
async function askForCampaign(id: string, link: string): Promise<Execution> {
	const running = host.rest.runWorkflow(id);
	await pWaitFor(() => mailServer.mails.length > 0, { timeout: PATIENCE_MS });
	await pWaitFor(async () => await isWaiting(id), { timeout: PATIENCE_MS });
	expect(await host.sandbox.requests({ operationId: 'notifyWhatsApp' })).toEqual([]);
	const [mail] = mailServer.mails as [Mail];
	expect(mail).toMatchObject({
		to: ['marketing@example.com'],
		subject: 'May this campaign go out?',
	});
	expect(mail.html).toContain('3 of 4 messages can go out');
	expect(mail.html).toContain('Hello Nora, your order the spring sale is ready!');
	expect(mail.html).toContain('is not an international phone number');
	await fetch(linkIn(mail, link), { headers: { 'user-agent': BROWSER } });
	return await running;
}
/** n8n passes over links that are opened by what does not say that it is a browser. */
const BROWSER =
	'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
const SEND = 'Send_a_WhatsApp_message';

async function isWaiting(workflowId: string): Promise<boolean> {
	const [execution] = await host.rest.executions({ workflowId });
	return execution?.status === 'waiting';
}

/** What each example must have done; one without an entry here fails. */
const EXPECTED: Record<
	string,
	(run: Awaited<ReturnType<typeof runExample>>) => Promise<void> | void
> = {
	'lovi-campaign': async ({ items }) => {
		const calls = await host.sandbox.requests({ operationId: 'notifyWhatsApp' });
		const deliveries = await host.sandbox.notifications();

		expect(calls).toHaveLength(3);
		expect(items('Send to all')).toHaveLength(250);
		expect(new Set(deliveries.map(({ number }) => number)).size).toBe(250);
		expect(deliveries).toHaveLength(250);
		expect(deliveries[3]?.payload).toMatchObject({
			name_template: 'order_confirmation',
			language_template: 'es',
			components_push: { body_text_0: '{{body_text_0}}', body_text_1: '{{body_text_1}}' },
			contact: { name: 'Customer 4', body_text_0: 'Customer 4', body_text_1: 'the spring sale' },
		});
	},
	'lovi-campaign-approved': async ({ items }) => {
		const deliveries = await host.sandbox.notifications();

		expect(deliveries.map(({ number, text }) => [number, text])).toEqual([
			['34666033135', 'Hello Nora, your order the spring sale is ready!'],
			['48601000001', 'Hello Łukasz, your order free delivery is ready!'],
			['447700900123', 'Hello Zoë, your order the spring sale is ready!'],
		]);
		expect(items('Preview the messages').map(({ text }) => text)).toEqual([
			...deliveries.map(({ text }) => text),
			expect.anything(),
		]);
		expect(items('Who got it')).toMatchObject([
			{ name: 'Nora', number: '34666033135', outcome: 'accepted' },
			{ name: 'Łukasz', outcome: 'accepted' },
			{ name: 'Zoë', outcome: 'accepted' },
		]);
		expect(items('Who did not')).toEqual([
			{
				name: 'Ana',
				outcome: 'refused',
				why: expect.stringContaining('"600 1" is not an international phone number') as string,
			},
		]);
	},
	'lovi-nightly-reminder': async ({ items, id }) => {
		const reminded = items('Reminded');
		const again = await host.rest.runWorkflow(id, { trigger: 'Every evening' });

		expect(reminded).toMatchObject([
			{ appointment: 'A-2041', customer: 'Nora', before: 'no' },
			{ appointment: 'A-2042', before: 'no' },
			{ appointment: 'A-2043', before: 'no' },
		]);
		expect(again.status).toBe('success');
		expect(itemsOf(again, 'Reminded').map(({ before }) => before)).toEqual(['yes', 'yes', 'yes']);
		expect(itemsOf(again, 'For a person to look at')).toEqual([]);
		expect(await host.sandbox.notifications()).toHaveLength(3);
	},
	'lovi-report': async ({ items, runData }) => {
		const [mail] = mailServer.mails as [Mail];
		const file = runData['Make a CSV file']?.[0]?.data?.main[0]?.[0]?.binary?.data;

		expect(items('Who got what')).toMatchObject([
			{ order: '1017', number: '34666033135', outcome: 'accepted', why: '' },
			{
				order: '1018',
				template: 'order_confirmation',
				language: 'es',
				time: expect.stringMatching(/^\d{4}-.+Z$/) as string,
				outcome: 'accepted',
			},
			{ order: '1019', outcome: 'refused', why: expect.stringContaining('phone number') as string },
		]);
		expect(await host.sandbox.notifications()).toHaveLength(2);
		expect(file).toMatchObject({ mimeType: 'text/csv' });
		expect(mail).toMatchObject({
			to: ['orders@example.com'],
			subject: 'Who got what',
			text: expect.stringContaining('3 messages: 2 accepted, 1 refused, 0 uncertain.') as string,
			attachments: [expect.stringMatching(/^who-got-what-.+\.csv$/)],
		});
	},
	'lovi-order-assistant': async ({ items }) => {
		expect(await host.sandbox.notifications()).toMatchObject([
			{
				companyId: '0d8f3c1a-acme',
				number: '34666033135',
				payload: {
					name_template: 'order_confirmation',
					language_template: 'es',
					components_push: { body_text_0: 'Nora', body_text_1: '1017' },
				},
			},
		]);
		expect(model.tools.map(({ function: { name } }) => name)).toEqual([SEND]);
		expect(model.answers).toEqual([expect.stringContaining('"success":true')]);
		expect(items('Order assistant')).toEqual([
			{ output: expect.stringContaining('"number":"34666033135"') as string },
		]);
	},
	'lovi-order-shipped': async () => {
		expect(await host.sandbox.notifications()).toMatchObject([
			{
				companyId: '0d8f3c1a-acme',
				number: '34666033135',
				payload: {
					name_template: 'shipping_update',
					language_template: 'en_US',
					components_push: {
						header_text_1: '1017',
						body_text_0: 'Nora',
						body_text_1: '1017',
						body_text_2: 'Friday',
					},
				},
			},
		]);
	},
	'lovi-templates': ({ items }) => {
		const rows = items('One row a template');

		expect(rows).toHaveLength(3 * 11);
		expect(new Set(rows.map(({ company }) => company))).toEqual(
			new Set(['Acme Ltd', 'Borealis GmbH', 'Café Ñandú']),
		);
		expect(rows[0]).toEqual({
			company: 'Acme Ltd',
			template: 'welcome_message',
			language: 'en',
			category: 'MARKETING',
		});
	},
	'lovi-notify-company': async ({ items }) => {
		expect(items('Fetch the company API keys')).toHaveLength(3);
		expect(items('Mint a company token')).toMatchObject([
			{ company_name: 'Acme Ltd', token_type: 'bearer' },
		]);
		expect(items('Send the notification')).toMatchObject([
			{ number: '34666033135', success: true },
		]);
		expect(await host.sandbox.notifications()).toMatchObject([
			{
				companyId: '0d8f3c1a-acme',
				number: '34666033135',
				payload: {
					name_template: 'order_confirmation',
					components_push: { body_text_0: '{{name}}', body_text_1: 'your order 1017' },
					contact: { number: '34666033135', name: 'Nora' },
				},
			},
		]);
		const logins = await host.sandbox.requests({ service: 'lovi', operationId: 'logIn' });
		expect(logins.filter(({ query }) => query.access_key === 'key-0d8f3c1a-acme')).toHaveLength(1);
	},
	'mluvii-import-contacts': async ({ items }) => {
		const created = items('Create the contacts').map(({ id }) => id);
		const posts = (await host.calls('mluvii')).filter(({ method }) => method === 'POST');

		expect(new Set(created).size).toBe(3);
		expect(posts.map(({ path, query, body }) => ({ path, query, body }))).toMatchObject([
			{
				path: '/api/v1/Contacts',
				query: { departmentId: '62' },
				body: [
					{
						oo1_guest_ident: ['Nora Novák'],
						oo1_guest_email: ['nora@example.com'],
						oo1_guest_phone: ['+420601000001'],
						customer_number: ['10452'],
					},
					{ oo1_guest_ident: ['Łukasz Żak'] },
					{ oo1_guest_ident: ['Zoë O’Brien'] },
				],
			},
			{ path: '/api/v1/Campaigns/5001/identities', body: { ids: created } },
		]);
		expect(items('Add them to the campaign')).toHaveLength(3);
	},
	'mluvii-chatbot-agent': async ({ items }) => {
		const activities = (await host.sandbox.requests({ operationId: 'sendChatbotActivity' })).map(
			({ body }) => (body as { activity: string }).activity,
		);

		expect(await said()).toEqual({
			state: 'withOperator',
			entries: [
				['visitor', 'ConversationStarted', undefined],
				['visitor', 'Text', 'When are you open?'],
				['chatbot', 'Text', 'We are open from 9:00 to 18:00.'],
				['visitor', 'Text', 'I want to talk to a person'],
				['mluvii', 'HandOff', undefined],
			],
		});
		expect(activities).toEqual(['Typing', 'Text', 'Typing', 'GetAvailableGroups', 'HandOff']);
		expect(model.answers).toEqual([
			expect.stringContaining('"groupState":"ONLINE"') as string,
			expect.stringContaining('"success":true') as string,
		]);
		// The conversation so far was remembered.
		expect(model.received.at(-1)).toContain('When are you open?');
		expect(items('Answer the visitor')).toMatchObject([{ output: 'A colleague takes over.' }]);
	},
	'mluvii-chatbot-menu': async () => {
		const [cards, , , forwarded] = (
			await host.sandbox.requests({ operationId: 'sendChatbotActivity' })
		)
			.map(({ body }) => body as Record<string, unknown>)
			.filter(({ activity }) => activity !== 'GetAvailableGroups');

		expect(await said()).toEqual({
			state: 'withOperator',
			entries: [
				['visitor', 'ConversationStarted', undefined],
				['chatbot', 'RichCardList', undefined],
				['visitor', 'Text', 'Opening hours'],
				['chatbot', 'Text', expect.stringContaining('We are open') as string],
				['visitor', 'Text', 'I would like to buy a bicycle'],
				['chatbot', 'Text', 'One moment, please: Sales team will be with you.'],
				['mluvii', 'Forward', undefined],
			],
		});
		expect(cards).toMatchObject({
			items: [{ content: { title: 'How can we help?' } }, { content: { title: 'Our shop' } }],
		});
		expect(forwarded).toMatchObject({ activity: 'Forward', operatorGroupId: 7301 });
	},
	'mluvii-sessions-polling': async () => {
		const { rows, again } = polled;

		expect(rows).toMatchObject([
			{
				session: ENDED,
				guest: expect.stringMatching(/./) as string,
				channel: expect.stringMatching(/./) as string,
				ended: expect.stringMatching(/^\d{4}-/) as string,
			},
		]);
		expect(again).toMatchObject([{ id: 1, session: ENDED }]);
		expect(await host.sandbox.webhooks()).toEqual([]);
	},
	'mluvii-nightly-export': ({ items, runData }) => {
		const day = dayOf(Date.now() - 24 * 3_600_000);
		const rows = items('One row a session');
		const file = runData['Make a CSV file']?.[0]?.data?.main[0]?.[0]?.binary?.data;

		expect(rows.length).toBeGreaterThan(20);
		expect(new Set(rows.map(({ created }) => dayOf(Date.parse(String(created)))))).toEqual(
			new Set([day]),
		);
		expect(rows.some(({ tags }) => tags === 'vip')).toBe(true);
		expect(file).toMatchObject({ fileName: `sessions-${day}.csv`, mimeType: 'text/csv' });
	},
	'mluvii-support-agent': async ({ items }) => {
		const { contact, session, tag, words } = SUPPORT_CHAT;
		const calls = await host.calls('mluvii');

		// Lists end with a page that is empty.
		expect([
			...new Set(calls.map(({ method, path, status }) => `${method} ${path} ${status ?? ''}`)),
		]).toEqual([
			'GET /api/v1/Contacts 200',
			'GET /api/v1/Sessions 200',
			`GET /api/v1/Sessions/${session} 200`,
			'GET /api/v1/Tags 200',
			`PUT /api/v1/Sessions/${session}/tags/${tag} 204`,
		]);
		expect(calls[0]?.query).toMatchObject({
			filterField: 'oo1_guest_email',
			filterValue: 'guest210@example.com',
		});
		const { query } = calls.find(({ path }) => path === '/api/v1/Sessions') ?? {};
		expect(query).toMatchObject({ ClientId: contact });
		expect(Date.parse(String(query?.['Created.Min']))).toBeLessThan(Date.now());
		expect(items('Support agent')).toEqual([
			{ output: expect.stringContaining(`"${words}" in session ${session}`) as string },
		]);
	},
	'mluvii-session-ended': async ({ items }) => {
		const [row] = items('One row for your table');
		const calls = (await host.calls('mluvii')).filter(({ path }) => path.includes('/Sessions/'));

		expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
			`PUT /api/v1/Sessions/${ENDED}/tags/9001`,
			`PUT /api/v1/Sessions/${ENDED}/callparams`,
			`GET /api/v1/Sessions/${ENDED}/callparams`,
		]);
		expect(row).toMatchObject({
			session: ENDED,
			email: 'guest249@example.com',
			ended: expect.stringMatching(/^\d{4}-/) as string,
		});
		expect(await host.sandbox.webhooks()).toEqual([]);
	},
	'mluvii-sessions': ({ items }) => {
		const weekAgo = Date.now() - 8 * 24 * 3_600_000;
		const listed = items('List the sessions');
		const kept = items('Keep phone calls');

		expect(listed.length).toBeGreaterThan(kept.length);
		expect(kept.length).toBeGreaterThan(0);
		expect(listed.every(({ created }) => Date.parse(String(created)) > weekAgo)).toBe(true);
		expect(new Set(kept.map(({ channel }) => channel))).toEqual(new Set(['Phone']));
	},
};

/** The day in the time zone of this machine, which is that of n8n, too. */
function dayOf(time: number): string {
	const date = new Date(time);
	return [date.getFullYear(), date.getMonth() + 1, date.getDate()]
		.map((part) => String(part).padStart(2, '0'))
		.join('-');
}

async function runExample(name: string) {
	const id = demo.workflows[name] ?? '';
	const execution = await (RUNS[name]?.(id) ?? host.rest.runWorkflow(id));
	return { ...execution, id, items: (node: string) => itemsOf(execution, node) };
}

/** What a node gave by its first output. */
function itemsOf({ runData }: Execution, node: string) {
	return (runData[node]?.[0]?.data?.main[0] ?? []).map(({ json }) => json);
}

/** Examples with what n8n 1 does not have: a person's review of an agent's tools. */
const FROM_N8N_2 = ['lovi-order-assistant'];
const itOfLovi = isWanted('lovi') ? it : it.skip;
const names = exampleNames().filter((name) => !(host.isN8n1 && FROM_N8N_2.includes(name)));

describe.each(names)('the example %s', (name) => {
	const allowedMs = name === 'mluvii-sessions-polling' ? 240_000 : undefined;

	it(
		'runs as it is imported',
		async () => {
			const run = await runExample(name);

			expect(run.error).toBeUndefined();
			expect(run.status).toBe('success');
			await EXPECTED[name]?.(run);
			expect(Object.keys(EXPECTED)).toContain(name);
		},
		allowedMs,
	);
});

(host.isN8n1 ? it.skip : itOfLovi)(
	'the example lovi-order-assistant sends nothing that a person declines',
	async () => {
		const { status } = await askBeforeSending(
			demo.workflows['lovi-order-assistant'] ?? '',
			'Decline',
		);

		expect(status).toBe('success');
		expect(await host.sandbox.requests({ service: 'lovi' })).toEqual([]);
		expect(model.answers).toEqual([expect.stringContaining('rejected the tool call')]);
	},
);

itOfLovi('the example lovi-campaign-approved sends nothing that a person declines', async () => {
	const { status } = await askForCampaign(
		demo.workflows['lovi-campaign-approved'] ?? '',
		'Decline',
	);

	expect(status).toBe('success');
	expect(await host.sandbox.requests({ operationId: 'notifyWhatsApp' })).toEqual([]);
});

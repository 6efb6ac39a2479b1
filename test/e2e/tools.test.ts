import pWaitFor from 'p-wait-for';
import type { Fault } from '../../sandbox/client';
import { loviParameters } from '../support/loviCases';
import { mluviiParameters, SESSIONS } from '../support/mluviiCases';
import { Host } from './support/host';
import type { ToolCall } from './support/model';
import { GATEWAY_KEY, SecretHunt } from './support/secrets';
import type { ToolNode, ToolUser, Way } from './support/toolWorkflows';
import { filledInByModel, startToolUser, WAYS } from './support/toolWorkflows';

const host = new Host();
// Earlier versions end an execution when a tool fails, or know fewer of the ways.
const describeInNewest = host.isNewest ? describe : describe.skip;
const itInNewest = host.isNewest ? it : it.skip;
const hunt = new SecretHunt(host);
/** All that reached a model or a client. */
const received: string[] = [];

beforeAll(async () => {
	await host.rest.login();
});

beforeEach(async () => {
	await hunt.begin();
});

afterEach(async () => {
	await hunt.remember();
});

const SEND: ToolNode = {
	name: 'Send a text',
	service: 'mluvii',
	parameters: filledInByModel(mluviiParameters('chatbot.sendText')),
};

/** Tools whose records, or requests, have secrets in them. */
const KEYS: ToolNode = {
	name: 'List the keys',
	service: 'lovi',
	parameters: loviParameters('apiKey.getMany'),
};
const METRICS: ToolNode = {
	name: 'Read the settings',
	service: 'mluvii',
	parameters: filledInByModel(mluviiParameters('company.getMetricSettings')),
};
const TEMPLATES: ToolNode = {
	name: 'List the templates',
	service: 'lovi',
	parameters: filledInByModel({
		...loviParameters('apiKey.get'),
		...{ resource: 'apiRequest', operation: 'send', method: 'GET', actAs: 'companyKeyInQuery' },
		path: '/functions/v1/notify/templates',
	}),
};

/** The requests that send it. */
const TEXTS = { service: 'mluvii', path: '/activity' } as const;

function send(text: string, session = String(SESSIONS.a)): ToolCall {
	return { tool: 'Send_a_text', arguments: { session, bot: '801', text } };
}

/** What can come of a call, and what the model is told of it. */
interface Ending {
	/** What the model gives instead of the right session. */
	session?: string;
	fault?: Omit<Fault, 'service'>;
	/** Whether the model has made the same call before, with the same fault. */
	isRepeated?: boolean;
	/** How often the text goes over the wire. */
	requests: number;
	record?: object;
	error?: string;
}

const LOST = { kind: 'dropAfter', times: 0 } as const;
const always = { kind: 'status', times: 0 } as const;
const ENDINGS: Record<string, Ending> = {
	success: {
		requests: 1,
		record: {
			chatbotId: 801,
			sessionId: SESSIONS.a,
			success: true,
			text: 'Hello',
			outcome: 'accepted',
		},
	},
	'refused argument': {
		session: 'the last one',
		requests: 0,
		error:
			'Session ID must be a number, but it is "the last one". An ID consists of digits only, for example 7635642.',
	},
	'not found': {
		fault: { ...always, status: 404 },
		requests: 1,
		error:
			'Chatbot 801 or session 7600001 was not found in Mluvii. Check the ID, and that the credential belongs to the company that owns the record.',
	},
	'401 that cannot be renewed': {
		fault: { ...always, status: 401 },
		requests: 2,
		error:
			'Mluvii did not accept the credential. A new login did not change that. Check the credential and its rights.',
	},
	'429 with a longer wait': {
		fault: { ...always, status: 429, headers: { 'retry-after': '120' } },
		requests: 1,
		error:
			'Mluvii asks to slow down. It wants a pause of 120 seconds. Run this again after that, or with fewer items at a time.',
	},
	'lost answer': {
		fault: LOST,
		requests: 1,
		error:
			'The connection to Mluvii ended before the answer came. The request may have been carried out all the same. It was not sent again, so that nothing happens twice. Check in Mluvii before you run this again. Do not call this tool again for it: tell the user instead.',
	},
	'the same call after a lost answer': {
		fault: LOST,
		isRepeated: true,
		requests: 1,
		error:
			'Nothing was sent now, because the same call may have been carried out before. It ended like this: The connection to Mluvii ended before the answer came. The request may have been carried out all the same. The same call is refused for five minutes after that. Do not call this tool again for it: tell the user instead.',
	},
};

/** What a model gets, word for word: agents hand on records as JSON, the MCP Server Trigger the protocol's results. */
function answerOf({ record, error }: Ending, way: Way): string {
	const records = JSON.stringify([record ?? { error }]);
	if (way !== 'MCP Server Trigger') return records;
	const text = record ? records : `NodeOperationError: ${error}`;
	return JSON.stringify({
		content: [{ type: 'text', text }],
		...(record ? {} : { isError: true }),
	});
}

describeInNewest.each(WAYS)('%s', (way) => {
	let user: ToolUser;

	beforeAll(async () => {
		user = await startToolUser(host, way, [SEND, KEYS, METRICS, TEMPLATES]);
	});

	afterAll(async () => {
		received.push(...user.received());
		await user.close();
	});

	it.each(Object.keys(ENDINGS))('%s', async (name) => {
		const ending = ENDINGS[name] as Ending;
		const { fault, session } = ending;
		const call = send(ending.record ? 'Hello' : name, session);
		if (fault) await host.sandbox.fault({ ...TEXTS, ...fault });
		if (ending.isRepeated) await user.call([call]);
		const { answers, execution } = await user.call([call]);
		const run = execution.runData['Send a text']?.at(-1);
		const { record, requests } = ending;

		expect(answers).toEqual([answerOf(ending, way)]);
		expect(run?.executionStatus).toBe(record ? 'success' : 'error');
		expect(run?.error === undefined).toBe(record !== undefined);
		expect(await host.calls('mluvii')).toHaveLength(requests);
	});

	it('cancelled', async () => {
		// To n8n, the execution of a tool for a client begins when the tool has answered.
		const isStopped = way !== 'MCP Server Trigger';
		// What is stopped has to be stopped before the answer comes, however busy the machine is.
		await host.sandbox.fault({ ...TEXTS, kind: 'delay', delayMs: isStopped ? 30_000 : 3000 });
		const requests = async () => await host.calls('mluvii');
		const isSent = async () => (await requests()).length > 0;
		const { answers, execution } = await user.call([send('Goodbye')], isSent);
		const isOver = async () => (await requests()).every(({ status }) => status !== undefined);
		await pWaitFor(isOver, { interval: 20 });
		const statuses = (await requests()).map(({ status }) => status);

		expect(answers).toEqual([]);
		expect(statuses).toEqual([isStopped ? null : 200]);
		expect(execution.status).toBe(isStopped ? 'canceled' : 'success');
	});

	it('withholds secrets, also those that a service repeats', async () => {
		await host.sandbox.fault({ service: 'lovi', path: 'templates', kind: 'echo', times: 0 });
		const { answers } = await user.call([
			{ tool: 'List_the_keys', arguments: {} },
			{ tool: 'Read_the_settings', arguments: { id: '295' } },
			{ tool: 'List_the_templates', arguments: { company: 'Acme Ltd' } },
		]);
		await hunt.remember();
		const [keys, settings] = answers;

		expect(answers).toHaveLength(3);
		expect(keys).toContain('Acme Ltd');
		expect(settings).toContain('databaseUrl');
		expect(hunt.find(answers)).toEqual([]);
	});
});

itInNewest('No secret reached a model.', () => {
	expect(received.join()).toContain('Acme Ltd');
	expect(hunt.used()).toEqual(
		expect.arrayContaining([GATEWAY_KEY, expect.stringContaining('key/')]),
	);
	expect(hunt.find(received)).toEqual([]);
});

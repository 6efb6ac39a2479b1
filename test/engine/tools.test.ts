import type { IDataObject, INodeParameters, INodeType } from 'n8n-workflow';
import { locator, useFixture } from '../support/fixture';
import { SESSIONS } from '../support/mluviiCases';
import type { ToolRun } from '../support/tools';
import { runAsTool, TOOL_WAYS } from '../support/tools';

const fixture = useFixture();

/** The company of the sandbox's Mluvii. */
const COMPANY = 295;

const message: INodeParameters = {
	resource: 'whatsAppNotification',
	operation: 'send',
	company: locator('name', 'Acme Ltd'),
	number: "={{ $fromAI('recipient', 'Phone number of the customer', 'string') }}",
	recipientId: '34911670470',
	template: locator('name', 'order_confirmation'),
	language: 'en_US',
	notificationType: 'transactional',
	campaignName: 'Order updates',
};
const chatText: INodeParameters = {
	resource: 'chatbot',
	operation: 'sendText',
	chatbotId: '801',
	sessionId: locator('id', SESSIONS.a),
	text: "={{ $fromAI('text', 'What to say', 'string') }}",
};

const WRITES = [
	{
		write: 'a WhatsApp message',
		service: 'lovi' as const,
		operationId: 'notifyWhatsApp',
		path: /notify\?/,
		parameters: message,
		call: { recipient: '34666033135' },
		says: '34666033135',
	},
	{
		write: "a chatbot's text",
		service: 'mluvii' as const,
		operationId: 'sendChatbotActivity',
		path: /activity$/,
		parameters: chatText,
		call: { text: 'Hello' },
		says: 'Hello',
	},
];

describe.each(TOOL_WAYS)('as a tool, by %s', (way) => {
	/** Runs the tool; returns what the model gets for each call. */
	async function answersOf(run: ToolRun): Promise<string[]> {
		return await runAsTool(fixture.engine, way, run);
	}

	describe.each(WRITES)('$write', ({ service, operationId, path, parameters, call, says }) => {
		const run: ToolRun = { node: service, parameters, calls: [call], retryOnFail: true };
		const sent = async () => await fixture.sandbox.requests({ operationId });

		it('is sent with what the model says', async () => {
			const [answer] = await answersOf(run);
			const [request] = await sent();

			expect(answer).toContain(says);
			expect(JSON.stringify(request?.body)).toContain(says);
		});

		it('whose answer is lost is not sent again by Retry On Fail', async () => {
			await fixture.sandbox.fault({ service, path, kind: 'dropAfter' });
			const [answer] = await answersOf(run);

			expect(await sent()).toHaveLength(1);
			expect(answer).toContain('may have been carried out');
		});

		it('that was refused is sent again by Retry On Fail', async () => {
			await fixture.sandbox.fault({ service, path, kind: 'status', status: 422 });
			const [answer] = await answersOf(run);

			expect(await sent()).toHaveLength(2);
			expect(answer).not.toContain('error');
		});

		it('for which the model asks twice in the same words is sent twice', async () => {
			await answersOf({ ...run, calls: [{ ...call }, { ...call }] });

			expect(await sent()).toHaveLength(2);
		});
	});

	it('reads a field of the item where n8n does, whatever the model calls its arguments', async () => {
		const parameters = {
			...message,
			number: '={{ $json.number }}',
			campaignName: "={{ $fromAI('number', 'Number of the order', 'string') }}",
		};
		const run = {
			parameters,
			item: { number: '34666000001' },
			calls: [{ number: '34666000002' }],
		};
		const [expected = ''] = await answersOf({ ...run, node: numberTeller() });
		await answersOf({ ...run, node: 'lovi' });
		const [sent] = await fixture.sandbox.notifications();

		// As an ordinary node it finds the arguments in the item, where they come before the item's own fields.
		expect(expected).toContain(way === 'request' ? '34666000002' : '34666000001');
		expect(expected).toContain(sent?.number);
	});

	describe('secrets', () => {
		const keysOfCompanies: ToolRun = {
			node: 'lovi',
			parameters: { resource: 'apiKey', operation: 'getMany', returnAll: true },
		};
		const companyToken: ToolRun = {
			node: 'lovi',
			parameters: {
				resource: 'companyToken',
				operation: 'mint',
				company: locator('name', 'Acme Ltd'),
			},
		};
		const metricSettings: ToolRun = {
			node: 'mluvii',
			parameters: {
				resource: 'company',
				operation: 'getMetricSettings',
				companyId: locator('id', COMPANY),
			},
		};
		const keysByRequest: ToolRun = {
			node: 'lovi',
			parameters: {
				resource: 'apiRequest',
				operation: 'send',
				method: 'POST',
				path: '/functions/v1/api_keys',
			},
		};
		const metricsByRequest: ToolRun = {
			node: 'mluvii',
			parameters: {
				resource: 'apiRequest',
				operation: 'send',
				method: 'GET',
				path: `/api/v1/Companies/${COMPANY}/metricSettings`,
			},
		};

		it.each([
			{ of: 'API Key > Get Many', run: keysOfCompanies, secrets: ['key'], known: 'Acme Ltd' },
			{
				of: 'Company Token > Mint',
				run: companyToken,
				secrets: ['access_key', 'access_token'],
				known: 'Acme Ltd',
			},
			{
				of: 'Company > Get Metric Settings',
				run: metricSettings,
				secrets: ['databaseToken'],
				known: 'databaseUrl',
			},
			{ of: 'Lovi API Request', run: keysByRequest, secrets: ['key'], known: 'Acme Ltd' },
			{
				of: 'Mluvii API Request',
				run: metricsByRequest,
				secrets: ['databaseToken'],
				known: 'databaseUrl',
			},
		])('of $of are kept from the model, not from workflows', async ({ run, secrets, known }) => {
			const { output } = await fixture.engine.run(run as ToolRun & { node: string });
			const [answer = ''] = await answersOf(run);
			const values = output.flatMap(({ json }) => secretsIn(json, secrets));

			expect(values.length).toBeGreaterThanOrEqual(secrets.length);
			expect(answer).toContain(known);
			expect(values.filter((value) => answer.includes(value))).toEqual([]);
		});

		it('stay with the node when they come again after Retry On Fail', async () => {
			const answers = await answersOf({ ...companyToken, calls: [{}, {}], retryOnFail: true });

			expect(answers).toHaveLength(2);
			expect(answers.join()).not.toContain('access_');
		});

		it.each(['lovi', 'mluvii'] as const)(
			'in a refusal by %s stay with the node',
			async (service) => {
				await fixture.sandbox.fault({
					service,
					path: service === 'lovi' ? 'api_keys' : 'metricSettings',
					kind: 'status',
					status: 400,
					body: {
						Id: 'is being migrated',
						[service === 'lovi' ? 'key' : 'databaseToken']: 'canary',
					},
				});
				const [answer = ''] = await answersOf({
					...(service === 'lovi' ? keysByRequest : metricsByRequest),
					continueOnFail: true,
				});

				expect(answer).toContain('refused the request');
				expect(answer).not.toContain('canary');
			},
		);
	});
});

/** The values under these names, wherever they are. */
function secretsIn(record: IDataObject, names: string[]): string[] {
	return Object.entries(record).flatMap(([name, value]) => {
		if (names.includes(name)) return [value as string];
		return typeof value === 'object' && value !== null
			? secretsIn(value as IDataObject, names)
			: [];
	});
}

/** The Lovi node, but all it does is to tell the model what n8n takes the recipient's number for. */
function numberTeller(): INodeType {
	const execute: INodeType['execute'] = async function () {
		const number = this.getNodeParameter('number', 0) as string;
		return await Promise.resolve([[{ json: { number } }]]);
	};
	return Object.create(fixture.engine.nodeType('lovi'), {
		execute: { value: execute },
	}) as INodeType;
}

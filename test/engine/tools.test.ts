import type { IDataObject, INodeParameters, INodeType } from 'n8n-workflow';
import { locator, useFixture } from '../support/fixture';
import { SESSIONS } from '../support/mluviiCases';
import type { ToolRun } from '../support/tools';
import { runAsTool, runTool, TOOL_WAYS } from '../support/tools';

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
			expect(answer).toContain('Do not call this tool again for it: tell the user instead.');
			expect(answer).not.toContain('Nothing was sent now');
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

	describe('that fails', () => {
		const read: ToolRun = {
			node: 'mluvii',
			parameters: {
				resource: 'session',
				operation: 'get',
				sessionId: locator('id', "={{ $fromAI('session', '', 'string') }}"),
			},
			calls: [{ session: '1' }],
		};
		const notFound =
			'Session 1 was not found in Mluvii. Check the ID, and that the credential belongs to the company that owns the record.';
		/** n8n 1 would end the whole execution with it. */
		const shownFailure = host.isN8n1 && way === 'request' ? undefined : notFound;

		it('tells the model what happened and what to do, and the execution that it failed', async () => {
			const { answers, runs } = await runTool(fixture.engine, way, read);

			expect(JSON.parse(answers[0] ?? '')).toEqual([{ error: notFound }]);
			expect(runs.map(({ error }) => error?.message)).toEqual([shownFailure]);
		});

		it('is tried again by Retry On Fail, and tells the model in the end', async () => {
			const { answers, runs } = await runTool(fixture.engine, way, { ...read, retryOnFail: true });

			expect(JSON.parse(answers[0] ?? '')).toEqual([{ error: notFound }]);
			expect(await fixture.calls('mluvii')).toHaveLength(3);
			expect(runs.at(-1)?.error?.message).toBe(shownFailure);
		});

		it('tells the model the same when it continues on fail', async () => {
			const answers = await answersOf({ ...read, continueOnFail: true });

			expect(JSON.parse(answers[0] ?? '')).toEqual([{ error: notFound }]);
		});

		it('names the argument and what it may be, and sends nothing', async () => {
			const [answer] = await answersOf({ ...read, calls: [{ session: 'the last one' }] });

			expect(JSON.parse(answer ?? '')).toEqual([
				{
					error: expect.stringMatching(
						/^Session.* must be a number, but it is "the last one"\. An ID consists of digits only, for example 7635642\.$/,
					) as string,
				},
			]);
			expect(await fixture.calls('mluvii')).toEqual([]);
		});

		it('can have no error output: n8n would tell the model nothing', async () => {
			const run = { ...read, onError: 'continueErrorOutput' as const };
			const [answer = ''] = await answersOf(run);
			const requests = await fixture.calls('mluvii');

			if (way === 'invocation') {
				// Where a node calls its tools itself, there is no output but the answer.
				expect(answer).toContain('was not found in Mluvii');
			} else if (!host.isN8n1) {
				expect(answer).toContain('Choose another On Error');
			}
			expect(requests).toHaveLength(way === 'request' ? 0 : 1);
		});

		if (way === 'invocation') {
			it('does nothing with the arguments of another call', async () => {
				const calls = [{ session: String(SESSIONS.a) }, { session: String(SESSIONS.b) }];
				const answers = await answersOf({ ...read, calls, isFetchedAhead: true });
				const paths = (await fixture.calls('mluvii')).map(({ path }) => path);

				expect(answers[1]).toContain('n8n has mixed up the arguments');
				expect(paths).toEqual([`/api/v1/Sessions/${SESSIONS.a}`]);
			});

			it('leaves it to MCP Server Trigger to tell its client', async () => {
				const caller = '@n8n/n8n-nodes-langchain.mcpTrigger';
				const { answers, runs } = await runTool(fixture.engine, way, { ...read, caller });

				expect(answers).toEqual([JSON.stringify({ error: notFound })]);
				expect(runs.map(({ error }) => error?.message)).toEqual([notFound]);
			});
		}
	});

	describe('of which the outcome is not known', () => {
		const run: ToolRun = {
			node: 'lovi',
			parameters: message,
			calls: [{ recipient: '34666033135' }],
		};
		const sent = async () => await fixture.sandbox.requests({ operationId: 'notifyWhatsApp' });
		const lose = async () => {
			await fixture.sandbox.fault({ service: 'lovi', path: /notify\?/, kind: 'dropAfter' });
		};

		it('tells the model not to call again, and does nothing if it does', async () => {
			await lose();
			const [first] = await answersOf(run);
			const [second] = await answersOf(run);

			expect(JSON.parse(first ?? '')).toEqual([
				{
					error:
						'The connection to Lovi ended before the answer came. The request may have been carried out all the same. It was not sent again, so that nothing happens twice. Check in Lovi before you run this again. Do not call this tool again for it: tell the user instead.',
				},
			]);
			expect(second).toContain(
				'Nothing was sent now, because the same call may have been carried out before.',
			);
			expect(await sent()).toHaveLength(1);
		});

		it('knows the same call in other words', async () => {
			await lose();
			await answersOf(run);
			const [answer] = await answersOf({ ...run, calls: [{ recipient: '+34 666 033 135' }] });

			expect(answer).toContain('Nothing was sent now');
			expect(await sent()).toHaveLength(1);
		});

		it('refuses no other operation with the same values', async () => {
			const tag = { sessionId: locator('id', SESSIONS.a), tagId: locator('id', 9001) };
			await fixture.sandbox.fault({ service: 'mluvii', path: /tags/, kind: 'dropAfter', times: 4 });
			for (const operation of ['addTag', 'removeTag']) {
				await answersOf({
					node: 'mluvii',
					parameters: { resource: 'session', operation, ...tag },
				});
			}
			const methods = (await fixture.calls('mluvii')).map(({ method }) => method);

			expect(new Set(methods)).toEqual(new Set(['PUT', 'DELETE']));
		});

		it('refuses no call with other values, and none after five minutes', async () => {
			await lose();
			await answersOf(run);
			await answersOf({ ...run, calls: [{ recipient: '34666033136' }] });
			const now = Date.now();
			jest.spyOn(Date, 'now').mockReturnValue(now + 5 * 60_000 + 1);
			await answersOf(run);

			expect((await sent()).length).toBe(3);
		});

		it('refuses no call with the same arguments for another item of the workflow', async () => {
			const parameters = {
				...message,
				number: '={{ $json.number }}',
				campaignName: "={{ $fromAI('name', '', 'string') }}",
			};
			await lose();
			for (const number of ['34666000001', '34666000002']) {
				await answersOf({ ...run, parameters, item: { number }, calls: [{ name: 'Orders' }] });
			}

			expect(await sent()).toHaveLength(2);
		});
	});

	describe('that lists records', () => {
		const list: ToolRun = {
			node: 'mluvii',
			parameters: { resource: 'user', operation: 'getMany' },
		};

		it('gives ten of them and says that there are more', async () => {
			const [answer = ''] = await answersOf(list);
			const records = JSON.parse(answer) as IDataObject[];

			expect(records).toHaveLength(11);
			expect(records[10]).toEqual({
				note: 'There are more than these 10. Narrow the filters, or raise Limit.',
			});
		});

		it('says that there are none', async () => {
			const [answer = ''] = await answersOf({
				node: 'mluvii',
				parameters: {
					resource: 'session',
					operation: 'getMany',
					filters: { operatorUserId: '999999' },
				},
			});

			expect(JSON.parse(answer)).toEqual([{ note: 'Nothing was found.' }]);
		});

		it('gives the fields that were selected', async () => {
			const parameters = {
				...list.parameters,
				limit: 2,
				output: 'selectedFields',
				outputFields: 'id, email',
			};
			const [answer = ''] = await answersOf({ ...list, parameters });

			expect(JSON.parse(answer)).toEqual([
				{ id: 101, email: 'anna.novak@sandbox.example' },
				{ id: 102, email: 'ben.smith@sandbox.example' },
				{ note: expect.stringContaining('more than these 2') as string },
			]);
		});

		it('gives everything that the service answers, if that is wanted', async () => {
			const get = { resource: 'session', operation: 'get', sessionId: locator('id', SESSIONS.a) };
			const [raw = ''] = await answersOf({ node: 'mluvii', parameters: { ...get, output: 'raw' } });
			const [simplified = ''] = await answersOf({ node: 'mluvii', parameters: get });

			expect(raw).toContain('"activities"');
			expect(simplified).not.toContain('"activities"');
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
			expect(answer).toContain(
				`Withheld, because answers go to a language model: ${secrets.join()}.`,
			);
		});

		it('are not fetched where they are all that there is: Company Token > Mint', async () => {
			const [answer] = await answersOf({ ...companyToken, retryOnFail: true });

			expect(answer).toContain('A company token is not handed out to a language model.');
			expect(await fixture.sandbox.requests()).toEqual([]);
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

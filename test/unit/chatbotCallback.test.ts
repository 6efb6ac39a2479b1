import fc from 'fast-check';
import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';
import { isAnswer, isPing } from '../../nodes/Mluvii/chatbot/incoming';
import { askAndWait, noteReceiver, takeAnswer } from '../../nodes/Mluvii/chatbot/answers';
import { callbackIn, identityOf, itemOf, joinedItemOf } from '../../nodes/Mluvii/chatbot/callback';
import type { Callback } from '../../nodes/Mluvii/chatbot/callback';
import { handleCallback } from '../../nodes/Mluvii/chatbot/delivery';
import type { ServiceContext } from '../../nodes/shared/base/token/cachedCredential';
import { currentSecret, renewed } from '../../nodes/Mluvii/webhook/secret';

const TEXT: Callback = { activity: 'Text', sessionId: '7635657', text: 'Hello' };

describe('a callback', () => {
	it.each([
		[{ activity: 'Ping' }, { activity: 'Ping', sessionId: '' }],
		[{ Activity: 'Ping' }, { activity: 'Ping', sessionId: '' }],
		[{ ...TEXT, sessionId: 7_635_657 }, TEXT],
		[TEXT, TEXT],
		[
			{ ...TEXT, sessionId: { id: 1 } },
			{ ...TEXT, sessionId: '' },
		],
		[
			{ ...TEXT, sessionId: null },
			{ ...TEXT, sessionId: '' },
		],
	])('is read as it may come: %j', (body, callback) => {
		expect(callbackIn(body as IDataObject)).toEqual(callback);
	});

	it.each([{}, { activity: '' }, { activity: 7 }, { activity: null }, { Activity: [] }])(
		'is not found in %j',
		(body) => {
			expect(callbackIn(body as IDataObject)).toBeUndefined();
		},
	);

	it('is told from others by its time, and by nothing where it has none', () => {
		expect(identityOf({ ...TEXT, timestamp: '2026-11-28T10:00:00Z' })).toBeDefined();
		expect(identityOf(TEXT)).toBeUndefined();
		expect(identityOf({ ...TEXT, timestamp: null })).toBeUndefined();
	});

	it.each([
		['Ping', true, false],
		['ping', true, false],
		['GetCallParamsResponse', false, true],
		['ChatbotOpenFileUploadPromptResponse', false, true],
		['GuestLocation', false, true],
		['HeroCardSubmission', false, false],
		['Text', false, false],
	])('is a ping or an answer: %s', (activity, ping, answer) => {
		expect([isPing(activity), isAnswer(activity)]).toEqual([ping, answer]);
	});
});

describe('what comes out of the trigger', () => {
	it('cannot be replaced by fields that Mluvii sends under the same names', () => {
		const item = itemOf({ ...TEXT, chatInput: 'Forged', chatbotId: 9 }, 801);

		expect(item).toMatchObject({ chatInput: 'Hello', chatbotId: 801 });
	});

	it('keeps the address of a file from language models, but not from the workflow', () => {
		const fileUrl = 'https://app.example/Storage/Get?key=secret';
		const item = itemOf({ activity: 'GuestFileUpload', sessionId: '1', fileUrl }, 801);

		expect(item).toMatchObject({ fileUrl, chatInput: '[The visitor sent a file]' });
	});

	it('is of joined texts all of them, and what came with the last one', () => {
		const messages = ['One', 'Two'].map((text) => ({ ...TEXT, text, timestamp: text }));

		expect(joinedItemOf(messages, 801)).toMatchObject({
			sessionId: '7635657',
			chatInput: 'One\nTwo',
			text: 'One\nTwo',
			timestamp: 'Two',
			messages,
		});
	});
});

describe('whatever is sent to the trigger', () => {
	const SECRETS = renewed(undefined);
	const AUTHORIZATION = `Basic ${Buffer.from(`n8n:${currentSecret(SECRETS, 801)}`).toString('base64')}`;
	const statuses: number[] = [];

	/** A request as n8n hands it to the node: taken apart, where it was labelled as something that n8n knows. */
	function request(raw: Buffer | undefined, body: unknown, authorization: string) {
		const parameters: IDataObject = { chatbotId: 801, activities: ['Text'], options: {} };
		return {
			getWorkflowStaticData: () => ({ secrets: SECRETS }),
			getHeaderData: () => ({ authorization }),
			getQueryData: () => ({}),
			getBodyData: () => body,
			getRequestObject: () => ({
				rawBody: raw,
				readRawBody: async () => {
					if (!raw) await Promise.reject(new Error('Request body stream was aborted'));
				},
			}),
			getResponseObject: () => ({
				status(status: number) {
					statuses.push(status);
					return { send: () => undefined };
				},
			}),
			getNodeWebhookUrl: () => 'http://127.0.0.1/webhook/n',
			getCredentials: async () => await Promise.reject(new Error('None in this test')),
			getNodeParameter: (name: string, fallback?: unknown) => parameters[name] ?? fallback,
			getNode: () => ({ id: 'n', name: 'Trigger', parameters }),
			getWorkflow: () => ({ id: '1' }),
			getMode: () => 'webhook',
			getTimezone: () => 'UTC',
			logger: { warn: () => undefined },
		} as unknown as IWebhookFunctions;
	}

	const activity = fc.oneof(
		fc.constantFrom('Text', 'Ping', 'GuestLocation', 'XResponse', 'ConversationEnded'),
		fc.anything(),
	);
	const callback = fc.record(
		{
			activity,
			Activity: activity,
			sessionId: fc.anything(),
			timestamp: fc.anything(),
			text: fc.anything(),
			params: fc.anything(),
		},
		{ requiredKeys: [] },
	);
	const body = fc.oneof(callback, fc.anything({ withNullPrototype: true }), fc.jsonValue());
	const raw = fc.option(
		fc.oneof(
			fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
			fc.json().map((text) => Buffer.from(text)),
		),
		{ nil: undefined },
	);

	it('is answered at once, with 200 where it carries the secret, and crashes nothing', async () => {
		await fc.assert(
			fc.asyncProperty(raw, body, fc.boolean(), async (bytes, parsed, isOurs) => {
				statuses.length = 0;
				const result = await handleCallback(request(bytes, parsed, isOurs ? AUTHORIZATION : 'x'));

				expect(statuses).toEqual([isOurs ? 200 : 401]);
				expect(result.noWebhookResponse).toBe(true);
				if (!isOurs) expect(result.workflowData).toBeUndefined();
				for (const { json } of (result.workflowData ?? []).flat()) {
					expect(typeof json.sessionId).toBe('string');
				}
			}),
			{ numRuns: 10_000, endOnFailure: true },
		);
	}, 120_000);

	it('is no output where a node waits for it, and comes out of the second one where none does', async () => {
		const answer = {
			activity: 'GetCallParamsResponse',
			sessionId: 7_635_657,
			callParams: { a: 'b' },
		};
		const deliver = async () => await handleCallback(request(undefined, answer, AUTHORIZATION));
		noteReceiver(801);
		const question = { chatbotId: 801, sessionId: 7_635_657, answers: [answer.activity] };
		const execution = { getExecutionCancelSignal: () => undefined } as unknown as ServiceContext;
		const waiting = askAndWait(execution, question, 5, async () => {
			await Promise.resolve();
		});
		await new Promise(setImmediate);

		expect(await deliver()).toEqual({ noWebhookResponse: true });
		expect(await waiting).toMatchObject({ callParams: { a: 'b' } });
		expect((await deliver()).workflowData).toMatchObject([
			[],
			[{ json: { ...answer, sessionId: '7635657', chatbotId: 801 } }],
		]);
	});

	it('says that it comes to this process, also where it is a ping', async () => {
		const login = Buffer.from(`n8n:${currentSecret(SECRETS, 850)}`).toString('base64');
		const execution = { getExecutionCancelSignal: () => undefined } as unknown as ServiceContext;
		const asking = jest.fn(async () => {
			takeAnswer(850, 1, { activity: 'XResponse' });
			await Promise.resolve();
		});
		const ask = async () =>
			await askAndWait(
				execution,
				{ chatbotId: 850, sessionId: 1, answers: ['XResponse'] },
				1,
				asking,
			);
		await expect(ask()).rejects.toThrow('come to this process');
		await handleCallback(request(undefined, { activity: 'Ping' }, `Basic ${login}`));
		await ask();

		expect(asking).toHaveBeenCalledTimes(1);
	});

	it('is refused by a trigger that was never registered', async () => {
		const context = request(undefined, TEXT, AUTHORIZATION);
		context.getWorkflowStaticData = () => ({});
		statuses.length = 0;
		await handleCallback(context);

		expect(statuses).toEqual([401]);
	});
});

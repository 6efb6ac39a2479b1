import fc from 'fast-check';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { sampleEvent } from '../../sandbox/mluvii/events';
import { toText } from '../../nodes/shared/base/text';
import { locator, useFixture } from '../support/fixture';
import { CRASH, seed, watchRejections } from './hostile';

/*
 * Whatever n8n has stored - by an older version, after a restore, by hand: it works, or it says in words
 * for people why not. FUZZ_SEED makes a run repeatable, as in fuzz.test.ts.
 */
const fixture = useFixture();
let cases = 0;

watchRejections();

afterAll(() => {
	process.stdout.write(`fuzz: ${cases} stored states (seed ${seed})\n`);
});

const stored: fc.Arbitrary<unknown> = fc.oneof(
	fc.string({ unit: 'binary' }),
	fc.jsonValue({ maxDepth: 2 }),
	fc.constantFrom<unknown>(
		'',
		0,
		-1,
		1.5,
		1e300,
		'1e400',
		'../Users',
		'a\r\nb',
		'🦄',
		[],
		{},
		null,
	),
);
const secrets = fc.oneof(
	stored,
	fc.record({ key: stored, issuedAt: stored, formerIssuedAt: stored }, { requiredKeys: [] }),
);

const FORGED = [
	'',
	'n8n:',
	'n8n:undefined',
	'n8n:null',
	'n8n:[object Object]',
	'n8n:true',
	'n8n:0',
];

async function post(url: string, user: string | undefined): Promise<number> {
	const authorization = `Basic ${Buffer.from(user ?? '').toString('base64')}`;
	const answer = await fetch(`${url}/webhook`, {
		method: 'POST',
		headers: {
			'content-type': 'application/json',
			...(user === undefined ? {} : { authorization }),
		},
		body: JSON.stringify(sampleEvent('SessionEnded', ++cases)),
		signal: AbortSignal.timeout(5_000),
	});
	return answer.status;
}

/** The address that Mluvii was given last, for a webhook or for a chatbot. */
async function callbackUrl(): Promise<string> {
	const [hook] = await fixture.sandbox.webhooks();
	const calls = await fixture.sandbox.requests({ service: 'mluvii' });
	const [last] = calls.filter(({ path }) => path.includes('/Chatbot/')).slice(-1);
	return toText(hook?.callbackUrl ?? last?.query.callbackUrl);
}

describe('fuzz of what is stored', () => {
	it.each([
		['mluviiTrigger', { eventTypes: ['SessionEnded'] }],
		['mluviiChatbotTrigger', { chatbotId: '801', activities: ['Text'] }],
	])(
		'for %s: refuses forged events, takes true ones, and can be deactivated',
		async (node, parameters) => {
			const trigger = fixture.engine.trigger(node, { authentication: 'mluviiApi', ...parameters });
			await trigger.listen();
			await fixture.sandbox.setWebhooks([]);
			const state = fc.record(
				{ secrets, secret: stored, webhookId: stored, seenEvents: stored, other: stored },
				{ requiredKeys: [] },
			) as fc.Arbitrary<IDataObject>;
			try {
				await fc.assert(
					fc.asyncProperty(state, fc.constantFrom(undefined, ...FORGED), async (data, forged) => {
						trigger.staticData = { 'node:Node in the panel': data };
						expect(await post(trigger.baseUrl, forged)).toBe(401);
						await trigger.activate();
						const { password } = new URL(await callbackUrl());
						expect(await post(trigger.baseUrl, `n8n:${password}`)).toBe(200);
						await trigger.deactivate();
						await fixture.sandbox.clearViolations();
					}),
					{ seed, numRuns: 150, endOnFailure: true },
				);
			} finally {
				await trigger.close();
			}
		},
		60_000,
	);

	it.each([
		['mluvii', 'mluviiApi', { resource: 'session', operation: 'getMany', limit: 1 }],
		['lovi', 'loviApi', { resource: 'apiKey', operation: 'getMany', returnAll: true }],
	])(
		'as the token of %s: gets a new one',
		async (node, type, parameters) => {
			await fixture.engine.run({ node, parameters });
			const good = fixture.engine.credentials.read(type);
			await fc.assert(
				fc.asyncProperty(stored, async (accessToken) => {
					cases++;
					fixture.engine.credentials.save(type, { ...good, accessToken } as typeof good);
					const { json, error } = await fixture.engine.run({ node, parameters });
					await fixture.sandbox.clearViolations();

					expect(error?.message).toBeUndefined();
					expect(json.length).toBeGreaterThan(0);
				}),
				{ seed, numRuns: 60, endOnFailure: true },
			);
		},
		60_000,
	);

	it('in the fields of a credential: says what is wrong, without its secrets', async () => {
		const good = fixture.engine.credentials.read('mluviiApi');
		const password = 'canary-password-7f3a';
		await fc.assert(
			fc.asyncProperty(
				fc.record({ domain: stored, username: stored, scope: stored }, { requiredKeys: [] }),
				async (fields) => {
					cases++;
					fixture.engine.credentials.save('mluviiApi', {
						...good,
						...fields,
						password,
					} as typeof good);
					const { json, error, run } = await fixture.engine.run({
						node: 'mluvii',
						parameters: { resource: 'session', operation: 'getMany', limit: 1 },
						continueOnFail: true,
					});
					await fixture.sandbox.clearViolations();

					expect(error?.message).toBeUndefined();
					expect(`${toText(json[0]?.error)} ${toText(json[0]?.message)}`).not.toMatch(CRASH);
					const written = JSON.stringify(run.data.resultData);
					expect(written.includes(password)).toBe(false);
				},
			),
			{ seed, numRuns: 60, endOnFailure: true },
		);
	}, 60_000);

	it('as the parameters of a node: says what is wrong', async () => {
		const choice = fc.oneof(stored, fc.constantFrom('session', 'get', 'template', 'getMany'));
		const value = fc.oneof(
			stored,
			fc.record({ __rl: fc.constant(true), mode: stored, value: stored }, { requiredKeys: [] }),
			fc.constant(locator('id', 7_600_001)),
		);
		await fc.assert(
			fc.asyncProperty(
				fc.constantFrom('mluvii', 'lovi'),
				fc.record(
					{
						resource: choice,
						operation: choice,
						sessionId: value,
						company: value,
						options: stored,
					},
					{ requiredKeys: [] },
				),
				async (node, parameters) => {
					cases++;
					const words = await fixture.engine
						.run({ node, parameters: parameters as INodeParameters })
						.then(({ error }) => `${error?.message ?? ''} ${error?.description ?? ''}`)
						// n8n does not even begin where a required field is empty.
						.catch((error: unknown) => {
							if ((error as Error).name !== 'WorkflowHasIssuesError') throw error;
							return (error as Error).message;
						});
					await fixture.sandbox.clearViolations();

					expect(words).not.toMatch(CRASH);
				},
			),
			{ seed, numRuns: 150, endOnFailure: true },
		);
	}, 60_000);
});

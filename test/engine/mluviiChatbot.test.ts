import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
import type * as Answers from '../../nodes/Mluvii/chatbot/answers';
import { CHATBOT_ANSWERS } from '../../nodes/Mluvii/generated/answers';
import { useFixture } from '../support/fixture';
import { locator } from '../support/fixture';
import { SESSIONS } from '../support/mluviiCases';
import { expectSchema } from '../support/schemas';
import { runAsTool, TOOL_WAYS } from '../support/tools';

/*
 * The conversation of a chatbot: what goes over the wire beyond the cases of all operations, and how a node waits
 * for what Mluvii answers at the callback URL. The answers come in as the trigger hands them over.
 */

const fixture = useFixture();
const CHATBOT = 801;
const WAIT_MS = 20_000;

let answers: typeof Answers;

beforeEach(() => {
	answers = host.built('./nodes/Mluvii/chatbot/answers') as typeof Answers;
	answers.noteReceiver(CHATBOT);
});

afterEach(() => {
	// What was not answered in a test is paid, so that no other one waits for it.
	for (const activity of Object.values(CHATBOT_ANSWERS).flat()) {
		for (const session of Object.values(SESSIONS)) {
			for (let times = 0; times < 5; times++) give(session, { activity });
		}
	}
	answers.forgetReceiver(CHATBOT);
});

function operation(name: string, parameters: INodeParameters = {}): INodeParameters {
	const sessionId = locator('id', '={{ $json.session ?? 7600001 }}');
	return { resource: 'chatbot', operation: name, chatbotId: '801', sessionId, ...parameters };
}

async function run(
	name: string,
	parameters: INodeParameters = {},
	more: Partial<Parameters<typeof fixture.engine.run>[0]> = {},
) {
	return await fixture.engine.run({
		node: 'mluvii',
		parameters: operation(name, parameters),
		...more,
	});
}

interface Sent extends IDataObject {
	activity?: string;
	groupId?: number;
	sessionId: number;
}

/** The activities that came to Mluvii, in order. */
async function sent(): Promise<Sent[]> {
	return (await fixture.calls('mluvii')).map(({ body }) => body as Sent);
}

/** Answers what comes to Mluvii, each thing once, as long as `work` goes on. */
async function whileAnswering<T>(
	answerTo: (activity: Sent) => IDataObject | undefined,
	work: () => Promise<T>,
): Promise<T> {
	const over = new AbortController();
	const answering = (async () => {
		for (let next = 0; !over.signal.aborted;) {
			await sleep(5);
			const all = await sent();
			for (; next < all.length; next++) {
				const activity = all[next] as Sent;
				const answer = answerTo(activity);
				if (answer) give(activity.sessionId, answer);
			}
		}
	})();
	try {
		return await work();
	} finally {
		over.abort();
		await answering;
	}
}

function give(sessionId: number, answer: IDataObject): boolean {
	const envelope = { timestamp: '2024-05-02T16:05:24.4+02:00', language: 'cs', source: 'Default' };
	const activity = { activity: '', sessionId, ...envelope, ...answer };
	return answers.takeAnswer(CHATBOT, sessionId, activity);
}

const GET_OPERATORS = {
	groupId: locator('id', '={{ $json.group }}'),
	answerWithin: WAIT_MS / 1000,
};
const operatorsOf = ({ groupId }: Sent) => ({
	activity: 'GetAvailableOperatorsResponse',
	availableOperators: [{ displayName: `Of ${groupId}`, userId: groupId }],
});

describe('a question', () => {
	it('of a hundred at once in ten sessions gets its own answer', async () => {
		const sessions = (await fixture.sandbox.sessions()).slice(0, 10);
		const items = Array.from({ length: 100 }, (_, index) => ({
			session: sessions[index % 10],
			group: index + 1,
		}));
		const { json, error } = await whileAnswering(operatorsOf, async () =>
			run(
				'getAvailableOperators',
				{ ...GET_OPERATORS, options: { maxParallelRequests: 100 } },
				{ items },
			),
		);

		expect(error).toBeUndefined();
		expect(json).toEqual(
			items.map(({ session, group }) => ({
				chatbotId: CHATBOT,
				sessionId: session,
				displayName: `Of ${group}`,
				userId: group,
			})),
		);
		expect(await sent()).toHaveLength(100);
	});

	it('whose answer is lost ends after the wait, and no other one in the session gets it', async () => {
		// What is left of the wait passes ten times as fast.
		host.sleepMs = (milliseconds) =>
			milliseconds > WAIT_MS / 2 && milliseconds <= WAIT_MS ? milliseconds / 10 : milliseconds;
		const items = [1, 2, 3].map((group) => ({ session: SESSIONS.a, group }));
		const { json } = await whileAnswering(
			(activity) => (activity.groupId === 2 ? undefined : operatorsOf(activity)),
			async () =>
				run(
					'getAvailableOperators',
					{ ...GET_OPERATORS, options: { maxParallelRequests: 3 } },
					{ items, continueOnFail: true },
				),
		);

		expect(json.map(({ userId }) => userId)).toEqual([1, undefined, undefined]);
		expect(json[1]).toEqual({
			error: `Mluvii took the request, but sent no answer for session ${SESSIONS.a} within 20 seconds`,
			message:
				'A later answer comes out of the second output of the Mluvii Chatbot Trigger for chatbot 801.',
		});
		expect(json[2]).toMatchObject({
			error: expect.stringContaining('did not come in time') as string,
			message: expect.stringContaining('Nothing was sent') as string,
		});
		expect(await sent()).toHaveLength(2);
		// Nobody waits for it any more: it is for the second output of the trigger.
		expect(give(SESSIONS.a, operatorsOf({ sessionId: SESSIONS.a, groupId: 2 }))).toBe(false);
		const next = await whileAnswering(
			(activity) => (activity.groupId === 4 ? operatorsOf(activity) : undefined),
			async () => run('getAvailableOperators', GET_OPERATORS, { items: [{ group: 4 }] }),
		);
		expect(next.json).toMatchObject([{ userId: 4 }]);
	});

	it('takes one answer; another one is for nobody', async () => {
		const answer = { activity: 'GetCallParamsResponse', callParams: { order: '7' } };
		const { json } = await whileAnswering(
			() => answer,
			async () => run('getCallParameters'),
		);

		expect(json).toEqual([
			{ chatbotId: CHATBOT, sessionId: SESSIONS.a, callParams: { order: '7' } },
		]);
		expectSchema('Mluvii', 'chatbot', 'getCallParameters', json);
		expect(give(SESSIONS.a, answer)).toBe(false);
	});

	it('says where it was asked, whatever is in the answer', async () => {
		const { json } = await whileAnswering(
			() => ({ activity: 'GetCallParamsResponse', chatbotId: 9, callParams: {} }),
			async () => run('getCallParameters'),
		);

		expect(json).toEqual([{ chatbotId: CHATBOT, sessionId: SESSIONS.a, callParams: {} }]);
	});

	it('does not take the answer of another session, chatbot or kind', async () => {
		host.sleepMs = (milliseconds) => (milliseconds === WAIT_MS ? 200 : milliseconds);
		const { error } = await whileAnswering(
			() => {
				const answer = { activity: 'GetCallParamsResponse', callParams: {} };
				expect(give(SESSIONS.b, answer)).toBe(false);
				expect(give(SESSIONS.a, { activity: 'SetCallParamsResponse' })).toBe(false);
				expect(answers.takeAnswer(802, SESSIONS.a, answer)).toBe(false);
				return undefined;
			},
			async () => run('getCallParameters'),
		);

		expect(error?.message).toContain('sent no answer');
	});

	it('is not asked where no answer can come', async () => {
		answers.forgetReceiver(CHATBOT);
		const { json } = await run('setGuestInput', {}, { continueOnFail: true });

		expect(json).toEqual([
			{
				error: 'No answers of chatbot 801 come to this process of n8n',
				message: expect.stringMatching(/^Nothing was sent\..*queue mode.*second output/) as string,
				outcome: 'refused',
			},
		]);
		expect(await sent()).toEqual([]);
	});

	it('of which it is not known whether Mluvii took it is answered all the same', async () => {
		await fixture.sandbox.fault({ service: 'mluvii', path: /activity$/, kind: 'dropAfter' });
		const { json } = await whileAnswering(
			() => ({ activity: 'GetCallParamsResponse', callParams: { a: '1' } }),
			async () => run('getCallParameters'),
		);

		expect(json).toMatchObject([{ callParams: { a: '1' } }]);
		expect(await sent()).toHaveLength(1);
	});

	it('of which it is not known whether Mluvii took it is not asked again', async () => {
		host.sleepMs = (milliseconds) => (milliseconds === WAIT_MS ? 100 : milliseconds);
		await fixture.sandbox.fault({ service: 'mluvii', path: /activity$/, kind: 'dropAfter' });
		const { error } = await run('getHeroCards');

		expect(error?.message).toContain('may have been carried out');
		expect(await sent()).toHaveLength(1);
		give(SESSIONS.a, { activity: 'GetHeroCardsResponse' });
	});

	it('lets go of an execution that is cancelled, and of its answer; those in line are not asked', async () => {
		const began = performance.now();
		const { run: result } = await run(
			'getCallParameters',
			{ answerWithin: 600, options: { maxParallelRequests: 2 } },
			{
				items: [{}, {}],
				cancelWhen: async () => {
					while ((await sent()).length === 0) await sleep(5);
				},
			},
		);

		expect(result.status).toBe('canceled');
		expect(performance.now() - began).toBeLessThan(5_000);
		expect(give(SESSIONS.a, { activity: 'GetCallParamsResponse', callParams: {} })).toBe(false);
		expect(await sent()).toHaveLength(1);

		const answer = { activity: 'GetCallParamsResponse', callParams: { a: '1' } };
		const { json } = await whileAnswering(
			() => answer,
			async () => run('getCallParameters'),
		);
		expect(json).toMatchObject([{ callParams: { a: '1' } }]);
	});
});

describe('what a chatbot does', () => {
	it('that Mluvii says it did not do is refused in its words', async () => {
		const { json } = await whileAnswering(
			() => ({ activity: 'SendHeroCardResponse', success: false, errorMessage: 'No such card' }),
			async () =>
				run('sendHeroCard', { heroCardId: 9, waitForAnswer: true }, { continueOnFail: true }),
		);

		expect(json).toEqual([
			{
				error: 'Mluvii refused the request: No such card',
				message: 'Check the values of this item against the message.',
				outcome: 'refused',
			},
		]);
	});

	it('and that gets no answer is uncertain, and not done again by Retry On Fail', async () => {
		host.sleepMs = (milliseconds) => (milliseconds === WAIT_MS ? 100 : milliseconds);
		const { json } = await run(
			'shareFile',
			{ url: 'https://example.com/a.pdf', waitForAnswer: true },
			{ continueOnFail: true, retryOnFail: true },
		);

		expect(json).toMatchObject([
			{ error: expect.stringContaining('sent no answer') as string, outcome: 'uncertain' },
		]);
		expect(await sent()).toHaveLength(1);
	});

	it.each([
		['sendHeroCard', { heroCardId: 9 }, { activity: 'SendHeroCardResponse', success: true }],
		['setGuestInput', {}, { activity: 'GuestInputChangeResponse', success: true }],
		[
			'setGuestUpload',
			{ isAllowed: false },
			{ activity: 'DisableGuestUploadResponse', success: true, errorMessage: null },
		],
		['setGuestUpload', {}, { activity: 'GuestUploadChangeResponse', success: true }],
		[
			'setCallParameters',
			{ callParameters: { parameters: [{ name: 'a', value: 'b' }] } },
			{ activity: 'SetCallParamsResponse', success: true },
		],
		['askForFile', {}, { activity: 'ChatbotOpenFileUploadPromptResponse', canceledByGuest: true }],
		['askForLocation', {}, { activity: 'GuestLocation', latitude: 49.2, longitude: 16.6 }],
		[
			'shareFile',
			{ url: 'https://example.com/a.pdf' },
			{ activity: 'ShareFileResponse', isSuccess: true, fileSource: 'x' },
		],
		[
			'assignCrmIdentity',
			{},
			{ activity: 'AssignCrmIdentityResponse', created: true, crmIdentityId: 7, reason: null },
		],
		['getGuestIdentity', {}, { activity: 'GetGuestIdentityResponse', phoneCallerId: '+420' }],
		[
			'findCrmIdentity',
			{},
			{
				activity: 'ObtainCrmIdentityResponse',
				assignedCrmIdentityId: null,
				matchedCrmIdentities: [{ crmIdentityId: 7, score: 99.5, data: { email: ['a@b.cz'] } }],
			},
		],
	])('%s returns what is answered (%j, %j)', async (name, parameters, answer) => {
		const { activity, ...fields } = answer;
		const { json, error } = await whileAnswering(
			() => ({ activity, ...fields }),
			async () => run(name, { waitForAnswer: true, ...parameters }),
		);

		expect(error).toBeUndefined();
		expect(json).toMatchObject([{ chatbotId: CHATBOT, sessionId: SESSIONS.a, ...fields }]);
		expect(json[0]).not.toHaveProperty('language');
		expectSchema('Mluvii', 'chatbot', name, json);
	});

	it('for which Mluvii gives a reason why a contact was not assigned is refused', async () => {
		const { error } = await whileAnswering(
			() => ({
				activity: 'AssignCrmIdentityResponse',
				created: false,
				crmIdentityId: null,
				reason: 'Not in this company',
			}),
			async () => run('assignCrmIdentity', { crmIdentityId: '5', waitForAnswer: true }),
		);

		expect(error?.message).toBe('Mluvii refused the request: Not in this company');
	});

	it.each([
		['getHeroCards', 'GetHeroCards', 'heroCards', { heroCardId: 1, languages: ['cs'] }],
		['getMediaObjects', 'GetMediaObjects', 'fileStoreItems', { id: 1, name: 'a.pdf' }],
		['getAvailableGroups', 'GetAvailableGroups', 'availableGroups', group()],
	])(
		'%s gives an item for each entry, and none if there are none',
		async (name, kind, list, one) => {
			const withList = (entries: IDataObject[]) =>
				whileAnswering(
					() => ({ activity: `${kind}Response`, [list]: entries }),
					async () => run(name),
				);
			const { json } = await withList([one, one]);

			expect(json).toEqual(
				[one, one].map((entry) => ({ chatbotId: CHATBOT, sessionId: SESSIONS.a, ...entry })),
			);
			expectSchema('Mluvii', 'chatbot', name, json);
			expect((await withList([])).json).toEqual([]);
		},
	);

	it.each(TOOL_WAYS)('tells a language model of a file, but not its address (%s)', async (way) => {
		const [answer = ''] = await whileAnswering(
			() => ({
				activity: 'ChatbotOpenFileUploadPromptResponse',
				fileUrl: 'https://app.mluvii.com/Storage/Get?key=1',
				canceledByGuest: false,
			}),
			async () =>
				runAsTool(fixture.engine, way, { node: 'mluvii', parameters: operation('askForFile') }),
		);

		expect(answer).not.toContain('Storage');
		expect(answer).toContain('"canceledByGuest":false');
		expect(answer).toContain('Withheld, because answers go to a language model: fileUrl.');
	});

	it.each(TOOL_WAYS)('can be asked by a language model (%s)', async (way) => {
		const [answer = ''] = await whileAnswering(
			() => ({ activity: 'GetCallParamsResponse', callParams: { order: '10452' } }),
			async () =>
				runAsTool(fixture.engine, way, {
					node: 'mluvii',
					parameters: operation('getCallParameters'),
				}),
		);

		expect(answer).toContain('10452');
	});
});

function group(): IDataObject {
	return {
		displayName: 'Sales',
		groupId: 7299,
		groupState: 'ONLINE',
		groupOfflineReasons: [],
		groupWorkload: { maxSlots: 3, usedSlotsWaiting: 0, usedSlotsAccepted: 1, freeSlots: 2 },
		queueWorkload: { freeQueueSlotsCountTotal: 5, inQueueCountTotal: 0, isQueueFull: false },
	};
}

describe('what a chatbot says', () => {
	it('goes out in the classic form with quick replies, whose value is their title if they have none', async () => {
		await run('sendText', {
			text: 'Can I help?',
			quickReplies: {
				replies: [
					{ title: 'Yes, please', value: 'yes' },
					{ title: 'No', value: '' },
				],
			},
		});

		expect(await sent()).toEqual([
			{
				type: 'message',
				sessionId: SESSIONS.a,
				timestamp: expect.stringMatching(/Z$/) as string,
				text: 'Can I help?',
				suggestedActions: {
					actions: [
						{ type: 'imBack', title: 'Yes, please', value: 'yes' },
						{ type: 'imBack', title: 'No', value: 'No' },
					],
				},
			},
		]);
	});

	it.each([
		'[{"title": "A", "buttons": [{"title": "B", "kind": "openUrl", "value": "https://x.cz/"}]}]',
		'{"title": "A", "buttons": [{"title": "B", "kind": "Open URL", "value": "https://x.cz/"}]}',
		'```json\n[{"title": "A", "buttons": [{"title": "B", "kind": "openUrl", "value": "https://x.cz/"}]}]\n```',
	])('can be cards as JSON: %s', async (cardsJson) => {
		const { error } = await run('sendCard', { cardsMode: 'json', cardsJson });

		expect(error).toBeUndefined();
		expect(await sent()).toMatchObject([
			{
				items: [
					{
						contentType: 'application/vnd.microsoft.card.hero',
						content: {
							title: 'A',
							buttons: [{ type: 'openUrl', title: 'B', value: 'https://x.cz/' }],
						},
					},
				],
			},
		]);
	});

	const cardsOf = (...cards: IDataObject[]) => ({ cards: { cards } }) as INodeParameters;
	const withButton = (button: IDataObject) =>
		cardsOf({ title: 'A', buttons: { buttons: [button] } });
	const asJson = (cardsJson: string) => ({ cardsMode: 'json', cardsJson });

	it.each([
		['sendCard', {}, 'Cards is empty'],
		['sendCard', asJson(''), 'Cards is empty'],
		['sendCard', asJson('[]'), 'Cards is empty'],
		['sendCard', asJson('[1]'), 'Cards (JSON) must be a list of entries, each with its fields'],
		['sendCard', asJson('[{"titel": "A"}]'), 'Card 1 is empty'],
		['sendCard', asJson('[{"title": {}}]'), 'Cards (JSON): Title must be text'],
		['sendCard', cardsOf({ title: 'A' }, { title: ' ' }), 'Card 2 is empty'],
		['sendCard', cardsOf({ imageUrl: 'example.com' }), 'Cards: Image URL is not a web address'],
		['sendCard', withButton({ title: '', kind: 'reply' }), 'Buttons: Title is empty'],
		['sendCard', withButton({ title: 'B', kind: 'openUrl', value: '' }), 'Cards: B is empty'],
		[
			'sendCard',
			withButton({ title: 'B', kind: 'openUrl', value: 'javascript:alert(1)' }),
			'Cards: B is not a web address: "javascript:alert(1)"',
		],
		['shareFile', { url: 'ftp://example.com/a' }, 'URL is not a web address'],
		['shareFile', { fileFrom: 'mediaObject' }, 'Media Object is empty'],
		['sendText', { text: 'A', quickReplies: { replies: [{ title: '' }] } }, 'Title is empty'],
		['sendHeroCard', { heroCardId: '={{ "" }}' }, 'Hero Card ID is empty'],
		['setCallParameters', {}, 'Call Parameters is empty'],
		['forward', { target: 'group' }, 'Group ID is empty'],
		['getCallParameters', { answerWithin: 0 }, 'Answer Within (Seconds) must be a whole number'],
		['getCallParameters', { answerWithin: 3601 }, 'Answer Within (Seconds) must be at most 3600'],
	])('%s with %j is refused before anything is sent', async (name, parameters, message) => {
		const { error } = await run(name, parameters);

		expect(error?.message).toContain(message);
		expect(await sent()).toEqual([]);
	});
});

it('the groups to ask about can be chosen from a list', async () => {
	const groups = await fixture.engine.options('mluvii', 'getGroups', {
		authentication: 'mluviiApi',
	});

	expect(groups.length).toBeGreaterThan(0);
	expect(groups[0]).toMatchObject({ name: expect.any(String) as string });
});

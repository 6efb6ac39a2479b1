import { OperationalError } from 'n8n-workflow';
import type { ServiceContext } from '../../nodes/shared/base/token/cachedCredential';
import {
	askAndWait,
	askOnly,
	forgetReceiver,
	noteReceiver,
	takeAnswer,
} from '../../nodes/Mluvii/chatbot/answers';

const ANSWERS = ['GetCallParamsResponse'];
const ask = async () => {
	await Promise.resolve();
};

/** An execution; cancelled by the signal. */
function execution(signal?: AbortSignal): ServiceContext {
	return {
		getExecutionCancelSignal: () => signal,
		getNode: () => ({ name: 'Mluvii', type: 'mluvii' }),
	} as unknown as ServiceContext;
}

/** Each test has a chatbot of its own. */
let chatbotId = 0;
const question = (sessionId: number) => ({ chatbotId, sessionId, answers: ANSWERS });
const answer = (mark: unknown) => ({ activity: 'GetCallParamsResponse', mark }) as never;

beforeEach(() => {
	chatbotId++;
	noteReceiver(chatbotId);
});

describe('waiting for the answer of a chatbot', () => {
	it('gives it to who asked first', async () => {
		const [first, second] = [1, 2].map(
			async () => await askAndWait(execution(), question(7), 5, ask),
		);
		await new Promise(setImmediate);
		expect(takeAnswer(chatbotId, 7, answer('a'))).toBe(true);
		await first;
		// The second one asks now.
		await new Promise(setImmediate);
		expect(takeAnswer(chatbotId, 7, answer('b'))).toBe(true);
		expect(takeAnswer(chatbotId, 7, answer('c'))).toBe(false);

		expect([await first, await second]).toMatchObject([{ mark: 'a' }, { mark: 'b' }]);
	});

	it('takes an answer that is there before Mluvii has taken the question', async () => {
		const taken = await askAndWait(execution(), question(7), 5, async () => {
			await Promise.resolve();
			expect(takeAnswer(chatbotId, 7, answer('early'))).toBe(true);
		});

		expect(taken).toMatchObject({ mark: 'early' });
	});

	it('takes no answer of another kind, session, or chatbot', async () => {
		const waiting = askAndWait(execution(), question(7), 5, ask);
		await new Promise(setImmediate);

		expect(takeAnswer(chatbotId, 8, answer(1))).toBe(false);
		expect(takeAnswer(chatbotId + 1000, 7, answer(1))).toBe(false);
		expect(takeAnswer(chatbotId, 7, { activity: 'GetHeroCardsResponse' })).toBe(false);
		expect(takeAnswer(chatbotId, 7, answer('own'))).toBe(true);
		expect(await waiting).toMatchObject({ mark: 'own' });
	});

	it('gives a hundred at once over ten sessions their own', async () => {
		const waiting = Array.from({ length: 100 }, async (_, index) => {
			const taken = await askAndWait(execution(), question(index % 10), 5, ask);
			return { index, taken };
		});
		// The sessions answer in an order of their own, each its questions in the order asked.
		const sessions = [3, 7, 0, 9, 1, 5, 2, 8, 6, 4];
		for (let round = 0; round < 10; round++) {
			await new Promise(setImmediate);
			for (const session of sessions) {
				const mark = round * 10 + session;
				expect(takeAnswer(chatbotId, session, answer(mark))).toBe(true);
			}
		}

		for (const { index, taken } of await Promise.all(waiting)) {
			expect(taken).toMatchObject({ mark: index });
		}
	});

	it('ends with what to do when the answer is lost, and leaves a later one to the second output', async () => {
		await expect(askAndWait(execution(), question(7), 0.05, ask)).rejects.toMatchObject({
			message: 'Mluvii took the request, but sent no answer for session 7 within 0.05 seconds',
			description: expect.stringContaining('second output of the Mluvii Chatbot Trigger') as string,
		});
		expect(takeAnswer(chatbotId, 7, answer('late'))).toBe(false);
	});

	it('asks nothing where the answers come to another process', async () => {
		forgetReceiver(chatbotId);
		const asking = jest.fn(ask);

		await expect(askAndWait(execution(), question(7), 5, asking)).rejects.toMatchObject({
			message: `No answers of chatbot ${chatbotId} come to this process of n8n`,
			description: expect.stringContaining('In queue mode') as string,
		});
		expect(asking).not.toHaveBeenCalled();
	});

	it('waits no longer when the question could not be asked', async () => {
		const refused = new OperationalError('Mluvii refused the request');

		await expect(
			askAndWait(execution(), question(7), 5, async () => await Promise.reject(refused)),
		).rejects.toBe(refused);
		expect(takeAnswer(chatbotId, 7, answer(1))).toBe(false);
	});

	it('waits no longer when the execution is cancelled', async () => {
		const cancelled = new AbortController();
		const waiting = askAndWait(execution(cancelled.signal), question(7), 5, ask);
		setTimeout(() => {
			cancelled.abort();
		}, 20);

		await expect(waiting).rejects.toThrow();
		expect(takeAnswer(chatbotId, 7, answer(1))).toBe(false);
	});
});

describe('an answer that nobody waits for any more', () => {
	/** What is counted on for a while, as the clock says. */
	let now = 0;
	beforeEach(() => {
		now = Date.now();
		jest.spyOn(Date, 'now').mockImplementation(() => now);
	});
	afterEach(() => {
		jest.restoreAllMocks();
	});

	const waitInVain = async () => {
		await expect(askAndWait(execution(), question(7), 0.02, ask)).rejects.toThrow('no answer');
	};
	/** Lets what can go on do so. */
	const turn = async () => {
		await new Promise((resolve) => setTimeout(resolve, 10));
	};

	it.each([
		['of a question that was given up', waitInVain],
		[
			'of what was sent without waiting',
			async () => {
				await askOnly(execution(), question(7), ask);
			},
		],
		[
			'of a question whose execution was cancelled',
			async () => {
				const cancelled = new AbortController();
				const waiting = askAndWait(execution(cancelled.signal), question(7), 5, ask);
				await turn();
				cancelled.abort();
				await expect(waiting).rejects.toThrow('cancelled');
			},
		],
	])('%s is not given to the next question, which is asked afterwards', async (_, owe) => {
		await owe();
		const asking = jest.fn(ask);
		const next = askAndWait(execution(), question(7), 5, asking);
		await turn();
		expect(asking).not.toHaveBeenCalled();

		expect(takeAnswer(chatbotId, 7, answer('old'))).toBe(false);
		await turn();
		expect(asking).toHaveBeenCalledTimes(1);
		expect(takeAnswer(chatbotId, 7, answer('own'))).toBe(true);
		expect(await next).toMatchObject({ mark: 'own' });
	});

	it('holds no other session and no other kind of question back', async () => {
		await waitInVain();
		for (const other of [question(8), { ...question(7), answers: ['GetHeroCardsResponse'] }]) {
			const waiting = askAndWait(execution(), other, 5, ask);
			await turn();
			const [activity = ''] = other.answers;
			expect(takeAnswer(chatbotId, other.sessionId, { activity })).toBe(true);
			await waiting;
		}
	});

	it('is not expected after a minute', async () => {
		await waitInVain();
		now += 60_000;
		const next = askAndWait(execution(), question(7), 5, ask);
		await turn();

		expect(takeAnswer(chatbotId, 7, answer('own'))).toBe(true);
		expect(await next).toMatchObject({ mark: 'own' });
	});

	it('has the next question end before it is asked, once its time is over', async () => {
		await waitInVain();
		const asking = jest.fn(ask);

		await expect(askAndWait(execution(), question(7), 0.05, asking)).rejects.toMatchObject({
			message: expect.stringContaining('did not come in time') as string,
			description: expect.stringContaining('Nothing was sent') as string,
		});
		expect(asking).not.toHaveBeenCalled();
	});

	it('is not expected for what was refused', async () => {
		const refuse = async () => await Promise.reject(new OperationalError('Refused'));
		await expect(askOnly(execution(), question(7), refuse)).rejects.toThrow('Refused');
		await expect(askAndWait(execution(), question(7), 5, refuse)).rejects.toThrow('Refused');
		const next = askAndWait(execution(), question(7), 5, ask);
		await turn();

		expect(takeAnswer(chatbotId, 7, answer('own'))).toBe(true);
		await next;
	});
});

describe('a question of which it is not known whether Mluvii took it', () => {
	const uncertain = new Error('Connection lost');

	it('is answered all the same, before its request ended or after', async () => {
		const early = askAndWait(execution(), question(7), 5, async () => {
			takeAnswer(chatbotId, 7, answer('early'));
			await Promise.reject(uncertain);
		});
		expect(await early).toMatchObject({ mark: 'early' });

		const late = askAndWait(
			execution(),
			question(7),
			5,
			async () => await Promise.reject(uncertain),
		);
		await new Promise(setImmediate);
		expect(takeAnswer(chatbotId, 7, answer('late'))).toBe(true);
		expect(await late).toMatchObject({ mark: 'late' });
	});

	it('ends with what became of the request where no answer comes', async () => {
		const waiting = askAndWait(
			execution(),
			question(7),
			0.05,
			async () => await Promise.reject(uncertain),
		);

		await expect(waiting).rejects.toBe(uncertain);
		expect(takeAnswer(chatbotId, 7, answer('late'))).toBe(false);
	});
});

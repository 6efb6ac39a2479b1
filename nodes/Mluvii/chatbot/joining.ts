import { sleep } from 'n8n-workflow';

/*
 * People write one thought in several messages. The texts of a session are collected until its visitor has been
 * silent for a while. They wait in the call of n8n that brought the last of them, in memory: Mluvii has its
 * answer. n8n 2.41 keeps an isolate for the expressions of each such call (about 11 MB with its engine "vm"; n8n
 * 2.41.1, dist/webhooks/webhook-helpers.js), so not any number of sessions can wait.
 */

/** How many sessions wait at once. */
const MAX_SESSIONS = 100;

/** What one workflow is to take at once, however long a visitor goes on without a break. */
const MAX_JOINED = 100;

interface Group {
	messages: unknown[];
	/** Ends the wait of the call that brought the latest message. */
	settle: (isComplete: boolean) => void;
}

/** Texts that wait, by session. */
const groups = new Map<string, Group>();

/**
 * Puts a message to those of its session that wait.
 *
 * @param key what tells the session from others in this process
 * @returns all of them, for the call that brought the last one; undefined for the others
 */
export async function join<Message>(
	key: string,
	message: Message,
	seconds: number,
): Promise<Message[] | undefined> {
	const group = groups.get(key) ?? newGroup();
	groups.set(key, group);
	group.messages.push(message);
	group.settle(false);
	const isComplete = await new Promise<boolean>((resolve) => {
		const waited = new AbortController();
		const settle = (isLast: boolean): void => {
			if (waited.signal.aborted) return;
			waited.abort();
			// At once, so that no message comes to a group that is on its way.
			if (isLast) groups.delete(key);
			resolve(isLast);
		};
		group.settle = settle;
		if (group.messages.length >= MAX_JOINED) settle(true);
		// n8n before 2.0 sleeps on, whatever the signal says.
		const goOn = () => {
			settle(true);
		};
		void sleep(seconds * 1000, waited.signal).then(goOn, () => undefined);
	});
	return isComplete ? (group.messages as Message[]) : undefined;
}

/** Where too many wait, those of the session that has waited for longest go on. */
function newGroup(): Group {
	const [oldest] = groups.keys();
	if (oldest !== undefined && groups.size >= MAX_SESSIONS) release(oldest);
	return { messages: [], settle: () => undefined };
}

/** Lets the messages of a session that wait go on, as something else came after them. */
export function release(key: string): void {
	groups.get(key)?.settle(true);
}

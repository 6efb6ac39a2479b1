import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CallbackDelivery, CallbackFilter } from '../../api';
import { post } from '../post';
import type { MluviiState } from '../state';

/** The first one and two more, where callbacks are sent again. */
const mostAttempts = 3;

/** Sends callbacks to chatbots, and disables those that fail (reference, section 14). */
export class Callbacks {
	private log: CallbackDelivery[] = [];
	/** By chatbot: since when every callback has failed. */
	private readonly failingSince = new Map<number, number>();
	/** The last callback of each order. */
	private readonly queues = new Map<string, Promise<unknown>>();
	private cancellation = newCancellation();

	constructor(private readonly state: MluviiState) {}

	/** The callbacks that have ended. */
	find({ chatbotId, sessionId, activity }: CallbackFilter = {}): CallbackDelivery[] {
		return this.log.filter(
			(entry) =>
				(chatbotId === undefined || entry.chatbotId === chatbotId) &&
				(sessionId === undefined || entry.sessionId === sessionId) &&
				(activity === undefined || entry.activity === activity),
		);
	}

	/** Drop what is on its way, and forget everything. */
	clear(): void {
		this.cancellation.abort();
		this.cancellation = newCancellation();
		this.log = [];
		this.failingSince.clear();
		this.queues.clear();
	}

	/** Do something with callbacks after everything else of the same order has ended. */
	inOrder<T>(order: string, task: () => Promise<T>): Promise<T> {
		const done = (this.queues.get(order) ?? Promise.resolve()).then(task);
		const settled = done.catch(() => undefined);
		this.queues.set(order, settled);
		return done;
	}

	/**
	 * Send a callback now, again where that is set; never rejects. A text is sent as it is.
	 *
	 * @returns the last attempt
	 */
	async send(
		chatbotId: number,
		body: unknown,
		contentType = 'application/json',
	): Promise<CallbackDelivery> {
		const { signal: cancelled } = this.cancellation;
		const attempts = this.state.settings.redeliversCallbacks ? mostAttempts : 1;
		let delivery = await this.attempt(chatbotId, body, contentType, cancelled);
		for (let i = 1; i < attempts && !isSuccess(delivery) && !cancelled.aborted; i++) {
			if (delivery.notSent !== undefined) break;
			await sleep(this.state.settings.webhookRetryDelayMs);
			delivery = await this.attempt(chatbotId, body, contentType, cancelled);
		}
		return delivery;
	}

	/** A chatbot is enabled, with nothing held against it. */
	enable(chatbotId: number): void {
		const chatbot = this.state.records.chatbots.get(chatbotId);
		if (chatbot === undefined) throw new Error(`There is no chatbot ${chatbotId}`);
		chatbot.isEnabled = true;
		this.failingSince.delete(chatbotId);
	}

	private async attempt(
		chatbotId: number,
		body: unknown,
		contentType: string,
		cancelled: AbortSignal,
	): Promise<CallbackDelivery> {
		const chatbot = this.state.records.chatbots.get(chatbotId);
		const startedAt = Date.now();
		const delivery: CallbackDelivery = {
			...{ chatbotId, ...nameOf(body), status: null, startedAt, milliseconds: 0, body },
		};
		const notSent = cancelled.aborted
			? 'The sandbox was put back to its seed'
			: chatbot === undefined
				? 'There is no such chatbot'
				: !chatbot.isEnabled
					? 'The chatbot is disabled'
					: undefined;
		if (notSent !== undefined || chatbot === undefined) return { ...delivery, notSent };
		const { callbackUrl } = chatbot;
		if (callbackUrl === null) return { ...delivery, notSent: 'The chatbot has no callback URL' };
		const begin = performance.now();
		delivery.status = await post(callbackUrl, {
			body: typeof body === 'string' ? body : JSON.stringify(body),
			contentType,
			timeoutMs: this.state.settings.chatbotTimeoutMs,
			cancelled,
		});
		delivery.milliseconds = Math.round(performance.now() - begin);
		if (cancelled.aborted) return delivery;
		this.log.push(delivery);
		this.judge(delivery);
		return delivery;
	}

	private judge(delivery: CallbackDelivery): void {
		const { chatbotId, startedAt } = delivery;
		if (isSuccess(delivery)) {
			this.failingSince.delete(chatbotId);
			return;
		}
		const since = this.failingSince.get(chatbotId) ?? startedAt;
		this.failingSince.set(chatbotId, since);
		const chatbot = this.state.records.chatbots.get(chatbotId);
		const hasFailedFor = startedAt + delivery.milliseconds - since;
		if (chatbot !== undefined && hasFailedFor >= this.state.settings.chatbotDisabledAfterMs) {
			chatbot.isEnabled = false;
		}
	}
}

/** Every callback that is on its way listens to it, and there is no limit to them. */
function newCancellation(): AbortController {
	const cancellation = new AbortController();
	setMaxListeners(0, cancellation.signal);
	return cancellation;
}

/** Anything but 200 in time is a failure. */
function isSuccess({ status }: CallbackDelivery): boolean {
	return status === 200;
}

function nameOf(body: unknown): Pick<CallbackDelivery, 'sessionId' | 'activity'> {
	const { sessionId, activity } = (typeof body === 'object' && body !== null ? body : {}) as {
		sessionId?: unknown;
		activity?: unknown;
	};
	return {
		sessionId: typeof sessionId === 'number' ? sessionId : null,
		activity: typeof activity === 'string' ? activity : null,
	};
}

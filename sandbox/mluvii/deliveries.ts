import { setTimeout as sleep } from 'node:timers/promises';
import type { EventDelivery, MluviiEvent } from '../api';
import { post } from './post';
import type { Webhook } from './seed';
import type { MluviiState } from './state';

/** The first one and two retries. */
const mostAttempts = 3;
const attemptTimeoutMs = 10_000;

/** Tell the registered webhooks of an event, in the background. */
export type Emit = (eventType: string, data: Record<string, unknown>) => void;

/** Sends events to the registered webhooks (reference, section 13.2). */
export class Deliveries {
	/** By entity kind: the last event that is on its way. */
	private readonly queues = new Map<string, Promise<unknown>>();
	private cancellation = new AbortController();

	constructor(private readonly state: MluviiState) {}

	/**
	 * Send events to every webhook that is registered for them now. Events of one entity kind go one
	 * after the other. Never rejects: what cannot be delivered is dropped.
	 */
	async emit(events: MluviiEvent[]): Promise<EventDelivery[]> {
		return (await Promise.all(events.map((event) => this.enqueue(event)))).flat();
	}

	/** Drop everything that is on its way. */
	cancel(): void {
		this.cancellation.abort();
		this.cancellation = new AbortController();
		this.queues.clear();
	}

	private enqueue(event: MluviiEvent): Promise<EventDelivery[]> {
		const kind = entityKind(event.eventType);
		const webhooks = this.state.records.webhooks
			.all()
			.filter(({ eventTypes }) => eventTypes.includes(event.eventType));
		const { signal: cancelled } = this.cancellation;
		const sent = (this.queues.get(kind) ?? Promise.resolve()).then(() =>
			Promise.all(webhooks.map((webhook) => this.deliver(event, webhook, cancelled))),
		);
		this.queues.set(kind, sent);
		return sent;
	}

	private async deliver(
		{ eventType, data, deliveries = 1 }: MluviiEvent,
		{ id, callbackUrl }: Webhook,
		cancelled: AbortSignal,
	): Promise<EventDelivery> {
		const attempts: Array<number | null> = [];
		let left = deliveries;
		let failures = 0;
		while (left > 0 && failures < mostAttempts && !cancelled.aborted) {
			const { eventContentType } = this.state.settings;
			const status = await post(callbackUrl, {
				body: JSON.stringify({ eventType, data }),
				contentType: eventContentType,
				timeoutMs: attemptTimeoutMs,
				cancelled,
			});
			attempts.push(status);
			if (isSuccess(status)) {
				left--;
				failures = 0;
			} else if (++failures < mostAttempts) {
				await sleep(this.state.settings.webhookRetryDelayMs);
			}
		}
		return { webhookId: id, eventType, attempts, delivered: attempts.some(isSuccess) };
	}
}

function isSuccess(status: number | null): boolean {
	return status !== null && status >= 200 && status < 300;
}

/** What an event is about; activities and guests belong to sessions. */
function entityKind(eventType: string): string {
	if (/^(Session|Guest)/.test(eventType)) return 'session';
	if (eventType.startsWith('Email')) return 'email';
	return eventType.startsWith('User') ? 'user' : 'other';
}

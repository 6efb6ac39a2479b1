import type { Answer } from '../service';
import { refuse } from './refusals';

const minute = 60_000;
const limits = [
	{ operations: ['logIn'], limit: 10, period: minute },
	{ operations: ['notifyWhatsApp', 'notifyVoice'], limit: 100, period: minute },
	{ operations: ['listTemplates', 'getTemplateComponents'], limit: 50, period: minute },
	{ operations: ['createTemplate'], limit: 5, period: 60 * minute },
];

/**
 * Lovi's published limits, each over a sliding window. Their scope (key, user or address) is not
 * published; here they hold for everybody together. Refused requests do not count.
 */
export class RateLimits {
	private readonly admitted = new Map<(typeof limits)[number], number[]>();

	/** Count a request; an answer when it is one too many. */
	admit(operationId: string | undefined): Answer | undefined {
		const rule = limits.find(({ operations }) => operations.includes(operationId ?? ''));
		if (rule === undefined) return undefined;
		const now = Date.now();
		const recent = (this.admitted.get(rule) ?? []).filter((time) => time > now - rule.period);
		this.admitted.set(rule, recent);
		if (recent.length < rule.limit) {
			recent.push(now);
			return undefined;
		}
		const seconds = Math.ceil(((recent[0] ?? now) + rule.period - now) / 1000);
		return { ...this.refusal(operationId, seconds), headers: { 'retry-after': String(seconds) } };
	}

	clear(): void {
		this.admitted.clear();
	}

	private refusal(operationId: string | undefined, retry_after: number): Answer {
		const text = 'Too many requests';
		if (operationId === 'logIn') return { status: 429, body: { code: 429, msg: text } };
		const reason = `Retry after ${retry_after} seconds`;
		return refuse(429, 'rate_limit_exceeded', text, { reason }, { retry_after });
	}
}

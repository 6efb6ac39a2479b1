import type { Outcome } from '../../nodes/shared/outcome';
import type { Repeatable } from '../../nodes/shared/retry';
import { askedWait, mayRepeat, repeatable, waitBefore } from '../../nodes/shared/retry';

function answer(status: number, headers = {}, body?: unknown): Outcome {
	return { kind: 'answer', status, headers, body };
}

/** The table of the design, section 5: what happened, and for which requests it is tried again. */
const TABLE: Array<[string, Outcome, Repeatable[]]> = [
	['429', answer(429), ['read', 'idempotent', 'once']],
	['503 with Retry-After', answer(503, { 'retry-after': '1' }), ['read', 'idempotent', 'once']],
	['500', answer(500), ['read', 'idempotent']],
	['502', answer(502), ['read', 'idempotent']],
	['503', answer(503), ['read', 'idempotent']],
	['504', answer(504), ['read', 'idempotent']],
	['connection refused', { kind: 'unreachable', reason: '' }, ['read', 'idempotent', 'once']],
	['reset after sending', { kind: 'interrupted', reason: 'closed' }, ['read', 'idempotent']],
	['an answer that cannot be read', { kind: 'unreadable', status: 200 }, ['read']],
	['login page', { kind: 'loginPage', status: 302 }, []],
	...[400, 401, 403, 404, 409, 422, 501].map((status): [string, Outcome, Repeatable[]] => [
		String(status),
		answer(status),
		[],
	]),
];

describe('mayRepeat', () => {
	it.each(TABLE)('after %s', (_, outcome, expected) => {
		const kinds: Repeatable[] = ['read', 'idempotent', 'once'];
		expect(kinds.filter((kind) => mayRepeat(outcome, kind))).toEqual(expected);
	});
});

describe('repeatable', () => {
	it.each([
		['read', 'GET', 'read'],
		['read', 'POST', 'read'],
		['write', 'PUT', 'idempotent'],
		['write', 'DELETE', 'idempotent'],
		['write', 'POST', 'once'],
		['write', 'PATCH', 'once'],
	] as const)('a %s by %s is %s', (effect, method, expected) => {
		expect(repeatable(effect, method)).toBe(expected);
	});
});

describe('askedWait', () => {
	const now = Date.parse('2026-01-01T00:00:00Z');

	it.each([
		['seconds in the header', answer(429, { 'retry-after': '7' }), 7_000],
		[
			'a date in the header',
			answer(503, { 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT' }),
			30_000,
		],
		['a date that is over', answer(503, { 'retry-after': 'Wed, 31 Dec 2025 00:00:00 GMT' }), 0],
		['retry_after as header', answer(429, { retry_after: '3' }), 3_000],
		['retry_after in the body', answer(429, {}, { retry_after: 12 }), 12_000],
		['retry_after in the details', answer(429, {}, { details: { retry_after: 5 } }), 5_000],
		['nothing', answer(429), undefined],
		['nonsense', answer(429, { 'retry-after': 'soon' }), undefined],
		['no answer', { kind: 'unreachable' as const, reason: '' }, undefined],
	])('reads %s', (_, outcome, expected) => {
		expect(askedWait(outcome, now)).toBe(expected);
	});
});

describe('waitBefore', () => {
	it('grows with each try and is spread at random from nothing to its full length', () => {
		expect([1, 2].map((attempt) => waitBefore(answer(500), attempt, () => 1))).toEqual([
			1_000, 2_000,
		]);
		expect(waitBefore(answer(500), 2, () => 0)).toBe(0);
	});

	it('is what the service asks for', () => {
		expect(waitBefore(answer(429, { 'retry-after': '9' }), 1, () => 1)).toBe(9_000);
	});
});

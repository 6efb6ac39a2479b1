import type { Outcome } from '../../nodes/shared/base/outcome';
import { retryAfterMs } from '../../nodes/shared/base/outcome';
import type { Consequence, Safety } from '../../nodes/shared/http/verdict';
import { judge, safetyOf, retryDelay } from '../../nodes/shared/http/verdict';

function answer(status: number, headers = {}, body?: unknown): Outcome {
	return { kind: 'answer', status, headers, body };
}

const KINDS: Safety[] = ['safe', 'idempotent', 'unsafe'];

/** What follows for requests that may be repeated always, as often as needed, and not at all. */
const TABLE: Array<[string, Outcome, Consequence[]]> = [
	['429', answer(429), ['retry', 'retry', 'retry']],
	['503 with Retry-After', answer(503, { 'retry-after': '1' }), ['retry', 'retry', 'retry']],
	...[500, 502, 503, 504, 520, 599].map((status): [string, Outcome, Consequence[]] => [
		String(status),
		answer(status),
		['retry', 'retry', 'uncertain'],
	]),
	['connection refused', { kind: 'unreachable', reason: '' }, ['retry', 'retry', 'retry']],
	[
		'reset after sending',
		{ kind: 'interrupted', reason: 'closed' },
		['retry', 'retry', 'uncertain'],
	],
	[
		'silence after sending',
		{ kind: 'interrupted', reason: 'timeout' },
		['retry', 'retry', 'uncertain'],
	],
	[
		'an answer that cannot be read',
		{ kind: 'unreadable', status: 200 },
		['retry', 'final', 'uncertain'],
	],
	['login page', { kind: 'loginPage', status: 302 }, ['final', 'final', 'final']],
	[
		'redirect elsewhere',
		{ kind: 'redirected', status: 307, headers: {} },
		['final', 'final', 'uncertain'],
	],
	...[400, 401, 403, 404, 409, 422, 501, 505].map((status): [string, Outcome, Consequence[]] => [
		String(status),
		answer(status),
		['final', 'final', 'final'],
	]),
];

describe('judge', () => {
	it.each(TABLE)('after %s', (_, outcome, expected) => {
		expect(KINDS.map((kind) => judge(outcome, kind).consequence)).toEqual(expected);
	});
});

describe('safetyOf', () => {
	it.each([
		['read', 'GET', 'safe'],
		['read', 'POST', 'safe'],
		['write', 'PUT', 'idempotent'],
		['write', 'DELETE', 'idempotent'],
		['write', 'POST', 'unsafe'],
		['write', 'PATCH', 'unsafe'],
	] as const)('a %s by %s is %s', (effect, method, expected) => {
		expect(safetyOf(effect, method)).toBe(expected);
	});
});

describe('retryAfterMs', () => {
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
		expect(retryAfterMs(outcome, now)).toBe(expected);
	});
});

describe('retryDelay', () => {
	it('grows with each try and is spread at random from nothing to its full length', () => {
		expect([1, 2, 3].map((attempt) => retryDelay(answer(500), attempt, () => 1))).toEqual([
			1_000,
			2_000,
			undefined,
		]);
		expect(retryDelay(answer(500), 2, () => 0)).toBe(0);
	});

	it('is what the service asks for, up to a minute', () => {
		const asking = (seconds: number) => answer(429, { 'retry-after': String(seconds) });

		expect(retryDelay(asking(9), 1, () => 1)).toBe(9_000);
		expect(retryDelay(asking(60), 1, () => 1)).toBe(60_000);
		expect(retryDelay(asking(61), 1, () => 1)).toBeUndefined();
		expect(retryDelay(asking(9), 3, () => 1)).toBeUndefined();
	});

	it('fills the minute by which services count, where they only say that there were too many', () => {
		const attempts = [1, 2, 3, 4, 5, 6];
		const waits = attempts.map((attempt) => retryDelay(answer(429), attempt, () => 1));

		expect(waits).toEqual([2_000, 4_000, 8_000, 16_000, 30_000, undefined]);
		expect(retryDelay(answer(429), 5, () => 0)).toBe(22_500);
	});
});

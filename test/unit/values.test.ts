import { baseUrlOf, isLoopback, normalizeBaseUrl } from '../../nodes/shared/base/baseUrl';
import type { Outcome } from '../../nodes/shared/base/outcome';
import { endingOf, isRedirect, isSuccess, retryAfterMs } from '../../nodes/shared/base/outcome';
import { asRecord, asRecords, pick, recordsIn } from '../../nodes/shared/base/records';
import { redact, secretsOf, withoutFields } from '../../nodes/shared/base/redaction';
import { sanitizeMessage, shorten, toText } from '../../nodes/shared/base/text';

/** What a call throws. */
function thrown(call: () => unknown) {
	try {
		call();
	} catch (error) {
		const { message, description } = error as Error & { description?: string };
		return { message, description };
	}
	return undefined;
}

describe('an address', () => {
	const rules = { field: 'Domain', allowUnencrypted: false };
	const advice = (address: unknown) => thrown(() => normalizeBaseUrl(address, rules))?.description;

	it('that cannot be used is answered with what to do', () => {
		expect(advice(7)).toBe(
			'Enter it in the credential with https:// in front, for example https://app.example.com.',
		);
		expect(advice('FTP+x-1.0://a.example/b')).toBe(
			'Enter it in the credential as https://a.example/b.',
		);
		expect(advice('a.example/ftp://b')).toBe(
			'Enter it in the credential as https://a.example/ftp://b.',
		);
		expect(advice('https://a b')).toBe('Enter it in the credential like https://app.example.com.');
		expect(advice('https://nora@a.example')).toBe(
			'Leave out user names, passwords, and everything from "?" or "#" on.',
		);
		expect(advice('http://a.example')).toBe(
			'Use https://. If the service can only be reached over http:// inside a trusted network, turn on "Allow Unencrypted HTTP" in the credential.',
		);
	});

	it.each([
		'https://nora@a.example',
		'https://:secret@a.example',
		'https://a.example/?x=1',
		'https://a.example/#x',
	])('has more in it than an address: %s', (address) => {
		expect(thrown(() => normalizeBaseUrl(address, rules))?.message).toBe(
			'Domain has more in it than an address',
		);
	});

	it('keeps what is in front of its end', () => {
		expect(normalizeBaseUrl('HTTPS://a.example/api//api//', rules)).toBe('HTTPS://a.example/api');
		expect(normalizeBaseUrl('https://a.example/apis', rules)).toBe('https://a.example/apis');
		expect(normalizeBaseUrl('https://a.example/api/v1', rules)).toBe('https://a.example/api/v1');
		expect(thrown(() => normalizeBaseUrl('x https://a.example', rules))?.message).toBe(
			'Domain "x https://a.example" does not begin with https://',
		);
	});

	it('is that of the field of a credential, which can allow plain HTTP', () => {
		const field = { name: 'domain', label: 'Domain' };

		expect(baseUrlOf({ domain: 'https://a.example/' }, field)).toBe('https://a.example');
		expect(baseUrlOf({ domain: 'http://a.example', allowUnencrypted: true }, field)).toBe(
			'http://a.example',
		);
		expect(
			thrown(() => baseUrlOf({ domain: 'http://a.example', allowUnencrypted: 'true' }, field)),
		).toMatchObject({ message: 'Domain uses http://, which sends passwords unencrypted' });
	});

	it.each([
		['http://localhost', true],
		['http://LOCALHOST:80/a', true],
		['http://127.0.0.1', true],
		['http://127.10.200.255', true],
		['http://[::1]', true],
		['http://xlocalhost', false],
		['http://localhost.example', false],
		['http://127.0.0.1.example', false],
		['http://1127.0.0.1.example', false],
		['http://128.0.0.1', false],
		['http://[::2]', false],
	])('%s leads to this machine: %p', (address, expected) => {
		expect(isLoopback(address)).toBe(expected);
	});
});

describe('how a request ended', () => {
	const answer = (status: number, headers = {}): Outcome => ({
		kind: 'answer',
		status,
		headers,
		body: undefined,
	});

	it.each([
		[400, 'refused'],
		[404, 'notFound'],
		[405, 'notFound'],
		[410, 'notFound'],
		[429, 'tooMany'],
		[499, 'refused'],
		[500, 'unavailable'],
		[501, 'unsupported'],
		[503, 'unavailable'],
		[505, 'unsupported'],
		[511, 'unsupported'],
		[599, 'unavailable'],
	])('with status %i is %s', (status, ending) => {
		expect(endingOf(answer(status))).toBe(ending);
	});

	it('with 503 and a wait is the same as with 429, but not with another status and a wait', () => {
		expect(endingOf(answer(503, { 'retry-after': '0' }))).toBe('tooMany');
		expect(endingOf(answer(500, { 'retry-after': '0' }))).toBe('unavailable');
	});

	it('says what succeeded and what leads elsewhere', () => {
		const statuses = [199, 200, 299, 300, 399, 400];

		expect(statuses.filter(isSuccess)).toEqual([200, 299]);
		expect(statuses.filter(isRedirect)).toEqual([300, 399]);
	});

	it.each([
		[{ 'retry-after': ' ' }, undefined],
		[{ 'retry-after': ['1'] }, undefined],
		[{ 'retry-after': true }, undefined],
		[{ 'retry-after': 0 }, 0],
		[{ 'retry-after': 2.5 }, 2_500],
		[{ 'retry-after': '-1' }, 0],
		[{ 'retry-after': 'Infinity' }, undefined],
		[{ 'retry-after': '1', retry_after: '2' }, 1_000],
		[
			{
				'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT',
				date: 'Thu, 01 Jan 2026 00:00:10 GMT',
			},
			20_000,
		],
	])('with the headers %j asks for a wait of %p', (headers, expected) => {
		expect(retryAfterMs(answer(429, headers), Date.parse('2026-01-01T00:00:00Z'))).toBe(expected);
	});

	it('with a date alone asks for a wait by the clock of this machine', () => {
		const date = new Date(Date.now() + 60_000).toUTCString();

		expect(retryAfterMs(answer(429, { 'retry-after': date }))).toBeGreaterThan(57_000);
	});

	it.each([
		[{ retry_after: 1, details: { retry_after: 2 } }, 1_000],
		[{ details: null }, undefined],
		[null, undefined],
		['text', undefined],
	])('with the body %j asks for a wait of %p', (body, expected) => {
		expect(retryAfterMs({ kind: 'answer', status: 429, headers: {}, body })).toBe(expected);
	});
});

describe('records', () => {
	it('in a list are those that have fields', () => {
		expect(recordsIn([{ a: 1 }, null, 'x', 7, undefined, {}])).toEqual([{ a: 1 }, {}]);
		expect(recordsIn({ a: 1 })).toEqual([]);
		expect(recordsIn(undefined)).toEqual([]);
	});

	it('are picked from by names, in their order', () => {
		expect(Object.entries(pick({ a: 1, b: 2, c: 3 }, ['c', 'a', 'x']))).toEqual([
			['c', 3],
			['a', 1],
			['x', undefined],
		]);
	});

	const description =
		'Check the address in the credential. If it is right, this version of Shop may answer differently from its documentation.';

	it.each([[[]], [null], ['x'], [undefined]])('are not %j, which is no record', (answer) => {
		expect(thrown(() => asRecord('Shop', answer))).toEqual({
			message: 'Shop did not answer with a record',
			description,
		});
	});

	it.each([[{}], [null], [[{}, 1]], [undefined]])(
		'are not %j, which is no list of them',
		(answer) => {
			expect(thrown(() => asRecords('Shop', answer))).toEqual({
				message: 'Shop did not answer with a list of records',
				description,
			});
		},
	);

	it('are what is one, or a list of them', () => {
		expect(asRecord('Shop', { a: 1 })).toEqual({ a: 1 });
		expect(asRecords('Shop', [{ a: 1 }])).toEqual([{ a: 1 }]);
		expect(asRecords('Shop', [])).toEqual([]);
	});
});

describe('a text for people', () => {
	it.each([
		['a', 'a'],
		[undefined, ''],
		[null, ''],
		[7, '7'],
		[false, 'false'],
		[{ a: [1] }, '{"a":[1]}'],
	])('of %j is %j', (value, expected) => {
		expect(toText(value)).toBe(expected);
	});

	it('is one line without control characters, and not endless', () => {
		expect(sanitizeMessage(' a\r\n\tb\u200b\u2028c\u2029d  e ')).toBe('a b c d  e');
		expect(sanitizeMessage('x'.repeat(2000))).toBe('x'.repeat(2000));
		expect(sanitizeMessage('x'.repeat(2001))).toBe(`${'x'.repeat(2000)}…`);
	});

	it('repeats no more than sixty characters of a value', () => {
		expect(shorten('x'.repeat(60))).toBe('x'.repeat(60));
		expect(shorten('x'.repeat(61))).toBe(`${'x'.repeat(60)}…`);
	});
});

describe('a secret', () => {
	it('is a hidden field, or a token of a login, that holds text', () => {
		const field = (name: string, typeOptions?: { password: boolean }) => ({
			displayName: name,
			name,
			type: 'string' as const,
			default: '',
			typeOptions,
		});
		const fields = [field('a', { password: true }), field('b', { password: false }), field('c')];
		const data = { a: 'A', b: 'B', c: 'C' };

		expect(secretsOf(fields, data)).toEqual(['A']);
		expect(secretsOf(fields, {})).toEqual([]);
		expect(
			secretsOf(fields, {
				...data,
				oauthTokenData: {
					id_token: 'T',
					token_type: 'bearer',
					my_token_x: 'no',
					n_token: 7,
				},
			}),
		).toEqual(['A', 'T']);
	});

	const SECRET = 'pä"s w/ö+rd&';

	it.each([
		['as it is', SECRET],
		['in an address', encodeURIComponent(SECRET)],
		['in a form', new URLSearchParams({ a: SECRET }).toString().slice(2)],
		['in JSON', JSON.stringify({ a: SECRET }).slice(6, -2)],
		['in hexadecimal digits', Buffer.from(SECRET).toString('hex')],
		['in base64', Buffer.from(SECRET).toString('base64')],
		['in base64 for addresses', Buffer.from(SECRET).toString('base64url')],
	])('is hidden %s', (_, form) => {
		expect(redact(`a ${form} b ${form} c`, [SECRET])).toBe('a [hidden] b [hidden] c');
	});

	it('is hidden as a whole where another one is a part of it', () => {
		expect(redact('secretive', ['secret', 'secretive'])).toBe('[hidden]');
		expect(redact('text', [''])).toBe('text');
	});

	it('is left out of an output however deep it is in it', () => {
		const record = { a: 1, secret: 2, b: [{ secret: 3, c: [[{ secret: 4 }]] }, null, 'secret'] };

		expect(withoutFields(record, ['secret'])).toEqual({ a: 1, b: [{ c: [[{}]] }, null, 'secret'] });
		expect(record.secret).toBe(2);
	});
});

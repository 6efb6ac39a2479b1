import fc from 'fast-check';
import * as validate from '../../nodes/shared/operation/validate';

describe('id', () => {
	it.each([
		[7635642, 7635642],
		['7635642', 7635642],
		[' 7635642 ', 7635642],
		[Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
	])('takes %p', (value, expected) => {
		expect(validate.id(value, 'Session')).toBe(expected);
	});

	it.each([
		['', 'Session is empty'],
		[undefined, 'Session is empty'],
		['   ', 'Session is empty'],
		['abc', 'Session must be a number, but it is "abc"'],
		['12a', 'Session must be a number, but it is "12a"'],
		['-5', 'Session must be a number, but it is "-5"'],
		['1.5', 'Session must be a number, but it is "1.5"'],
		['1e3', 'Session must be a number, but it is "1e3"'],
		['0', 'Session must be a number, but it is "0"'],
		['../1', 'Session must be a number, but it is "../1"'],
		['9007199254740992', 'Session "9007199254740992" is too large to be an ID'],
		[{ id: 1 }, 'Session must be text, but it is an object'],
	])('refuses %p', (value, message) => {
		expect(() => validate.id(value, 'Session')).toThrow(message);
	});
});

describe('pointInTime', () => {
	it.each([
		['2024-05-02T16:05:24.454+02:00', 'UTC', '2024-05-02T14:05:24.454Z'],
		['2024-05-02T16:05:24Z', 'Asia/Tokyo', '2024-05-02T16:05:24.000Z'],
		['2024-05-02T16:05:24', 'Europe/Prague', '2024-05-02T14:05:24.000Z'],
		['2024-12-02T16:05:24', 'Europe/Prague', '2024-12-02T15:05:24.000Z'],
		['2024-05-02', 'America/New_York', '2024-05-02T04:00:00.000Z'],
		[new Date('2024-05-02T00:00:00Z'), 'Europe/Prague', '2024-05-02T00:00:00.000Z'],
	])('reads %p meant in %s', (value, zone, expected) => {
		expect(validate.pointInTime(value, 'Created After', zone)).toBe(expected);
	});

	it.each(['tomorrow', '25-12-2024', '2024-13-01', '2024-02-30', 'x', '17'])(
		'refuses %p',
		(value) => {
			expect(() => validate.pointInTime(value, 'Created After', 'UTC')).toThrow(
				`Created After is not a date: "${value}"`,
			);
		},
	);
});

describe('timeSpan', () => {
	it.each([
		[0, '00:00:00'],
		[59, '00:00:59'],
		[3_661, '01:01:01'],
		[86_399, '23:59:59'],
		[90_061, '1.01:01:01'],
	])('writes %i seconds as %s', (seconds, expected) => {
		expect(validate.timeSpan(seconds, 'Duration')).toBe(expected);
	});

	it.each([-1, 1.5, 'x', null])('refuses %p', (value) => {
		expect(() => validate.timeSpan(value, 'Duration')).toThrow(
			'Duration must be a whole number of seconds',
		);
	});
});

describe('relativePath', () => {
	it.each([
		['/api/v1/Sessions', '/api/v1/Sessions'],
		['api/v1/Sessions', '/api/v1/Sessions'],
		['/api/v1/EmailThreads/7/tags/caf%C3%A9', '/api/v1/EmailThreads/7/tags/caf%C3%A9'],
		['/tags/ñandú', '/tags/%C3%B1and%C3%BA'],
	])('takes %p', (value, expected) => {
		expect(validate.relativePath(value, 'Path')).toBe(expected);
	});

	it.each([
		'https://evil.example/x',
		'//evil.example/x',
		'/\\evil.example',
		'mailto:x',
		'/a/../b',
		'/a b',
		'/a?b=c',
	])('refuses %p', (value) => {
		expect(() => validate.relativePath(value, 'Path')).toThrow(
			'Path must be the part of the address after the host',
		);
	});

	it('never leads to another host', () => {
		fc.assert(
			fc.property(fc.string(), (entered) => {
				let path: string;
				try {
					path = validate.relativePath(entered, 'Path');
				} catch {
					return;
				}
				expect(new URL(`https://app.mluvii.com${path}`).host).toBe('app.mluvii.com');
			}),
			{ numRuns: 2_000 },
		);
	});
});

describe('headers', () => {
	it.each(['X-Request-ID', 'apikey'])('may be called %p', (name) => {
		expect(validate.headerName(name, 'Name')).toBe(name);
	});

	it.each(['', 'X Request', 'X:Y', 'é', 'a\nb'])('may not be called %p', (name) => {
		expect(() => validate.headerName(name, 'Name')).toThrow('Name');
	});

	it('carry one line without emoji', () => {
		expect(validate.headerValue('a b é', 'Value')).toBe('a b é');
		expect(() => validate.headerValue('a\r\nX-Evil: 1', 'Value')).toThrow('cannot carry');
		expect(() => validate.headerValue('👋', 'Value')).toThrow('cannot carry');
	});
});

describe('json', () => {
	it('takes text, ready objects, and nothing', () => {
		expect(validate.json('{"a": 1}', 'Body')).toEqual({ a: 1 });
		expect(validate.json({ a: 1 }, 'Body')).toEqual({ a: 1 });
		expect(validate.json('  ', 'Body')).toBeUndefined();
		expect(validate.json(undefined, 'Body')).toBeUndefined();
	});

	it('refuses what is no JSON, and says where', () => {
		expect(() => validate.json('{a: 1}', 'Body')).toThrow('Body is not valid JSON');
	});

	it('tells objects from other JSON', () => {
		expect(() => validate.jsonObject('[1]', 'Body')).toThrow('Body must be a JSON object');
	});
});

describe('lists', () => {
	it('come from text with commas or from lists', () => {
		expect(validate.list('a, b,,c ', 'Tags')).toEqual(['a', 'b', 'c']);
		expect(validate.ids(['1', 2], 'IDs')).toEqual([1, 2]);
		expect(() => validate.ids('1, x', 'IDs')).toThrow('IDs must be a number, but it is "x"');
	});
});

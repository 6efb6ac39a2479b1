import fc from 'fast-check';
import { tryToParseDateTime } from 'n8n-workflow';
import * as validate from '../../nodes/shared/operation/validate';

describe('id', () => {
	it.each([
		[7635642, 7635642],
		['7635642', 7635642],
		[' 7635642 ', 7635642],
		['7635642.0', 7635642],
		['7635642.00', 7635642],
		[7635642.0, 7635642],
		['#7635642', 7635642],
		[' #7635642.0', 7635642],
		['007', 7],
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
		['7635642.', 'Session must be a number, but it is "7635642."'],
		['7635642.01', 'Session must be a number, but it is "7635642.01"'],
		['7,635,642', 'Session must be a number, but it is "7,635,642"'],
		['7 635 642', 'Session must be a number, but it is "7 635 642"'],
		['##7', 'Session must be a number, but it is "##7"'],
		['#', 'Session must be a number, but it is "#"'],
		['Session #7', 'Session must be a number, but it is "Session #7"'],
		[[7635642], 'Session must be text, but it is a list'],
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

	it.each([-1, 1.5, 'x', '', ' ', null, undefined])('refuses %p', (value) => {
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

/** What the user is told about a value. */
function told(call: () => unknown) {
	try {
		call();
	} catch (error) {
		const { message, description } = error as Error & { description?: string };
		return [message, description];
	}
	return undefined;
}

describe('what is told about a value that cannot be used', () => {
	it.each<[string, () => unknown, string, string | undefined]>([
		[
			'an empty text',
			() => validate.text(' ', 'Tag'),
			'Tag is empty',
			'Fill in Tag. If it comes from an expression, check that the earlier step has that value for this item.',
		],
		[
			'a list in place of text',
			() => validate.optionalText([], 'Tag'),
			'Tag must be text, but it is a list',
			'Enter one value, such as one field of a record instead of all of it.',
		],
		[
			'an ID with letters',
			() => validate.id('7a', 'Session'),
			'Session must be a number, but it is "7a"',
			'An ID consists of digits only, for example 7635642.',
		],
		[
			'an ID that is too large',
			() => validate.id('9007199254740992', 'Session'),
			'Session "9007199254740992" is too large to be an ID',
			'IDs go up to 9007199254740991.',
		],
		[
			'a number that is none',
			() => validate.positiveInteger('x', 'Limit'),
			'Limit must be a whole number of at least 1',
			'Enter digits only, such as 50, without separators. It is "x".',
		],
		[
			'an e-mail address without @',
			() => validate.email('nora', 'To'),
			'To "nora" is not an e-mail address',
			'Enter one address, such as nora@example.com.',
		],
		[
			'a list with nothing in it',
			() => validate.filledList(' , ', 'Tags'),
			'Tags is empty',
			'Fill in Tags. If it comes from an expression, check that the earlier step has that value for this item.',
		],
		[
			'a switch with another word',
			() => validate.yesNo('maybe', 'Simplify'),
			'Simplify must be true or false, but it is "maybe"',
			'Also accepted are yes and no, and 1 and 0.',
		],
		[
			'rows that have no fields',
			() => validate.rows([{}, 7], 'Headers'),
			'Headers must be a list of entries, each with its fields',
			undefined,
		],
		[
			'rows that are no list',
			() => validate.rows({}, 'Headers'),
			'Headers must be a list of entries, each with its fields',
			undefined,
		],
		...[[[]], ['x'], [7]].map(([value]): [string, () => unknown, string, undefined] => [
			`${JSON.stringify(value)} in place of a collection`,
			() => validate.entries(value, 'Options'),
			'Options must be an object with fields, such as {"name": "value"}',
			undefined,
		]),
		[
			'another value than those of a list',
			() => validate.oneOf('c', 'Kind', ['a', 'b']),
			'Kind has no "c"',
			'Choose one of a, b.',
		],
		[
			'a word in place of a date',
			() => validate.pointInTime('soon', 'From', 'UTC'),
			'From is not a date: "soon"',
			'Enter a day that exists, with or without a time, such as 2024-05-02, 2024-05-02T16:05 or 2024-05-02T16:05:00+02:00. Seconds since 1970 are not accepted.',
		],
		[
			'nothing in place of a date',
			() => validate.pointInTime(null, 'From', 'UTC'),
			'From is empty',
			'Fill in From. If it comes from an expression, check that the earlier step has that value for this item.',
		],
		[
			'an object in place of a date',
			() => validate.pointInTime({ a: 1 }, 'From', 'UTC'),
			'From is not a date: "{"a":1}"',
			'Enter a day that exists, with or without a time, such as 2024-05-02, 2024-05-02T16:05 or 2024-05-02T16:05:00+02:00. Seconds since 1970 are not accepted.',
		],
		[
			'an address in place of a path',
			() => validate.relativePath('https://a.example', 'Path'),
			'Path must be the part of the address after the host',
			'Enter it like /api/v1/Sessions: without https:// and host name, blanks, or "..". It is "https://a.example".',
		],
		[
			'a part of an address that leads out of it',
			() => validate.pathPart('a/..', 'Tag'),
			'Tag "a/.." cannot be part of an address',
			undefined,
		],
		[
			'a time zone that there is not',
			() => validate.timeZone('Europe/Atlantis', 'Time Zone'),
			'Time Zone "Europe/Atlantis" is not a time zone',
			'Enter its name from the IANA list, such as Europe/Madrid or UTC.',
		],
		[
			'a name that n8n cannot send',
			() => validate.sendableName('constructor', 'Name'),
			'Name "constructor" is a name that n8n cannot send',
			undefined,
		],
		[
			'a header that is not to be chosen',
			() => validate.headerName('Host', 'Name'),
			'Name "Host" cannot be chosen',
			'The header follows from the address in the credential and from the body.',
		],
		[
			'a header with a blank in its name',
			() => validate.headerName('X Y', 'Name'),
			'Name "X Y" cannot be the name of a header',
			'It may have letters, digits and hyphens, such as X-Request-ID.',
		],
		[
			'a header of two lines',
			() => validate.headerValue('a\nb', 'Value'),
			'Value has characters that a header cannot carry',
			'Use one line without emoji; other letters have to be encoded as the service expects.',
		],
		[
			'a length of time that is none',
			() => validate.timeSpan(-1, 'Duration'),
			'Duration must be a whole number of seconds',
			'Enter digits only, such as 50, without separators. It is "-1".',
		],
		...['[1]', '7', '"x"', 'true'].map((value): [string, () => unknown, string, undefined] => [
			`${value} in place of a JSON object`,
			() => validate.jsonObject(value, 'Body'),
			'Body must be a JSON object, such as {"name": "value"}',
			undefined,
		]),
	])('names %s', (_, call, message, description) => {
		expect(told(call)).toEqual([message, description]);
	});

	it('gives the reason of the parser for JSON', () => {
		expect(told(() => validate.json('{a', 'Body'))).toEqual([
			'Body is not valid JSON',
			expect.stringMatching(
				/JSON.*\. Names and texts need double quotes, and the last entry takes no comma\.$/,
			) as string,
		]);
	});
});

describe('texts', () => {
	it('are trimmed, and may be missing where that is said', () => {
		expect(validate.text(' a b ', 'Tag')).toBe('a b');
		expect(validate.text(7, 'Tag')).toBe('7');
		expect([null, undefined, ' ', 7].map((value) => validate.optionalText(value, 'Tag'))).toEqual([
			'',
			'',
			'',
			'7',
		]);
	});

	it('can be one of a list', () => {
		expect(validate.oneOf(' b ', 'Kind', ['a', 'b'])).toBe('b');
		expect(() => validate.oneOf('c', 'Kind', ['a', 'b'])).toThrow('Kind has no "c"');
	});

	it.each(['nora@example.com', "o'hara+x@a", 'ñ@ñ'])('can be the e-mail address %s', (address) => {
		expect(validate.email(` ${address} `, 'To')).toBe(address);
	});

	it.each(['a@', '@b', 'a b@c', 'a@b c', 'a@b, c@d', 'a@b;c@d', '<a@b>', 'a@b@c'])(
		'cannot be the e-mail address %s',
		(address) => {
			expect(() => validate.email(address, 'To')).toThrow('is not an e-mail address');
		},
	);
});

describe('numbers', () => {
	it('of records may be missing where that is said', () => {
		expect(validate.optionalId('7', 'Session')).toBe(7);
		expect(validate.optionalId(' ', 'Session')).toBeUndefined();
		expect(() => validate.optionalId('x', 'Session')).toThrow('Session must be a number');
		expect(validate.id(1, 'Session')).toBe(1);
		expect(validate.filledIds('1, 2', 'IDs')).toEqual([1, 2]);
		expect(() => validate.filledIds('', 'IDs')).toThrow('IDs is empty');
	});

	it.each([
		[1, 1],
		['1', 1],
		[' 20 ', 20],
		['50.0', 50],
	])('of things count %p', (value, expected) => {
		expect(validate.positiveInteger(value, 'Limit')).toBe(expected);
	});

	it.each([
		0,
		-1,
		1.5,
		'',
		' ',
		'x',
		'1,000',
		'1 000',
		'1.000,0',
		'50 records',
		null,
		undefined,
		true,
		[3],
		{ a: 1 },
	])('of things do not count %p', (value) => {
		expect(() => validate.positiveInteger(value, 'Limit')).toThrow('whole number of at least 1');
	});

	it('of rows on a page are two at least', () => {
		expect([1, 2, 3].map((value) => validate.pageSize(value, 'Size'))).toEqual([2, 2, 3]);
	});
});

describe('several values', () => {
	it('come as a list, as JSON, or with commas, with or without the empty ones', () => {
		expect(validate.list('["a, b", " c ", "", 7]', 'Tags')).toEqual(['a, b', 'c', '7']);
		expect(validate.list(['a', '', null, 'b'], 'Tags')).toEqual(['a', 'b']);
		expect(validate.listWithGaps('a, ,b', 'Tags')).toEqual(['a', '', 'b']);
		expect(validate.listWithGaps(' , ', 'Tags')).toEqual([]);
		expect(validate.listWithGaps(['a', null], 'Tags')).toEqual(['a', '']);
		expect(validate.filledList('a', 'Tags')).toEqual(['a']);
		expect(() => validate.list('[1', 'Tags')).toThrow('Tags is not valid JSON');
		expect(() => validate.list([{}], 'Tags')).toThrow('Tags must be text, but it is an object');
	});

	it('come as rows with fields, or not at all', () => {
		expect(validate.rows([{ a: 1 }], 'Headers')).toEqual([{ a: 1 }]);
		expect([undefined, null, []].map((value) => validate.rows(value, 'Headers'))).toEqual([
			[],
			[],
			[],
		]);
		expect([undefined, null, ''].map((value) => validate.entries(value, 'Options'))).toEqual([
			{},
			{},
			{},
		]);
		expect(validate.entries({ a: 1 }, 'Options')).toEqual({ a: 1 });
	});
});

describe('yes or no', () => {
	it.each([
		[true, true],
		['True', true],
		['YES', true],
		[1, true],
		[' 1 ', true],
		[false, false],
		['false', false],
		['No', false],
		[0, false],
		['0', false],
	])('is %p', (value, expected) => {
		expect(validate.yesNo(value, 'Simplify')).toBe(expected);
	});

	it.each([2, 'y', 'on', '', null])('is not %p', (value) => {
		expect(() => validate.yesNo(value, 'Simplify')).toThrow('Simplify');
	});
});

describe('parts of an address', () => {
	it.each(['/a/./b', '/a/%2e%2E/b', '/a/.%2e', '/..', '/a%2f..', '/a%5C..%5cb', '.', '/a\u0000'])(
		'do not lead out of a path: %j',
		(path) => {
			expect(() => validate.relativePath(path, 'Path')).toThrow('Path must be the part');
		},
	);

	it.each(['/a..b', '/.a', '/...', '/a:b', '/%2e%2ea'])('may be %j', (path) => {
		expect(validate.relativePath(path, 'Path')).toBe(path);
	});

	it.each(['a b', 'a/b', 'a..b', '?#', 'é'])('may be named %j', (part) => {
		expect(validate.pathPart(part, 'Tag')).toBe(part);
	});

	it.each(['..', '.', 'a/../b', 'a\\..\\b', '%2E%2e', 'a%2F..', 'a%5c..', 'a\u0007', '\ud800'])(
		'may not be named %j',
		(part) => {
			expect(() => validate.pathPart(part, 'Tag')).toThrow('cannot be part of an address');
		},
	);
});

describe('dates', () => {
	it.each([
		['2024', '2023-12-31T23:00:00.000Z'],
		[2024, '2023-12-31T23:00:00.000Z'],
		['2024-05', '2024-04-30T22:00:00.000Z'],
		['2024-05-02', '2024-05-01T22:00:00.000Z'],
		[' 2024-02-29 ', '2024-02-28T23:00:00.000Z'],
		['20240502', '2024-05-01T22:00:00.000Z'],
		['2024-123', '2024-05-01T22:00:00.000Z'],
		['2024-366', '2024-12-30T23:00:00.000Z'],
		['2024-W18', '2024-04-28T22:00:00.000Z'],
		['2024W18', '2024-04-28T22:00:00.000Z'],
		['2024-W18-4', '2024-05-01T22:00:00.000Z'],
		['2024w184', '2024-05-01T22:00:00.000Z'],
		['2024-05-02T16', '2024-05-02T14:00:00.000Z'],
		['2024-05-02T16:05', '2024-05-02T14:05:00.000Z'],
		['2024-05-02 16:05', '2024-05-02T14:05:00.000Z'],
		['2024-05-02t16:05:24', '2024-05-02T14:05:24.000Z'],
		['2024-05-02T16:05:24.4', '2024-05-02T14:05:24.400Z'],
		['2024-05-02T16:05:24,454', '2024-05-02T14:05:24.454Z'],
		['2024-05-02T16:05:24.454987654321', '2024-05-02T14:05:24.454Z'],
		[`2024-05-02T16:05:24.${'9'.repeat(60)}`, '2024-05-02T14:05:24.999Z'],
		['20240502T1605', '2024-05-02T14:05:00.000Z'],
		['20240502T160524.454Z', '2024-05-02T16:05:24.454Z'],
		['2024-123T16:05', '2024-05-02T14:05:00.000Z'],
		['2024-W18-4T16:05', '2024-05-02T14:05:00.000Z'],
		['2024-05-02T16:05Z', '2024-05-02T16:05:00.000Z'],
		['2024-05-02t16:05z', '2024-05-02T16:05:00.000Z'],
		['2024-05-02 16:05:24 Z', '2024-05-02T16:05:24.000Z'],
		['2024-05-02T16Z', '2024-05-02T16:00:00.000Z'],
		['2024-05-02T16:05-04:00', '2024-05-02T20:05:00.000Z'],
		['2024-05-02T16:05:24.454-0430', '2024-05-02T20:35:24.454Z'],
		['2024-05-02 16:05 +02', '2024-05-02T14:05:00.000Z'],
		['20240502T160524+14', '2024-05-02T02:05:24.000Z'],
		['2024-05-02T24:00', '2024-05-02T22:00:00.000Z'],
		['2024-05-02 16:05:24 UTC', '2024-05-02T16:05:24.000Z'],
		['2024-05-02 16:05 America/New_York', '2024-05-02T20:05:00.000Z'],
		['2024-05-02T16:05-04:00[America/New_York]', '2024-05-02T20:05:00.000Z'],
		['2024-05-02T16:05Z[Europe/Prague]', '2024-05-02T16:05:00.000Z'],
		['2024-05-02T16:05[America/New_York]', '2024-05-02T20:05:00.000Z'],
	])('may be written as %j', (value, expected) => {
		expect(validate.pointInTime(value, 'From', 'Europe/Prague')).toBe(expected);
	});

	it.each([
		['words', ['soon', 'May 2, 2024', '2 May 2024', 'Thu, 02 May 2024 16:05:00 GMT']],
		['other orders', ['02.05.2024', '05/02/2024', '2024/05/02', '25-12-2024', '2024-5-2']],
		['more than a date', ['2024-05-02x', 'x2024-05-02', '02024-05-02', '2024-05-02T', '+2024-05']],
		['days that do not exist', ['2023-02-29', '2024-02-30', '2024-04-31', '20240230']],
		['days out of range', ['2024-05-00', '2024-01-99', '2024-00-10', '2024-13-01', '2024-13']],
		['other days out of range', ['2023-366', '2024-000', '2024-W53', '2024-W00-1', '2024-W18-8']],
		['times out of range', ['2024-05-02T25:00', '2024-05-02T24:30', '2024-05-02T16:60']],
		['seconds out of range', ['2024-05-02T16:05:60', '2024-05-02T16:05:99Z']],
		['zones that do not exist', ['2024-05-02T16:05+25:00', '2024-05-02T16:05 Nowhere']],
		['zones with several meanings', ['2024-05-02T16:05 BST', '2024-05-02T16:05 IST']],
		['years to come', ['20121', 19_999]],
		['half a clock', ['2024-05-02 4:05 PM', '2024-05-02 04:05 PM', '2024-05-02T16:5']],
		['a time of less than a day', ['2024T16', '2024-05T16:05', '2024-W18T16:05']],
		['numbers', [17, 1_714_658_400, '1714658400', 1_714_658_400_000, 45_414, '202405', 1_605]],
		['IDs', [7_635_342, '76350342', '91230112']],
		['other things', [true, ['2024-05-02'], ['2024-02-30'], [17], { date: '2024-05-02' }]],
	])('may not be %s', (_, values) => {
		for (const value of values) {
			expect(() => validate.pointInTime(value, 'From', 'UTC')).toThrow('From is not a date');
		}
	});

	it('may be those of n8n, whose zone counts', () => {
		const time = tryToParseDateTime('2024-05-02T16:05', 'America/New_York');

		expect(validate.pointInTime(time, 'From', 'UTC')).toBe('2024-05-02T20:05:00.000Z');
		expect(() => validate.pointInTime(new Date(NaN), 'From', 'UTC')).toThrow('From is not a date');
	});

	it('are meant in a time zone that there is', () => {
		expect(validate.timeZone(' Europe/Madrid ', 'Time Zone')).toBe('Europe/Madrid');
	});
});

describe('names that are sent', () => {
	it.each([
		'host',
		'Connection',
		'Content-Length',
		'expect',
		'keep-alive',
		'TE',
		'trailer',
		'transfer-encoding',
		'upgrade',
		'proxy-authorization',
		'Proxy-',
	])('are not %s, which is not for the sender to choose', (name) => {
		expect(() => validate.headerName(name, 'Name')).toThrow('cannot be chosen');
	});

	it.each(['X-Host', 'host-x', 'upgrade-insecure-requests', 'x-proxy-a', "!#$%&'*+.^_`|~09azAZ-"])(
		'may be %s',
		(name) => {
			expect(validate.headerName(name, 'Name')).toBe(name);
		},
	);

	it.each(['__proto__', 'constructor', 'prototype'])('are not %s', (name) => {
		expect(() => validate.sendableName(name, 'Name')).toThrow('cannot send');
		expect(() => validate.headerName(name, 'Name')).toThrow('cannot send');
	});

	it('have values in characters that headers can carry', () => {
		expect(validate.headerValue(' a\tb~ÿ\x80 ', 'Value')).toBe('a\tb~ÿ\x80');
		expect(validate.headerValue(null, 'Value')).toBe('');
		for (const bad of ['a\x7fb', 'a\x00b', 'aĀ']) {
			expect(() => validate.headerValue(bad, 'Value')).toThrow('cannot carry');
		}
	});
});

describe('JSON', () => {
	it('is what it says, or nothing', () => {
		expect(validate.json('null', 'Body')).toBeNull();
		expect(validate.json(null, 'Body')).toBeUndefined();
		expect(validate.json(false, 'Body')).toBe(false);
		expect(validate.jsonObject('', 'Body')).toEqual({});
		expect(validate.jsonObject('null', 'Body')).toEqual({});
		expect(validate.jsonObject(undefined, 'Body')).toEqual({});
		expect(validate.jsonObject('{"a":1}', 'Body')).toEqual({ a: 1 });
	});

	it('of a length of time is written from days to seconds', () => {
		expect(validate.timeSpan('86400', 'Duration')).toBe('1.00:00:00');
		expect(validate.timeSpan(86_400 * 30 + 1, 'Duration')).toBe('30.00:00:01');
	});
});

describe('choices', () => {
	const KINDS = [
		{ name: 'In Queue', value: 'IN_QUEUE' },
		{ name: 'Audio or Video', value: 'AV' },
		{ name: 'Web Chat', value: 'Default' },
		{ name: 'Chat', value: 'Phone' },
		{ name: 'Phone', value: 'Call' },
		{ name: 'X-Ray', value: 'b' },
		{ name: 'B', value: 'xray' },
	];

	it.each([
		['IN_QUEUE', 'IN_QUEUE'],
		['in_queue', 'IN_QUEUE'],
		['In Queue', 'IN_QUEUE'],
		[' in  queue ', 'IN_QUEUE'],
		['in-queue', 'IN_QUEUE'],
		['InQueue', 'IN_QUEUE'],
		['av', 'AV'],
		['audio or video', 'AV'],
		['webchat', 'Default'],
		['default', 'Default'],
		['chat', 'Phone'],
	])('may be written as %j', (value, expected) => {
		expect(validate.oneOf(value, 'Kind', KINDS)).toBe(expected);
		expect(validate.oneOfOrOther(value, 'Kind', KINDS)).toBe(expected);
	});

	it('are what is sent before they are what is shown', () => {
		expect(validate.oneOf('Phone', 'Kind', KINDS)).toBe('Phone');
		expect(validate.oneOf('b', 'Kind', KINDS)).toBe('b');
	});

	it.each([validate.oneOf<string>, validate.oneOfOrOther])(
		'are refused where two are meant',
		(take) => {
			expect(told(() => take('phone', 'Kind', KINDS))).toEqual([
				'Kind "phone" can mean several values',
				'Choose one of Phone (Chat), Call (Phone).',
			]);
			expect(told(() => take('X Ray', 'Kind', KINDS))).toEqual([
				'Kind "X Ray" can mean several values',
				'Choose one of b (X-Ray), xray (B).',
			]);
		},
	);

	it('are listed where there is none such, by name where that says more', () => {
		const known = [{ name: 'None', value: '' }, ...KINDS.slice(0, 2)];

		for (const value of ['other', '-', '_', '__proto__']) {
			expect(told(() => validate.oneOf(value, 'Kind', known))).toEqual([
				`Kind has no "${value}"`,
				'Choose one of None, IN_QUEUE, AV (Audio or Video).',
			]);
		}
		expect(validate.oneOf('none', 'Kind', known)).toBe('');
	});

	it('are listed as far as they can be read', () => {
		const many = Array.from({ length: 32 }, (_, index) => `v${index}`);

		expect(told(() => validate.oneOf('x', 'Kind', many))?.[1]).toBe(
			`Choose one of ${many.slice(0, 30).join(', ')} and 2 more.`,
		);
		expect(told(() => validate.oneOf('x', 'Kind', many.slice(0, 30)))?.[1]).toMatch(/, v29\.$/);
	});

	it('are taken as they are where a service may have more', () => {
		expect(validate.oneOfOrOther(' Some-Other ', 'Kind', KINDS)).toBe('Some-Other');
		expect(validate.oneOfOrOther('-', 'Kind', KINDS)).toBe('-');
		expect(() => validate.oneOfOrOther(' ', 'Kind', KINDS)).toThrow('Kind is empty');
	});

	it.each([
		['automatic', 'automatic'],
		['Automatic', 'automatic'],
		['Always', true],
		[true, true],
		['yes', true],
		['NEVER', false],
		['0', false],
	])('of batches may be %j', (value, expected) => {
		expect(validate.batching(value, 'In Batches')).toBe(expected);
	});
});

describe('what language models write', () => {
	it.each([
		'[1, {"a": 2}]',
		'```json\n[1, {"a": 2}]\n```',
		'```\n[1, {"a": 2}]\n```',
		' ```JSON\r\n[1, {"a": 2}]\r\n``` \n',
		'```json[1, {"a": 2}]```',
	])('is JSON: %j', (value) => {
		expect(validate.json(value, 'Body')).toEqual([1, { a: 2 }]);
	});

	it.each([
		'```',
		'``````',
		'```json\n{"a": 1}',
		'{"a": 1}```',
		'```json\nno\n```',
		'Here: {"a": 1}',
	])('is no JSON: %j', (value) => {
		expect(() => validate.json(value, 'Body')).toThrow('Body is not valid JSON');
	});

	it.each([
		[['a', 'b']],
		['a,b'],
		[' a ,, b '],
		['["a", "b"]'],
		['\n["a", "b"]\n'],
		['```json\n["a", "b"]\n```'],
	])('is a list: %j', (value) => {
		expect(validate.list(value, 'Tags')).toEqual(['a', 'b']);
	});

	it('is a list of one', () => {
		expect(validate.list('a', 'Tags')).toEqual(['a']);
		expect(validate.list(7, 'Tags')).toEqual(['7']);
		expect(validate.list('```json\n"a"\n```', 'Tags')).toEqual(['a']);
		expect(validate.ids(7_635_642, 'IDs')).toEqual([7_635_642]);
		expect(validate.ids('#7635642, 7635643.0', 'IDs')).toEqual([7_635_642, 7_635_643]);
		expect(() => validate.list('```json\n{"a": 1}\n```', 'Tags')).toThrow(
			'Tags must be text, but it is an object',
		);
		expect(() => validate.list('[["a"]]', 'Tags')).toThrow('Tags must be text, but it is a list');
	});

	it('is refused as JSON where it is not quite JSON', () => {
		expect(() => validate.list('[a, b]', 'Tags')).toThrow('Tags is not valid JSON');
	});
});

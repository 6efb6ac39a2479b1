import { isLoginPage, isWebPage } from '../../nodes/shared/http/loginPage';
import { readAnswer, readFailure } from '../../nodes/shared/http/outcome';

const READ = { isRead: true, hasLoginPage: false };
const WRITE = { isRead: false, hasLoginPage: false };
const HTML = { 'content-type': 'text/html; charset=utf-8' };

describe('a login page', () => {
	it.each([
		'/login',
		'/log-in?next=/',
		'/Account/SignIn',
		'/sign-in/x',
		'https://id.example/connect/authorize?client_id=1',
		'https://id.example/authorise',
		'/sso',
		'/a/auth/b',
		'/oauth/x',
		'/oauth2/x',
		'/oidc',
		'/saml/x',
		'/saml2',
		'/Account',
		'../login',
	])('is where a redirect to %s leads', (location) => {
		expect(isLoginPage(302, { location }, '')).toBe(true);
	});

	it.each([
		'/logins',
		'/api/v2/Sessions',
		'/xlogin',
		'/authors',
		'/accounts/7',
		'/files?from=/login',
		'https://login.example/files',
		'https://[x/login',
		undefined,
	])('is not where a redirect to %s leads', (location) => {
		expect(isLoginPage(302, { location }, '')).toBe(false);
	});

	it.each([
		'<form><input type="password"></form>',
		"<input type='password'>",
		'<input TYPE=password>',
		'<title>Please log in</title>',
		'<title>Login</title>',
		'<title>Sign-on</title>',
		'<title>Shop - Sign In - Welcome</title>',
	])('is the web page %s', (text) => {
		expect(isLoginPage(200, HTML, text)).toBe(true);
		expect(isLoginPage(200, { 'content-type': 'application/json' }, text)).toBe(false);
	});

	it.each(['<title>Logging</title>', '<title>Welcome</title><p>log in</p>', '<p>password</p>'])(
		'is not the web page %s',
		(text) => {
			expect(isLoginPage(200, HTML, text)).toBe(false);
		},
	);
});

describe('a web page', () => {
	it.each([
		[HTML, ''],
		[{}, '<!DOCTYPE html><p>'],
		[{}, '  \n<html>'],
	])('is known by %j and %j', (headers, text) => {
		expect(isWebPage(headers, text)).toBe(true);
	});

	it.each([
		[{}, 'see <html>'],
		[{}, '<htm'],
		[{ 'content-type': 'application/json' }, '{}'],
		[{ ...HTML, 'content-disposition': 'attachment; filename=a.html' }, '<html>'],
	])('is not %j with %j', (headers, text) => {
		expect(isWebPage(headers, text)).toBe(false);
	});

	it('is one too when it says that it is shown in its place', () => {
		expect(isWebPage({ ...HTML, 'content-disposition': 'inline; x=attachment' })).toBe(true);
	});
});

describe('an answer', () => {
	const answer = (status: number, text: string, headers = {}) => ({ status, headers, text });

	it.each([
		['text', 'application/json', '{"a":1}', { text: '{"a":1}', body: { a: 1 } }],
		['text', undefined, '{"a', { text: '{"a', body: undefined }],
		['autodetect', 'TEXT/CSV; charset=utf-8', 'a;b', { text: 'a;b', body: undefined }],
		['autodetect', 'application/atom+xml', '<a/>', { text: '<a/>', body: undefined }],
		['autodetect', 'application/json', '{"a":1}', { body: { a: 1 } }],
		['autodetect', 'application/json', '{"a', { kind: 'unreadable' }],
		['autodetect', undefined, 'a;b', { kind: 'unreadable' }],
		['autodetect', 'text/html', '<p>', { kind: 'unreadable' }],
		['json', 'text/csv', 'a;b', { kind: 'unreadable' }],
	] as const)('taken for %s of the type %s that is %j is %j', (format, type, text, expected) => {
		const outcome = readAnswer(answer(200, text, { 'content-type': type }), { ...READ, format });

		expect(outcome).toMatchObject(expected);
		expect('text' in outcome).toBe('text' in expected);
	});

	it('is its JSON, or nothing', () => {
		expect(readAnswer(answer(200, '{"a":1}', { b: 'c' }), READ)).toEqual({
			kind: 'answer',
			status: 200,
			headers: { b: 'c' },
			body: { a: 1 },
		});
		expect(readAnswer(answer(204, ''), READ)).toEqual({
			kind: 'answer',
			status: 204,
			headers: {},
			body: undefined,
		});
	});

	it.each([
		[200, READ, { kind: 'unreadable', status: 200 }],
		[299, READ, { kind: 'unreadable', status: 299 }],
		[400, READ, { kind: 'answer', status: 400, headers: {}, body: undefined }],
		[200, WRITE, { kind: 'answer', status: 200, headers: {}, body: undefined }],
	])(
		'of status %i that is no JSON matters to what asked for its content',
		(status, to, outcome) => {
			expect(readAnswer(answer(status, 'Thank you'), to)).toEqual(outcome);
		},
	);

	it('with a redirect leads elsewhere, or to the login page', () => {
		const headers = { location: '/elsewhere' };
		const redirected = { kind: 'redirected', status: 307, headers };
		const loginPage = { kind: 'loginPage', status: 307 };
		const read = (location: string, expectation: typeof READ) =>
			readAnswer(answer(307, '', { location }), expectation);

		expect(read('/elsewhere', READ)).toEqual(redirected);
		expect(read('/elsewhere', { ...READ, hasLoginPage: true })).toEqual(loginPage);
		expect(read('/elsewhere', { ...WRITE, hasLoginPage: true })).toEqual(redirected);
		expect(read('/login', WRITE)).toEqual(loginPage);
	});

	it('that is any web page is taken for the login page where a service has one', () => {
		const page = '<html><p>Welcome</p></html>';

		expect(readAnswer(answer(200, page), { ...READ, hasLoginPage: true }).kind).toBe('loginPage');
		expect(readAnswer(answer(200, page), READ).kind).toBe('unreadable');
		expect(readAnswer(answer(200, page), { ...WRITE, hasLoginPage: true }).kind).toBe('answer');
		expect(readAnswer(answer(502, page), { ...READ, hasLoginPage: true })).toMatchObject({
			kind: 'answer',
			status: 502,
		});
		expect(readAnswer(answer(200, '{}'), { ...READ, hasLoginPage: true }).kind).toBe('answer');
	});
});

describe('a request that threw', () => {
	it.each([
		['ECONNREFUSED', 'the connection was refused'],
		['ENOTFOUND', 'its host name was not found'],
		['EAI_AGAIN', 'its host name was not found'],
		['EHOSTUNREACH', 'there is no way to its network'],
		['ENETUNREACH', 'there is no way to its network'],
		['CERT_HAS_EXPIRED', 'its certificate has expired'],
		['DEPTH_ZERO_SELF_SIGNED_CERT', 'its certificate is self-signed'],
		['SELF_SIGNED_CERT_IN_CHAIN', 'its certificate is self-signed'],
		['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'its certificate is not trusted'],
		['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'its certificate is not trusted'],
		['ERR_TLS_CERT_ALTNAME_INVALID', 'its certificate belongs to another host'],
	])('with %s was not sent', (code, reason) => {
		expect(readFailure({ code }, READ)).toEqual({ kind: 'unreachable', reason });
	});

	it.each([
		['ECONNABORTED', 'timeout'],
		['ETIMEDOUT', 'timeout'],
		['ECONNRESET', 'closed'],
		['EPIPE', 'closed'],
	])('with %s may have arrived', (code, reason) => {
		expect(readFailure({ code }, READ)).toEqual({ kind: 'interrupted', reason });
	});

	it('is known by what n8n has wrapped', () => {
		const error = new Error('n8n', { cause: new Error('n8n', { cause: { code: 'ENOTFOUND' } }) });

		expect(readFailure(error, READ).kind).toBe('unreachable');
		expect(readFailure({ httpCode: 'ENOTFOUND' }, READ).kind).toBe('unreachable');
		expect(readFailure({ httpCode: '503' }, READ)).toMatchObject({ kind: 'answer', status: 503 });
		expect(readFailure({ code: 'EPIPE', httpCode: '503' }, READ).kind).toBe('interrupted');
		expect(readFailure({ code: 'EPIPE', cause: { code: 'ENOTFOUND' } }, READ).kind).toBe(
			'interrupted',
		);
		const withAnswer = { response: { status: 404 }, cause: { code: 'ENOTFOUND' } };
		expect(readFailure(withAnswer, READ)).toMatchObject({ kind: 'answer', status: 404 });
	});

	it('with an answer is that answer', () => {
		const response = { status: 400, headers: { a: 'b' }, data: '{"error":"no"}' };

		expect(readFailure({ response }, READ)).toEqual({
			kind: 'answer',
			status: 400,
			headers: { a: 'b' },
			body: { error: 'no' },
		});
		expect(readFailure({ response: { status: 400, data: { error: 'no' } } }, READ)).toEqual({
			kind: 'answer',
			status: 400,
			headers: {},
			body: { error: 'no' },
		});
		expect(readFailure({ response: { status: 400, data: { pipe: 'x' } } }, READ)).toMatchObject({
			body: undefined,
		});
		expect(readFailure({ response: { status: 404 } }, READ).kind).toBe('answer');
		expect(readFailure({ response: { status: 200, data: '' } }, READ).kind).toBe('answer');
	});

	it.each([
		['the HTTP client says it', { code: 'ECONNRESET', response: { status: 200 } }],
		['n8n before 2.34 says it', { httpCode: '200' }],
	])('within the body of a success was cut off, as %s', (_, error) => {
		expect(readFailure(error, READ)).toEqual({ kind: 'interrupted', reason: 'closed' });
	});

	it('within the body of a success may be a silence', () => {
		const error = { code: 'ETIMEDOUT', response: { status: 200 } };

		expect(readFailure(error, READ)).toEqual({ kind: 'interrupted', reason: 'timeout' });
	});

	it.each([new Error('a login that was refused'), { code: 'ERR_INVALID_URL' }, { httpCode: null }])(
		'for another reason throws it again: %p',
		(error) => {
			let thrown: unknown;
			try {
				readFailure(error, READ);
			} catch (caught) {
				thrown = caught;
			}

			expect(thrown).toBe(error);
		},
	);
});

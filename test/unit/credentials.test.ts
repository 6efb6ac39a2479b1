import type { ICredentialDataDecryptedObject, INodeProperties } from 'n8n-workflow';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { baseUrlExpression, normalizeBaseUrl } from '../../nodes/shared/base/baseUrl';
import { accountOf, sealAccount, tokenOf } from '../../nodes/shared/base/token/account';
import { LoviApi } from '../../credentials/LoviApi.credentials';
import { MluviiApi } from '../../credentials/MluviiApi.credentials';
import { MluviiOAuth2Api } from '../../credentials/MluviiOAuth2Api.credentials';
import { redact, secretsOf } from '../../nodes/shared/base/redaction';
import { obtainToken } from '../../nodes/shared/base/token/tokens';

const rules = { field: 'Domain', allowUnencrypted: false };

describe('normalizeBaseUrl', () => {
	it.each([
		['https://app.mluvii.com', 'https://app.mluvii.com'],
		['https://app.mluvii.com/', 'https://app.mluvii.com'],
		['  https://app.mluvii.com///  ', 'https://app.mluvii.com'],
		['https://app.mluvii.com/api', 'https://app.mluvii.com'],
		['https://app.mluvii.com/API/', 'https://app.mluvii.com'],
		['https://host.example/mluvii/api/', 'https://host.example/mluvii'],
		['http://localhost:5678', 'http://localhost:5678'],
		['http://127.0.0.1:80/', 'http://127.0.0.1:80'],
		['http://[::1]:3000', 'http://[::1]:3000'],
	])('takes %p', (address, expected) => {
		expect(normalizeBaseUrl(address, rules)).toBe(expected);
	});

	it.each([
		['', 'Domain is empty'],
		[undefined, 'Domain is empty'],
		['app.mluvii.com', 'Domain "app.mluvii.com" does not begin with https://'],
		['ftp://app.mluvii.com', 'Domain "ftp://app.mluvii.com" does not begin with https://'],
		['https://', 'Domain "https:" does not begin with https://'],
		['https://a b', 'Domain "https://a b" is not a web address'],
		['http://app.mluvii.com', 'Domain uses http://, which sends passwords unencrypted'],
		['http://localhost.evil.example', 'Domain uses http://'],
		['https://user:secret@app.mluvii.com', 'Domain has more in it than an address'],
		['https://app.mluvii.com?x=1', 'Domain has more in it than an address'],
	])('refuses %p', (address, message) => {
		expect(() => normalizeBaseUrl(address, rules)).toThrow(message);
	});

	it('takes plain HTTP where that is allowed', () => {
		expect(normalizeBaseUrl('http://mluvii.local', { ...rules, allowUnencrypted: true })).toBe(
			'http://mluvii.local',
		);
	});

	it('agrees with the expression that n8n evaluates', () => {
		const source = baseUrlExpression('address').slice(2, -2);
		const evaluate = (address: string): unknown => runInNewContext(source, { address });
		const part = fc.constantFrom('https://host.example', '/api', '/API', '/', ' ', '/x');
		fc.assert(
			fc.property(fc.array(part, { maxLength: 5 }), (parts) => {
				const address = `https://host.example${parts.join('')}`;
				let expected: string;
				try {
					expected = normalizeBaseUrl(address, rules);
				} catch {
					return;
				}
				expect(evaluate(address)).toBe(expected);
			}),
		);
	});
});

describe('obtainToken', () => {
	let minted = 0;
	const logIn = async () => await Promise.resolve({ accessToken: `token ${++minted}` });
	let account = 0;

	beforeEach(() => {
		minted = 0;
		account++;
	});

	it('logs in once for requests that come at the same time, and for those that come just after', async () => {
		const request = { account: String(account), logIn };
		const tokens = await Promise.all([obtainToken(request), obtainToken(request)]);
		tokens.push(await obtainToken(request));

		expect(tokens.map(({ accessToken }) => accessToken)).toEqual(['token 1', 'token 1', 'token 1']);
	});

	it('forgets the account that came first when there are more than five hundred', async () => {
		const token = async (name: number) =>
			(await obtainToken({ account: `${account} of many ${name}`, logIn })).accessToken;
		for (let name = 0; name < 501; name++) await token(name);

		expect(await token(1)).toBe('token 2');
		expect(await token(0)).toBe('token 502');
	});

	it('keeps accounts apart', async () => {
		await obtainToken({ account: `${account} a`, logIn });
		await obtainToken({ account: `${account} b`, logIn });

		expect(minted).toBe(2);
	});

	it('gives the newer token to a request that was refused with an older one', async () => {
		const own = { account: String(account), logIn };
		await obtainToken(own);
		await obtainToken({ ...own, refusedToken: 'token 1' });

		expect((await obtainToken({ ...own, refusedToken: 'token 1' })).accessToken).toBe('token 2');
		expect((await obtainToken({ ...own, refusedSince: Date.now() - 10_000 })).accessToken).toBe(
			'token 2',
		);
		expect(minted).toBe(2);
	});

	it('gives the newer token to a request that was started with an older one after the login', async () => {
		const own = { account: String(account), logIn };
		await obtainToken(own);
		const renewed = await obtainToken({ ...own, refusedToken: 'token 1' });

		// Read from the credential before n8n had stored the new one.
		const late = { ...own, refusedToken: 'token 1', refusedSince: Date.now() + 1 };
		expect(await obtainToken(late)).toEqual(renewed);
		expect(await obtainToken({ ...late, refusedToken: 'token 2' })).toEqual({
			accessToken: 'token 3',
		});
	});

	it('renews the latest token when that is the one that was refused, whenever it was got', async () => {
		const own = { account: String(account), logIn };
		await obtainToken(own);

		// Older versions of n8n store what a request of a node was refused with, for all times.
		const refused = { ...own, refusedToken: 'token 1', refusedSince: Date.now() - 3_600_000 };
		expect((await obtainToken(refused)).accessToken).toBe('token 2');
	});

	it('stops logging in when every new token is refused', async () => {
		const own = { account: String(account), logIn };
		let { accessToken } = await obtainToken(own);
		for (let turn = 0; turn < 20; turn++) {
			({ accessToken } = await obtainToken({ ...own, refusedToken: accessToken }));
		}

		expect(minted).toBe(5);
	});

	it('does not send a refused login again for a moment, but one with another password at once', async () => {
		let tries = 0;
		const refuse = async () => {
			tries++;
			return await Promise.reject(new Error('wrong password'));
		};
		const refused = { account: String(account), logIn: refuse };

		await expect(obtainToken(refused)).rejects.toThrow('wrong password');
		await expect(obtainToken(refused)).rejects.toThrow('wrong password');
		expect(tries).toBe(1);
		expect((await obtainToken({ account: `${account} right`, logIn })).accessToken).toBe('token 1');
	});

	it('does not try again for ten seconds what did not come to a login at all', async () => {
		let tries = 0;
		const lose = async () => {
			tries++;
			return await Promise.reject(new Error('no connection'));
		};
		const lost = { account: String(account), logIn: lose };
		const clock = jest.spyOn(Date, 'now');
		const begin = Date.now();

		for (const passed of [0, 1, 9_999]) {
			clock.mockReturnValue(begin + passed);
			await expect(obtainToken(lost)).rejects.toThrow('no connection');
		}
		expect(tries).toBe(1);
		clock.mockReturnValue(begin + 10_001);
		await expect(obtainToken(lost)).rejects.toThrow('no connection');
		expect(tries).toBe(2);
		clock.mockRestore();
	});
});

describe('the account beside a token', () => {
	const fields = ['username', 'password'];
	const credentials = { username: 'nora', password: 'correct horse', accessToken: 'token 1' };

	it('is known again without being readable', async () => {
		const tokenAccount = await sealAccount(accountOf(credentials, fields));

		expect(tokenAccount).toMatch(/^[0-9a-f]{96}$/);
		for (let time = 0; time < 2; time++) {
			expect(await tokenOf({ ...credentials, tokenAccount }, fields)).toBe('token 1');
		}
	});

	it('looks different each time', async () => {
		const account = accountOf(credentials, fields);

		expect(await sealAccount(account)).not.toBe(await sealAccount(account));
	});

	it.each([
		['another password', { password: 'battery staple' }],
		['another user', { username: 'otto' }],
		['the same letters in other fields', { username: 'norac', password: 'orrect horse' }],
	])('is not that of %s', async (_, change) => {
		const tokenAccount = await sealAccount(accountOf(credentials, fields));

		expect(await tokenOf({ ...credentials, tokenAccount, ...change }, fields)).toBe('outdated');
	});

	it.each(['', 'nora\ncorrect horse', 'f'.repeat(96), 7])('is not %j', async (tokenAccount) => {
		const stored = { ...credentials, tokenAccount } as ICredentialDataDecryptedObject;

		expect(await tokenOf(stored, fields)).toBe('outdated');
	});
});

describe('what must not turn up in messages', () => {
	const OAUTH2_TOKENS = { access_token: 'oauth access', refresh_token: 'oauth refresh' };

	it.each([new LoviApi(), new MluviiApi(), new MluviiOAuth2Api()])(
		'is every hidden field of $name, and every token that n8n keeps in it',
		({ properties }) => {
			const hidden = properties.filter(({ typeOptions }) => typeOptions?.password === true);
			const fields = Object.fromEntries(properties.map(({ name }) => [name, `value of ${name}`]));
			const secrets = secretsOf(properties, { ...fields, oauthTokenData: OAUTH2_TOKENS });

			expect(secrets).toEqual([
				...hidden.map(({ name }) => `value of ${name}`),
				...Object.values(OAUTH2_TOKENS),
			]);
		},
	);

	it('includes a hidden field that is added later', () => {
		const added: INodeProperties = {
			displayName: 'PIN',
			name: 'pin',
			type: 'string',
			typeOptions: { password: true },
			default: '',
		};

		expect(secretsOf([added], { pin: '4711', user: 'nora' })).toEqual(['4711']);
	});
});

describe('a secret in base64', () => {
	const secret = 'canary-token-2f1e8c';

	it.each(['', 'k=', 'Bearer ', 'user:', 'Authorization: '])('is hidden behind "%s"', (before) => {
		for (const encoding of ['base64', 'base64url'] as const) {
			const encoded = Buffer.from(`${before}${secret}; more`).toString(encoding);
			const left = redact(encoded, [secret]).split('[hidden]');

			expect(left).toHaveLength(2);
			for (const part of left) {
				expect(Buffer.from(part, encoding).toString()).not.toMatch(/anary|2f1e8/);
			}
		}
	});

	it.each(['', 'x', 'xx'])('is hidden behind "%s" from eight bytes on', (before) => {
		const encode = (text: string) => Buffer.from(`${before}${text}; more`).toString('base64');

		expect(redact(encode('abcdefgh'), ['abcdefgh'])).toContain('[hidden]');
		expect(redact(encode('abcdefg'), ['abcdefg'])).toBe(encode('abcdefg'));
	});

	it('hides nothing else, however short the secret is', () => {
		expect(redact('Ask for abc again', ['b'])).toBe('Ask for a[hidden]c again');
		expect(redact('QUJDREVG', ['ab'])).toBe('QUJDREVG');
	});
});

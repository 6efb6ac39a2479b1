import crypto from 'node:crypto';
import type { IWebhookFunctions } from 'n8n-workflow';
import { carriesSecret, newSecret } from '../../nodes/Mluvii/webhook/secret';

const SECRET = newSecret();

function request(authorization?: unknown, query: object = {}): IWebhookFunctions {
	return {
		getHeaderData: () => ({ authorization }),
		getQueryData: () => query,
	} as unknown as IWebhookFunctions;
}

function basic(user: string): string {
	return `Basic ${Buffer.from(user).toString('base64')}`;
}

afterEach(() => {
	jest.restoreAllMocks();
});

describe('a secret', () => {
	it('is 32 random bytes', () => {
		const secrets = new Set(Array.from({ length: 100 }, newSecret));

		expect(secrets.size).toBe(100);
		for (const secret of secrets) expect(secret).toMatch(/^[0-9a-f]{64}$/);
	});

	it.each([
		['nothing', undefined],
		['an empty header', ''],
		['a scheme alone', 'Basic'],
		['a blank', 'Basic '],
		['no base64', 'Basic %%%'],
		['no user', basic(`:${SECRET}`)],
		['no password', basic('n8n:')],
		['the secret alone', basic(SECRET)],
		['the secret bare', SECRET],
		['another scheme', `Bearer ${SECRET}`],
		['another user', basic(`N8N:${SECRET}`)],
		['upper case', basic(`n8n:${SECRET.toUpperCase()}`)],
		['the beginning', basic(`n8n:${SECRET.slice(0, -1)}`)],
		['more', basic(`n8n:${SECRET}\0`)],
		['a very long one', basic(`n8n:${'a'.repeat(1_000_000)}`)],
		['several headers', [basic('n8n:x'), basic(`n8n:${SECRET}`)]],
		['an object', { toString: () => basic(`n8n:${SECRET}`) }],
	])('is not found in %s', (_, authorization) => {
		expect(carriesSecret(request(authorization), SECRET, 'basicAuth')).toBe(false);
		expect(carriesSecret(request(undefined, { secret: authorization }), SECRET, 'query')).toBe(
			authorization === SECRET,
		);
	});

	it.each([
		'',
		'x',
		'n8n:x',
		`n8n:${SECRET}`,
		`n8n:${SECRET.slice(0, 63)}x`,
		`x8n:${SECRET}`,
		'x'.repeat(1_000_000),
	])('is compared in constant time whatever is given', (user) => {
		const compare = jest.spyOn(crypto, 'timingSafeEqual');
		carriesSecret(request(basic(user)), SECRET, 'basicAuth');
		carriesSecret(request(undefined, { secret: user }), SECRET, 'query');

		expect(compare).toHaveBeenCalledTimes(2);
		for (const texts of compare.mock.calls) {
			expect(texts.map(({ byteLength }) => byteLength)).toEqual([32, 32]);
		}
	});
});

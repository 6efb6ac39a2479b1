import crypto from 'node:crypto';
import type { IWebhookFunctions } from 'n8n-workflow';
import { carriesSecret, currentSecret, issueSecret } from '../../nodes/Mluvii/webhook/secret';

const staticData = {};
const SECRET = issueSecret(staticData);

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
	it('is the time of its issue with 32 bytes that differ from trigger to trigger', () => {
		jest.spyOn(Date, 'now').mockReturnValue(1_714_658_724_000);
		const secrets = new Set(Array.from({ length: 100 }, () => issueSecret({})));

		expect(secrets.size).toBe(100);
		for (const secret of secrets) expect(secret).toMatch(/^1714658724000-[0-9a-f]{64}$/);
	});

	it('is known again until the next one is issued, which comes later whatever the clock says', () => {
		jest.spyOn(Date, 'now').mockReturnValue(1_714_658_724_000);
		const stored = {};
		const first = issueSecret(stored);
		expect(currentSecret(stored)).toBe(first);
		const second = issueSecret(stored);

		expect(currentSecret(stored)).toBe(second);
		expect(second).toMatch(/^1714658724001-/);
		expect(second.split('-')[1]).not.toBe(first.split('-')[1]);
	});

	it('is taken when it is newer than what n8n has stored, and signed with the same key', () => {
		const stored = {};
		const first = issueSecret(stored);
		const before = structuredClone(stored);
		const second = issueSecret(stored);

		expect(carriesSecret(request(basic(`n8n:${second}`)), before, 'basicAuth')).toBe(true);
		expect(carriesSecret(request(basic(`n8n:${first}`)), before, 'basicAuth')).toBe(true);
		const later = second.replace(/^\d+/, (time) => String(Number(time) + 1));
		expect(carriesSecret(request(basic(`n8n:${later}`)), stored, 'basicAuth')).toBe(false);
		expect(carriesSecret(request(basic(`n8n:${issueSecret({})}`)), stored, 'basicAuth')).toBe(
			false,
		);
	});

	it.each([
		['the one before, soon', 1, 600_000, true],
		['the one before, late', 1, 600_001, false],
		['the one before, with the clock put back far', 1, -600_001, false],
		['an earlier one', 0, 0, false],
		['the current one, at any time', 2, 1e12, true],
	])('is taken or not: %s', (_, index, age, isTaken) => {
		const stored = {};
		const secrets = [0, 1, 2].map(() => issueSecret(stored));
		const now = Number(secrets[2]?.split('-')[0]);
		jest.spyOn(Date, 'now').mockReturnValue(now + age);

		expect(carriesSecret(request(basic(`n8n:${secrets[index] ?? ''}`)), stored, 'basicAuth')).toBe(
			isTaken,
		);
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
		expect(carriesSecret(request(authorization), staticData, 'basicAuth')).toBe(false);
		expect(carriesSecret(request(undefined, { secret: authorization }), staticData, 'query')).toBe(
			authorization === SECRET,
		);
	});

	it.each([
		'',
		'x',
		'n8n:x',
		`n8n:${SECRET}`,
		`n8n:${SECRET.slice(0, -1)}x`,
		`x8n:${SECRET}`,
		'x'.repeat(1_000_000),
	])('is compared in constant time whatever is given', (user) => {
		const compare = jest.spyOn(crypto, 'timingSafeEqual');
		carriesSecret(request(basic(user)), staticData, 'basicAuth');
		carriesSecret(request(undefined, { secret: user }), staticData, 'query');

		expect(compare).toHaveBeenCalledTimes(2);
		for (const texts of compare.mock.calls) {
			expect(texts.map(({ byteLength }) => byteLength)).toEqual([32, 32]);
		}
	});
});

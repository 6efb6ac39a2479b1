import crypto from 'node:crypto';
import type { IWebhookFunctions } from 'n8n-workflow';
import {
	verifySecret,
	currentSecret,
	renewed,
	storedSecrets,
} from '../../nodes/Mluvii/webhook/secret';

const SECRETS = renewed(undefined);
const SECRET = currentSecret(SECRETS);

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
		const secrets = new Set(Array.from({ length: 100 }, () => currentSecret(renewed(undefined))));

		expect(secrets.size).toBe(100);
		for (const secret of secrets) expect(secret).toMatch(/^1714658724000-[0-9a-f]{64}$/);
	});

	it('comes later than the one before, whatever the clock says', () => {
		jest.spyOn(Date, 'now').mockReturnValue(1_714_658_724_000);
		const first = renewed(undefined);
		const second = renewed(first);

		expect(currentSecret(second)).toMatch(/^1714658724001-/);
		expect(currentSecret(second).split('-')[1]).not.toBe(currentSecret(first).split('-')[1]);
	});

	it('is read from what is stored if that is whole', () => {
		expect(storedSecrets({ secrets: SECRETS })).toEqual(SECRETS);
		for (const secrets of [undefined, 'text', {}, { ...SECRETS, key: '' }, [], null]) {
			expect(storedSecrets({ secrets })).toBeUndefined();
		}
		expect(storedSecrets({ secrets: { ...SECRETS, issuedAt: '1' } })).toBeUndefined();
	});

	it('is taken when it is newer than what n8n has stored, and signed with the same key', () => {
		const taken = (secret: string) =>
			verifySecret(request(basic(`n8n:${secret}`)), SECRETS, 'basicAuth') !== undefined;
		const second = currentSecret(renewed(SECRETS));

		expect(taken(second)).toBe(true);
		expect(taken(second.replace(/^\d+/, (time) => String(Number(time) + 1)))).toBe(false);
		expect(taken(currentSecret(renewed(undefined)))).toBe(false);
	});

	it('says who sends it, which nobody can change, and which secrets of before say nothing of', () => {
		const verified = (secret: string) =>
			verifySecret(request(basic(`n8n:${secret}`)), SECRETS, 'basicAuth');
		const secret = currentSecret(SECRETS, 801);

		expect(verified(secret)).toEqual({ text: secret, sender: 801, isCurrent: true });
		expect(verified(secret.replace('.801-', '.802-'))).toBeUndefined();
		expect(verified(secret.replace('.801-', '-'))).toBeUndefined();
		expect(verified(SECRET)).toEqual({ text: SECRET, sender: undefined, isCurrent: true });
	});

	it.each([
		['the one before, soon', 1, 600_000, true],
		['the one before, late', 1, 600_001, false],
		['the one before, with the clock put back far', 1, -600_001, false],
		['an earlier one', 0, 0, false],
		['the current one, at any time', 2, 1e12, true],
	])('is taken or not: %s', (_, index, age, isTaken) => {
		const second = renewed(SECRETS);
		const third = renewed(second);
		const given = currentSecret([SECRETS, second, third][index] ?? third);
		jest.spyOn(Date, 'now').mockReturnValue(third.issuedAt + age);

		const verified = verifySecret(request(basic(`n8n:${given}`)), third, 'basicAuth');
		expect(verified !== undefined).toBe(isTaken);
		if (isTaken) expect(verified).toMatchObject({ text: given, isCurrent: index === 2 });
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
		expect(verifySecret(request(authorization), SECRETS, 'basicAuth')).toBeUndefined();
		const inQuery = verifySecret(request(undefined, { secret: authorization }), SECRETS, 'query');
		expect(inQuery !== undefined).toBe(authorization === SECRET);
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
		verifySecret(request(basic(user)), SECRETS, 'basicAuth');
		verifySecret(request(undefined, { secret: user }), SECRETS, 'query');

		expect(compare).toHaveBeenCalledTimes(2);
		for (const texts of compare.mock.calls) {
			expect(texts.map(({ byteLength }) => byteLength)).toEqual([32, 32]);
		}
	});
});

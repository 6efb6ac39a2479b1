import { createHash, randomBytes, scrypt, timingSafeEqual } from 'crypto';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

/** The account that a credential's fields describe, as one text. It has the password in it. */
export function accountOf(credentials: ICredentialDataDecryptedObject, fields: string[]): string {
	return fields.map((field) => (credentials[field] ?? '') as string).join('\n');
}

const SALT_BYTES = 16;
const HASH_BYTES = 32;

/**
 * What is stored beside a token, to know its account by: a salted hash, with its salt in front. The account
 * itself has the password in it, which can come from elsewhere and must not enter n8n's database.
 */
export async function sealAccount(account: string): Promise<string> {
	const salt = randomBytes(SALT_BYTES);
	return seal(salt, await hash(account, salt));
}

/** The accounts whose seals were looked at, as hashes: a seal takes long to work out, by design. */
const known = new Map<string, string>();
const MAX_KNOWN = 500;

/** Whether a token was given to this account. */
async function isSealOf(account: string, sealed: string): Promise<boolean> {
	const key = createHash('sha256').update(account).digest('hex');
	if (known.get(sealed) === key) return true;
	const salt = Buffer.from(sealed.slice(0, 2 * SALT_BYTES), 'hex');
	const expected = Buffer.from(seal(salt, await hash(account, salt)));
	const found = Buffer.from(sealed);
	if (found.length !== expected.length || !timingSafeEqual(found, expected)) return false;
	known.set(sealed, key);
	const [oldest] = known.keys();
	if (known.size > MAX_KNOWN && oldest !== undefined) known.delete(oldest);
	return true;
}

/**
 * The stored token, but only for the account it was given to: after a change of user or password, n8n would
 * go on with the old account's token. A service refuses the text that stands in its place, and a new token is
 * got for the new account.
 *
 * @param fields the same as for `accountOf`, whose sealed result is stored as `tokenAccount`
 */
export async function tokenOf(
	credentials: ICredentialDataDecryptedObject,
	fields: string[],
): Promise<string> {
	const { tokenAccount, accessToken } = credentials;
	const account = accountOf(credentials, fields);
	const isOfAccount = typeof tokenAccount === 'string' && (await isSealOf(account, tokenAccount));
	return isOfAccount ? (accessToken as string) : 'outdated';
}

function seal(salt: Buffer, hashed: Buffer): string {
	return salt.toString('hex') + hashed.toString('hex');
}

async function hash(account: string, salt: Buffer): Promise<Buffer> {
	return await new Promise((resolve, reject) => {
		scrypt(account, salt, HASH_BYTES, (error, key) => {
			if (error) reject(error);
			else resolve(key);
		});
	});
}

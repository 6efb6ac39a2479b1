import { createHash, createHmac, randomBytes, timingSafeEqual } from 'crypto';
import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';
import { toText } from '../../shared/base/text';
import type { SecretPlacement } from './callbackUrl';
import { SECRET_PARAMETER, SECRET_USER } from './callbackUrl';
import { isObject } from '../../shared/base/records';

/*
 * A trigger gets a new secret whenever it is registered: the time at which the secret was issued, signed with
 * a key that never leaves n8n. The signature is what makes it safe to renew. n8n reads the static data of a
 * workflow before an event and writes all of it back afterwards, so an event that was coming in meanwhile
 * undoes what was stored of a new secret. The key is the same before and after, so a secret that is newer
 * than the stored one is known to be true all the same.
 */

/** How long the secret before the current one is taken: events with it may be on their way. */
const GRACE_MS = 600_000;

/** What is kept of a trigger's secrets in its static data; times are in milliseconds since 1970. */
export interface Secrets extends IDataObject {
	key: string;
	issuedAt: number;
	/** When the one before was issued; 0 if there was none. */
	formerIssuedAt: number;
}

/** The secrets that are stored for a trigger; undefined if it was never registered. */
export function storedSecrets({ secrets }: IDataObject): Secrets | undefined {
	if (!isObject(secrets)) return undefined;
	const { key, issuedAt, formerIssuedAt } = secrets as Partial<Secrets>;
	const isWhole =
		typeof key === 'string' &&
		key !== '' &&
		Number.isSafeInteger(issuedAt) &&
		Number.isSafeInteger(formerIssuedAt);
	return isWhole ? (secrets as Secrets) : undefined;
}

/** The secrets with a new one, to be stored in place of those before once Mluvii has it. */
export function renewed(secrets: Secrets | undefined): Secrets {
	const { key, issuedAt: formerIssuedAt } = secrets ?? {
		key: randomBytes(32).toString('hex'),
		issuedAt: 0,
	};
	// Later than the one before, whatever has happened to the clock.
	return { key, issuedAt: Math.max(Date.now(), formerIssuedAt + 1), formerIssuedAt };
}

/** What a secret of the trigger that came with a request says. */
export interface VerifiedSecret {
	text: string;
	/** What the one who sent it is, as `currentSecret` was told; undefined if it was told nothing. */
	sender: number | undefined;
	/** Whether no newer one is known. */
	isCurrent: boolean;
}

/**
 * The secret that was issued last: the time, and 32 bytes that follow from it and from the random key.
 *
 * @param sender the number of what is to send it, which is signed, too
 */
export function currentSecret({ key, issuedAt }: Secrets, sender?: number): string {
	return signed(key, sender === undefined ? `${issuedAt}` : `${issuedAt}.${sender}`);
}

/**
 * The secret of the trigger that a request carries in the one place where it belongs; undefined where it does not.
 * Mluvii does not sign its events (mluvii-api.md, section 13.2), so this is all that tells them from forged ones.
 */
export function verifySecret(
	context: IWebhookFunctions,
	secrets: Secrets,
	placement: SecretPlacement,
): VerifiedSecret | undefined {
	const given = placement === 'query' ? secretInQuery(context) : secretInHeader(context);
	const [stamp = ''] = given.split('-');
	const [issuedAt = NaN, sender] = stamp.split('.').map(Number);
	if (!isEqual(given, signed(secrets.key, stamp)) || !(issuedAt >= oldestTaken(secrets))) {
		return undefined;
	}
	return { text: given, sender, isCurrent: issuedAt >= secrets.issuedAt };
}

function oldestTaken({ issuedAt, formerIssuedAt }: Secrets): number {
	return Math.abs(Date.now() - issuedAt) <= GRACE_MS ? formerIssuedAt : issuedAt;
}

function secretInQuery(context: IWebhookFunctions): string {
	return toText((context.getQueryData() as Record<string, unknown>)[SECRET_PARAMETER]);
}

function secretInHeader(context: IWebhookFunctions): string {
	const [scheme = '', encoded = ''] = toText(context.getHeaderData().authorization).split(' ');
	const login = Buffer.from(encoded, 'base64').toString();
	const isOurs = scheme.toLowerCase() === 'basic' && login.startsWith(`${SECRET_USER}:`);
	return isOurs ? login.slice(SECRET_USER.length + 1) : '';
}

function signed(key: string, stamp: string): string {
	return `${stamp}-${createHmac('sha256', key).update(stamp).digest('hex')}`;
}

/** Takes the same time wherever the texts differ, and however long they are. */
function isEqual(given: string, wanted: string): boolean {
	const [a, b] = [given, wanted].map((text) => createHash('sha256').update(text).digest());
	return timingSafeEqual(a as Buffer, b as Buffer);
}

import { createHash } from 'crypto';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import type { AccessToken } from './logIn';
import { LogInRefused } from './logIn';

/** The account that a credential's fields describe, as one text. */
export function accountOf(credentials: ICredentialDataDecryptedObject, fields: string[]): string {
	return fields.map((field) => (credentials[field] ?? '') as string).join('\n');
}

/**
 * The stored token, but only for the account it was given to: after a change of user or password, n8n would
 * go on with the old account's token. A service refuses the text that stands in its place, and n8n gets a
 * token for the new account.
 *
 * @param fields the same as for `accountOf`, whose result is stored as `tokenAccount`
 */
export function tokenOf(credentials: ICredentialDataDecryptedObject, fields: string[]): string {
	const isOfAccount = accountOf(credentials, fields) === credentials.tokenAccount;
	return isOfAccount ? (credentials.accessToken as string) : 'outdated';
}

/** Why a token is wanted. */
export interface TokenRequest {
	/** The account, from `accountOf`; it is only kept as a hash. */
	account: string;
	/** The token that the service refused, if n8n has one. */
	refusedToken?: string;
	/** When the refused request was started (milliseconds since 1970), where the caller knows it. */
	refusedSince?: number;
	/** Logs in and returns the new token. */
	logIn: () => Promise<AccessToken>;
}

interface AccountTokens {
	pending?: Promise<AccessToken>;
	latest?: { token: AccessToken; mintedAt: number };
	/** The last log-in, if it was refused. */
	refusal?: { error: LogInRefused; at: number };
	/** When tokens were replaced, in the last minute. */
	renewals: number[];
}

/**
 * How long the outcome of a log-in stands for requests that ask for one as well: n8n may ask with data that
 * it read before a new token was stored.
 */
const REUSE_MS = 10_000;
/** A token refused again and again is not refused for its age; Lovi allows 10 log-ins a minute. */
const MAX_RENEWALS_PER_MINUTE = 4;
const MINUTE_MS = 60_000;
const MAX_ACCOUNTS = 500;

const accounts = new Map<string, AccountTokens>();

/**
 * Gives out tokens so that many requests at once cause one log-in. n8n asks a credential for a token
 * once per request that finds none or is refused, without regard for the others under way; here they
 * share one log-in, and a request that was refused with an older token gets the newer one. A refused
 * log-in is not tried again for a moment either: a wrong password sent for each of many items could lock
 * the account.
 *
 * @throws whatever `logIn` throws
 */
export async function obtainToken(request: TokenRequest): Promise<AccessToken> {
	const tokens = tokensOf(request.account);
	if (tokens.pending) return await tokens.pending;
	const { latest, refusal } = tokens;
	if (refusal && isWithin(REUSE_MS, refusal.at)) throw refusal.error;
	if (latest && (isNewer(latest, request) || isRefusedTooOften(tokens, request)))
		return latest.token;
	tokens.pending = request.logIn();
	tokens.pending.catch((error: unknown) => {
		if (error instanceof LogInRefused) tokens.refusal = { error, at: Date.now() };
	});
	try {
		const token = await tokens.pending;
		if (isRenewal(request)) tokens.renewals.push(Date.now());
		tokens.latest = { token, mintedAt: Date.now() };
		return token;
	} finally {
		tokens.pending = undefined;
	}
}

function isNewer(latest: NonNullable<AccountTokens['latest']>, request: TokenRequest): boolean {
	const { refusedSince } = request;
	if (refusedSince !== undefined) {
		return latest.mintedAt > refusedSince && latest.mintedAt <= Date.now();
	}
	return latest.token.accessToken !== request.refusedToken && isWithin(REUSE_MS, latest.mintedAt);
}

/** Whether it was in the last so many milliseconds. A time to come is left over from a clock that was put back. */
function isWithin(milliseconds: number, time: number): boolean {
	const age = Date.now() - time;
	return age >= 0 && age < milliseconds;
}

function isRefusedTooOften(tokens: AccountTokens, request: TokenRequest): boolean {
	tokens.renewals = tokens.renewals.filter((time) => isWithin(MINUTE_MS, time));
	return isRenewal(request) && tokens.renewals.length >= MAX_RENEWALS_PER_MINUTE;
}

function isRenewal(request: TokenRequest): boolean {
	return request.refusedToken !== undefined || request.refusedSince !== undefined;
}

function tokensOf(account: string): AccountTokens {
	const key = hashOf(account);
	let tokens = accounts.get(key);
	if (!tokens) {
		tokens = { renewals: [] };
		accounts.set(key, tokens);
		const [oldest] = accounts.keys();
		if (accounts.size > MAX_ACCOUNTS && oldest !== undefined) accounts.delete(oldest);
	}
	return tokens;
}

/** Where each OAuth2 token was used first, by its hash. */
const homes = new Map<string, string>();

/**
 * Keeps a token that n8n stores by itself from going to another host: after a change of the domain, n8n
 * goes on with the token of the domain before. It is remembered in this process, where a token was used.
 *
 * @throws UserError when the token was used elsewhere before
 */
export function keepAtHome(token: string, baseUrl: string): void {
	const key = hashOf(token);
	const home = homes.get(key) ?? baseUrl;
	if (home !== baseUrl) {
		throw new UserError(`The log-in of the credential belongs to ${home}, not to ${baseUrl}`, {
			description: 'Open the credential and choose "Connect my account" again.',
		});
	}
	homes.set(key, home);
	const [oldest] = homes.keys();
	if (homes.size > MAX_ACCOUNTS && oldest !== undefined) homes.delete(oldest);
}

function hashOf(text: string): string {
	return createHash('sha256').update(text).digest('hex');
}

import { createHash } from 'crypto';
import { UserError } from 'n8n-workflow';
import type { AccessToken } from './login';

/*
 * The life of a token, step by step:
 *
 * 1. A request finds no token in its credential, or the service refuses the one that it had (`canRenew` and
 *    `send` in cachedCredential.ts). n8n then calls the credential's preAuthentication.
 * 2. `preAuthenticate` asks for a token by `obtainToken`, below, and so do all other requests that need one.
 * 3. `logIn` sends the login, once (login.ts).
 * 4. n8n stores the token, and beside it the account that it was given to (account.ts), so that it is not
 *    used for another one. Nodes read it again every few seconds (cachedCredential.ts).
 * 5. The service refuses it one day, which leads back to 1.
 *
 * Three brakes keep logins few, all of them here:
 * - Requests that need a token of the same account at the same time share one pending login.
 * - The outcome of a login, good or bad, stands for ten seconds.
 * - No more than four tokens a minute are replaced: what is refused again and again is not refused for its age.
 *
 * A token of an OAuth2 credential is renewed by n8n itself; it is only bound to its host here.
 */

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

/** How the latest login of an account ended, and when. */
type LoginOutcome = { at: number } & ({ token: AccessToken } | { error: unknown });

interface AccountTokens {
	pending?: Promise<AccessToken>;
	latest?: LoginOutcome;
	/** When tokens were replaced, in the last minute. */
	renewals: number[];
}

/**
 * How long the outcome of a login stands for requests that ask for one as well. n8n may ask with data that it
 * read before a new token was stored; and a wrong password, or a server that is down, is not asked again for
 * each of many items. Whatever is kept of a credential elsewhere is kept for less, so that it is not older.
 */
export const OUTCOME_STANDS_MS = 10_000;
/** The strictest service allows 10 logins a minute. */
const MAX_RENEWALS_PER_MINUTE = 4;
const MINUTE_MS = 60_000;
const MAX_ACCOUNTS = 500;

const accounts = new Map<string, AccountTokens>();

/**
 * Gives out tokens so that many requests at once cause one login. n8n asks a credential for a token once per
 * request that finds none or is refused, without regard for the others in flight; here they share one login
 * and its outcome, good or bad, and a request that was refused with an older token gets the newer one.
 *
 * @throws whatever `logIn` throws, or threw a moment ago
 */
export async function obtainToken(request: TokenRequest): Promise<AccessToken> {
	const tokens = tokensOf(request.account);
	if (tokens.pending) return await tokens.pending;
	const { latest } = tokens;
	if (latest && 'error' in latest && isWithin(OUTCOME_STANDS_MS, latest.at)) throw latest.error;
	if (latest && 'token' in latest && answers(latest, tokens, request)) return latest.token;
	tokens.pending = request.logIn();
	tokens.pending.catch((error: unknown) => {
		tokens.latest = { error, at: Date.now() };
	});
	try {
		const token = await tokens.pending;
		if (isRenewal(request)) tokens.renewals.push(Date.now());
		tokens.latest = { token, at: Date.now() };
		return token;
	} finally {
		tokens.pending = undefined;
	}
}

/** Whether the latest token is what a request needs: newer than the refused one, or all that there is to have. */
function answers(
	{ token, at }: { token: AccessToken; at: number },
	tokens: AccountTokens,
	request: TokenRequest,
): boolean {
	if (isRefusedTooOften(tokens, request)) return true;
	const { refusedSince, refusedToken } = request;
	if (token.accessToken === refusedToken) return false;
	const isLater = refusedSince !== undefined && at > refusedSince && at <= Date.now();
	return isLater || isWithin(OUTCOME_STANDS_MS, at);
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

/**
 * Whether a token says of itself that it is valid for so many more milliseconds, as a JSON Web Token does (RFC
 * 7519, section 4.1.4).
 */
export function isValidFor(milliseconds: number, token: unknown): boolean {
	const [, payload = ''] = typeof token === 'string' ? token.split('.') : [];
	try {
		const { exp } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { exp?: unknown };
		return typeof exp === 'number' && exp * 1000 > Date.now() + milliseconds;
	} catch {
		return false;
	}
}

/** Where each OAuth2 token was used first, by its hash. */
const hosts = new Map<string, string>();

/**
 * Keeps a token that n8n stores by itself from going to another host: after a change of the domain, n8n
 * goes on with the token of the domain before. This is best effort, as n8n keeps nothing beside such a token:
 * where it was used is remembered in this process only, and n8n up to 2.11 does not ask for requests of its
 * HTTP Request node.
 *
 * @throws UserError when the token was used elsewhere before
 */
export function bindTokenToHost(token: string, baseUrl: string): void {
	const key = hashOf(token);
	const { origin } = new URL(baseUrl);
	const home = hosts.get(key) ?? origin;
	if (home !== origin) {
		throw new UserError(`The login of the credential belongs to ${home}, not to ${origin}`, {
			description: 'Open the credential and choose "Connect my account" again.',
		});
	}
	hosts.set(key, home);
	const [oldest] = hosts.keys();
	if (hosts.size > MAX_ACCOUNTS && oldest !== undefined) hosts.delete(oldest);
}

function hashOf(text: string): string {
	return createHash('sha256').update(text).digest('hex');
}

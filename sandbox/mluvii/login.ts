import { Router, type Response } from 'express';
import type { Contract } from '../contract';
import { describe } from '../contract';
import { loginPage } from '../faults';
import type { RequestLog } from '../requestLog';
import { entryOf, wireRequest } from '../service';
import type { Tokens } from '../tokens';
import type { createProvider } from './provider';
import type { MluviiState } from './state';

interface LoginOptions {
	provider: Awaited<ReturnType<typeof createProvider>>;
	state: MluviiState;
	tokens: Tokens<string>;
	contract: Contract;
	requestLog: RequestLog;
}

/**
 * Mluvii's login under `/login`. A certified OpenID provider answers by itself; requests and
 * answers are checked against the contract on the side.
 */
export function createLogin(options: LoginOptions): Router {
	const { provider, state, tokens, contract, requestLog } = options;

	provider.use(async (ctx, next) => {
		await next();
		const oidc = ctx.oidc as { route: string; client?: { clientId: string } } | undefined;
		if (oidc?.route !== 'token') return;
		const answer = ctx.body as {
			access_token?: string;
			expires_in?: number;
			error?: string;
		} | null;
		if (answer?.error === 'invalid_client') ctx.status = state.settings.wrongSecretStatus;
		if (answer?.access_token !== undefined) {
			tokens.add(answer.access_token, oidc.client?.clientId ?? '', answer.expires_in ?? 0);
		}
		check(contract, requestLog, ctx.res as Response, { status: ctx.status, body: answer });
	});
	const handle = provider.callback();

	return Router()
		.get('/Account/Login', (_req, res) => {
			res.type('html').send(loginPage);
		})
		.use((req, res) => {
			const operationId = entryOf(res).operationId;
			if (operationId === 'authorize') {
				check(contract, requestLog, res);
				req.url = withConsent(req.url);
			}
			return handle(req, res);
		});
}

/**
 * The library hands out a refresh token only after the user was asked for consent. Mluvii's kind
 * of login needs no `prompt` for that.
 */
function withConsent(url: string): string {
	const { pathname, searchParams } = new URL(url, 'http://sandbox');
	if (searchParams.get('scope')?.split(' ').includes('offline_access') === true) {
		searchParams.set('prompt', 'consent');
	}
	return `${pathname}?${searchParams.toString()}`;
}

function check(
	contract: Contract,
	requestLog: RequestLog,
	res: Response,
	answer?: { status: number; body: unknown },
): void {
	const entry = entryOf(res);
	const request = contract.spell(wireRequest(entry));
	const operation = contract.operation(request);
	if (operation === undefined) return;
	for (const problem of contract.checkRequest(request, operation)) {
		requestLog.violation(entry, 'request', describe(problem));
	}
	if (answer === undefined) return;
	for (const problem of contract.checkAnswer(operation, answer.status, answer.body)) {
		requestLog.violation(entry, 'response', problem);
	}
}

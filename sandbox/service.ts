import express, { type Express, type Request, type Response } from 'express';
import type { IncomingHttpHeaders } from 'node:http';
import { parse as parseQuery } from 'node:querystring';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from 'openapi-backend';
import { createHash } from 'node:crypto';
import type {
	HostName,
	LoggedBytes,
	LoggedPart,
	LoggedRequest,
	ServiceName,
	SuccessBody,
} from './api';
import { describe, problems, type Contract, type Problem } from './contract';
import { applyFault, foreignPage, type Faults } from './faults';
import type { RequestLog } from './requestLog';

/** A request that can be carried out, with numbers and booleans of the query as such. */
export interface Call {
	operationId: string;
	params: Record<string, string>;
	query: Record<string, unknown>;
	headers: IncomingHttpHeaders;
	body: unknown;
}

/** An answer: JSON unless a content type is given. */
export interface Answer {
	status: number;
	body?: unknown;
	headers?: Record<string, string>;
	/** File name of an answer that is to be saved. */
	attachment?: string;
	/** What the request did wrong that the contract cannot express. */
	violation?: string;
}

/** What may stand where a success has nothing to say. */
export const foreignAnswers: Record<Exclude<SuccessBody, 'json'>, Answer> = {
	plainOk: { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: 'OK' },
	html: {
		status: 200,
		headers: { 'content-type': 'text/html; charset=utf-8' },
		body: foreignPage,
	},
};

/** Carries out one operation. */
export type Handler = (call: Call) => Answer;

/** What makes a service out of a contract. */
export interface Service {
	name: ServiceName;
	contract: Contract;
	/** Handlers by operationId. */
	handlers: Record<string, Handler>;
	/** By security scheme of the contract: is the caller let in? */
	security: Record<string, (call: Call) => boolean>;
	latencyMs(): number;
	/** What time it is there, in milliseconds since 1970; the same as here if left out. */
	now?(): number;
	/** What to put in place of successes without a body. */
	successBody?(): SuccessBody;
	/** The answer in the form in which the service is to give it. */
	present?(answer: Answer): Answer;
	/** The body of a request that breaks the contract, as the service is known to read it. */
	read?(operationId: string | undefined, body: unknown): unknown;
	/** Whether the service takes what breaks the contract in this way. */
	accepts?(problem: Problem): boolean;
	/** Called before anything else, even before the token is looked at. */
	admit?(request: LoggedRequest): Answer | undefined;
	unauthorized(call: Call): Answer;
	/** Calls that the caller may not make although it is let in. */
	denied(): string[];
	forbidden(): Answer;
	invalid(call: Call, problems: Problem[]): Answer;
	notFound(): Answer;
	/** Routes that are not in the contract, and calls that a library answers. */
	extend?(app: Express): void;
}

type CallContext = Context<unknown, Call['params'], Call['query'], IncomingHttpHeaders>;

/**
 * Serve a contract over HTTP: log, faults and latency, then routing, validation and handlers. A request
 * that the contract does not allow is always recorded; it is carried out all the same where the service
 * would do so.
 */
export function createServiceApp(
	service: Service,
	requestLog: RequestLog,
	faults: Faults,
): Express {
	const { contract } = service;
	const app = createLoggedApp(service, requestLog, faults, (request) =>
		contract.operation(contract.spell(wireRequest(request))),
	);
	registerHandlers(service, requestLog);

	app.use((_req, res, next) => {
		const refusal = service.admit?.(entryOf(res));
		if (refusal !== undefined) send(res, refusal);
		else next();
	});
	service.extend?.(app);
	app.use(async (_req, res) => {
		const entry = entryOf(res);
		const answer = (await contract.router.handleRequest(
			contract.spell(wireRequest(entry)),
			entry,
		)) as Answer;
		if (answer.violation !== undefined) requestLog.violation(entry, 'request', answer.violation);
		const body = service.successBody?.() ?? 'json';
		const isSilent = answer.status < 300 && answer.body === undefined;
		if (isSilent && body !== 'json') send(res, foreignAnswers[body]);
		else send(res, service.present?.(answer) ?? answer);
	});
	return app;
}

/** An app that logs each request, waits as long as the host does, and applies faults. */
export function createLoggedApp(
	host: { name: HostName; latencyMs(): number; now?(): number },
	requestLog: RequestLog,
	faults: Faults,
	operationOf: (request: LoggedRequest) => { operationId?: string } | undefined = () => undefined,
): Express {
	const app = express().disable('etag').disable('x-powered-by');
	app.use(express.raw({ type: () => true, limit: '50mb' }));
	app.use(async (req, res, next) => {
		const entry = await logged(host.name, req);
		entry.operationId = operationOf(entry)?.operationId;
		res.locals['entry'] = entry;
		requestLog.begin(entry);
		if (host.now) res.set('date', new Date(host.now()).toUTCString());
		const complete = () => {
			if (entry.endedAt !== undefined) return;
			entry.status = res.writableFinished ? res.statusCode : null;
			entry.endedAt = Date.now();
		};
		// `finish` comes first, so that a caller who has its answer finds it in the log.
		res.once('finish', complete).once('close', complete);
		const latency = host.latencyMs();
		if (latency > 0) await sleep(latency);
		const fault = faults.take(entry, req.originalUrl);
		entry.fault = fault?.kind;
		if (fault === undefined || !(await applyFault(fault, res))) next();
	});
	return app;
}

/** The log entry of the request that is being answered. */
export function entryOf(res: Response): LoggedRequest {
	return res.locals['entry'] as LoggedRequest;
}

/** A logged request in the form that the contract takes. */
export function wireRequest({ method, path, query, headers, body }: LoggedRequest) {
	return {
		method,
		path,
		query: query as Record<string, string | string[]>,
		headers: headers as Record<string, string | string[]>,
		body,
	};
}

async function logged(service: HostName, req: Request): Promise<LoggedRequest> {
	const startedAt = Date.now();
	const [path = '', search = ''] = req.originalUrl.split('?', 2);
	const bytes = Buffer.isBuffer(req.body) ? bytesOf(req.body) : undefined;
	const body = (req.body = await parseBody(req));
	const { method, headers } = req;
	const query = { ...parseQuery(search) };
	return { service, method, path, query, headers, body, bytes, startedAt };
}

function bytesOf(bytes: Uint8Array): LoggedBytes {
	return { size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** JSON and forms as objects; anything else, broken JSON included, as text. */
async function parseBody(req: Request): Promise<unknown> {
	if (!Buffer.isBuffer(req.body) || req.body.length === 0) return undefined;
	if (req.is('multipart/form-data')) {
		const parts = await partsOf(req.body, req.headers['content-type'] ?? '').catch(() => undefined);
		if (parts !== undefined) return parts;
	}
	const text = req.body.toString('utf8');
	if (req.is('application/x-www-form-urlencoded')) {
		return Object.fromEntries(new URLSearchParams(text));
	}
	try {
		return req.is('application/json') ? (JSON.parse(text) as unknown) : text;
	} catch {
		return text;
	}
}

/** The parts of a form. @throws TypeError when it cannot be taken apart */
async function partsOf(body: Uint8Array, type: string): Promise<LoggedPart[]> {
	// eslint-disable-next-line @typescript-eslint/no-deprecated -- for bodies without an end; here they are cut off
	const form = await new Response(body, { headers: { 'content-type': type } }).formData();
	return await Promise.all(
		[...form].map(async ([name, value]): Promise<LoggedPart> => {
			if (typeof value === 'string') return { name, value };
			const bytes = bytesOf(new Uint8Array(await value.arrayBuffer()));
			return { name, file: { name: value.name, type: value.type, ...bytes } };
		}),
	);
}

function registerHandlers(service: Service, requestLog: RequestLog): void {
	const { contract, handlers } = service;
	const { router } = contract;
	const entryIn = (args: unknown[]) => args[0] as LoggedRequest;
	const record = (args: unknown[], message: string) => {
		requestLog.violation(entryIn(args), 'request', message);
	};

	const isDenied = (operationId: string) => service.denied().includes(operationId);

	for (const [scheme, isLetIn] of Object.entries(service.security)) {
		router.registerSecurityHandler(scheme, (context: CallContext) => isLetIn(callOf(context)));
	}
	for (const [operationId, handler] of Object.entries(handlers)) {
		router.register(operationId, (context: CallContext, ...args: unknown[]): Answer => {
			const expected = expectedMediaType(context);
			const sent = context.request.headers['content-type'] ?? 'none';
			if (expected !== undefined && context.request.body !== undefined) {
				if (!sent.startsWith(expected)) record(args, `content type is ${sent}, not ${expected}`);
			}
			const call = callOf(context);
			return isDenied(call.operationId) ? service.forbidden() : handler(call);
		});
	}
	router.register({
		unauthorizedHandler: (context: CallContext) => service.unauthorized(callOf(context)),
		validationFail: (context: CallContext, ...args: unknown[]) => {
			record(args, problems(context.validation).map(describe).join('; '));
			const { operation } = context;
			if (isDenied(operation.operationId ?? '')) return service.forbidden();
			const sent = contract.spell(wireRequest(entryIn(args)));
			const body = service.read?.(operation.operationId, sent.body) ?? sent.body;
			const read = contract.tolerate({ ...sent, body }, operation);
			const call = callOf({ operation, request: read.request as CallContext['request'] });
			const handler = handlers[call.operationId];
			const wrong = read.problems.filter((problem) => service.accepts?.(problem) !== true);
			if (wrong.length > 0 || handler === undefined) return service.invalid(call, wrong);
			return handler(call);
		},
		notFound: (_context: CallContext, ...args: unknown[]) => {
			record(args, 'the contract has no such path');
			return service.notFound();
		},
		methodNotAllowed: (_context: CallContext, ...args: unknown[]): Answer => {
			record(args, 'the contract has no such method on this path');
			return { status: 405 };
		},
		notImplemented: (_context: CallContext, ...args: unknown[]): Answer => {
			record(args, 'not implemented in the sandbox');
			return { status: 501 };
		},
		postResponseHandler: (context: CallContext, ...args: unknown[]) => {
			const answer = context.response as Answer;
			// Without a match there is no operation, whatever the type says.
			const operation = context.operation as CallContext['operation'] | undefined;
			const isJson = answer.headers?.['content-type'] === undefined;
			// That a key has no rights needs no mention in a contract.
			const isInContract = answer.status < 500 && answer.status !== 403;
			if (operation !== undefined && isJson && isInContract) {
				for (const problem of contract.checkAnswer(operation, answer.status, answer.body)) {
					requestLog.violation(entryIn(args), 'response', problem);
				}
			}
			return answer;
		},
	});
}

function expectedMediaType({ operation }: CallContext): string | undefined {
	const { requestBody } = operation;
	if (requestBody === undefined || !('content' in requestBody)) return undefined;
	return Object.keys(requestBody.content)[0];
}

function callOf({ request, operation }: Pick<CallContext, 'request' | 'operation'>): Call {
	const { params, query, headers, requestBody: body } = request;
	return { operationId: operation.operationId ?? '', params, query, headers, body };
}

/** Send an answer of a handler. */
export function send(res: Response, { status, body, headers = {}, attachment }: Answer): void {
	if (attachment !== undefined) res.attachment(attachment);
	res.status(status).set(headers);
	if (body === undefined) res.end();
	else if (res.hasHeader('content-type')) res.send(body);
	else res.json(body);
}

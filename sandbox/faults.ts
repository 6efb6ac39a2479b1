import type { Request, Response } from 'express';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { BodyChange, LoggedRequest, WireFault } from './api';
import { changed } from './changes';

/** Where a redirect goes unless the fault says otherwise; also what the HTML fault looks like. */
const loginPath = '/login/Account/Login';

/** The page that a service shows instead of an answer when it does not know the caller. */
export const loginPage =
	'<!DOCTYPE html><html><head><title>Login</title></head><body><form method="post">' +
	'<input name="Username"><input name="Password" type="password"><button>Login</button>' +
	'</form></body></html>';

/** A page that a proxy might put in place of an answer; not one to log in with. */
export const foreignPage = '<html><body>Thank you</body></html>';

const largeBytes = 10_000_000;

/** Faults on order. */
export class Faults {
	private orders: { fault: WireFault; skip: number; left: number }[] = [];

	add(fault: WireFault): void {
		const times = fault.times ?? 1;
		this.orders.push({ fault, skip: fault.skip ?? 0, left: times === 0 ? Infinity : times });
	}

	clear(): void {
		this.orders = [];
	}

	/** The fault for this request, if one is due; counts it as used. */
	take(request: LoggedRequest, url: string): WireFault | undefined {
		for (const order of this.orders) {
			if (order.left === 0 || !matches(order.fault, request, url)) continue;
			if (order.skip > 0) {
				order.skip--;
				continue;
			}
			order.left--;
			return order.fault;
		}
		return undefined;
	}
}

function matches({ service, method, path }: WireFault, request: LoggedRequest, url: string) {
	if (service !== request.service) return false;
	if (method !== undefined && method.toUpperCase() !== request.method) return false;
	if (path === undefined) return true;
	if (typeof path === 'string') return url.includes(path);
	const expression = new RegExp(path.source, path.flags);
	return [request.path, url].some((text) => text.search(expression) !== -1);
}

/** Apply a fault. Resolves to true when the request is done with, false when it is to be handled. */
export async function applyFault(fault: WireFault, res: Response): Promise<boolean> {
	if (fault.delayMs !== undefined) await sleep(fault.delayMs);
	switch (fault.kind) {
		case 'delay':
			return false;
		case 'drop':
			res.destroy();
			return true;
		case 'dropAfter':
			interceptEnd(res, () => res.destroy());
			return false;
		case 'dropInBody':
			interceptEnd(res, (body) => {
				res.setHeader('content-length', body.length);
				res.write(firstHalf(body), () => res.destroy());
			});
			return false;
		case 'truncated':
			interceptEnd(res, (body, end) => {
				replaceBody(res, firstHalf(body), end);
			});
			return false;
		case 'stall':
			interceptEnd(res, () => undefined);
			return false;
		case 'stallInBody':
			interceptEnd(res, (body) => {
				res.setHeader('content-length', body.length);
				res.write(firstHalf(body));
			});
			return false;
		case 'empty':
			interceptEnd(res, (_body, end) => {
				replaceBody(res, Buffer.alloc(0), end);
			});
			return false;
		case 'wrongType':
			interceptEnd(res, (_body, end) => {
				res.setHeader('content-type', 'application/json');
				replaceBody(res, Buffer.from('"quite something else"'), end);
			});
			return false;
		case 'htmlAfter':
			replaceAnswer(res, 'html', fault.body ?? foreignPage);
			return false;
		case 'plainText':
			replaceAnswer(res, 'text', fault.body ?? 'OK');
			return false;
		case 'gzip':
			interceptEnd(res, (body, end) => {
				res.setHeader('content-encoding', 'gzip');
				replaceBody(res, gzipSync(body), end);
			});
			return false;
		case 'large':
			interceptEnd(res, (body, end) => {
				replaceBody(res, Buffer.concat([Buffer.alloc(largeBytes - body.length, ' '), body]), end);
			});
			return false;
		case 'rewrite':
			interceptEnd(res, (body, end) => {
				res.status(fault.status ?? res.statusCode).set(fault.headers ?? {});
				replaceBody(res, rewritten(body, fault.changes ?? []), end);
			});
			return false;
		case 'html':
			res
				.set(fault.headers ?? {})
				.type('html')
				.send(loginPage);
			return true;
		case 'redirect':
			res
				.status(fault.status ?? 302)
				.set({ location: loginPath, ...fault.headers })
				.end();
			return true;
		case 'echo':
			res
				.status(fault.status ?? 400)
				.set(fault.headers ?? {})
				.json({ message: repeated(res.req) });
			return true;
		case 'status':
			res.status(fault.status ?? 500).set(fault.headers ?? {});
			if (fault.body === undefined) res.end();
			else if (typeof fault.body === 'string') res.send(fault.body);
			else res.json(fault.body);
			return true;
	}
}

/** A body after these changes: JSON as such, anything else as a text; without changes the same bytes. */
function rewritten(body: Buffer, changes: BodyChange[]): Buffer {
	if (changes.length === 0) return body;
	const text = body.toString('utf8');
	const isText = !isJson(text);
	const result = changed(isText ? text : JSON.parse(text), changes);
	if (result === undefined) return Buffer.alloc(0);
	return Buffer.from(isText && typeof result === 'string' ? result : JSON.stringify(result));
}

function isJson(text: string): boolean {
	try {
		JSON.parse(text);
		return true;
	} catch {
		return false;
	}
}

/** What a careless service says about a request: all of it, each value as it is and in usual encodings. */
function repeated({ method, originalUrl, headers, body }: Request): string {
	const sent = [...leaves(headers), ...leaves(body)];
	const encoded = sent.flatMap((text) => [
		encodeURIComponent(text),
		...(['base64', 'base64url', 'hex'] as const).map((form) => Buffer.from(text).toString(form)),
	]);
	return [`${method} ${originalUrl}`, JSON.stringify(body), ...sent, ...encoded].join('\r\n');
}

/** Every text in a value; of a header with a scheme, the credentials alone as well. */
function leaves(value: unknown): string[] {
	if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(leaves);
	const text = String(value);
	return text.startsWith('Bearer ') ? [text, text.slice('Bearer '.length)] : [text];
}

function replaceAnswer(res: Response, type: string, body: unknown): void {
	interceptEnd(res, (_body, end) => {
		res.status(200).type(type);
		replaceBody(res, Buffer.from(String(body)), end);
	});
}

function replaceBody(res: Response, body: Buffer, end: (body: Buffer) => void): void {
	res.setHeader('content-length', body.length);
	end(body);
}

function firstHalf(body: Buffer): Buffer {
	return body.subarray(0, Math.ceil(body.length / 2));
}

/** Let the handling run its course and deal with the bytes it wants to send. */
function interceptEnd(res: Response, deliver: (body: Buffer, end: (body: Buffer) => void) => void) {
	const end = res.end.bind(res) as (body: Buffer) => void;
	res.end = ((body?: unknown) => {
		const bytes = typeof body === 'string' || Buffer.isBuffer(body) ? body : '';
		deliver(Buffer.from(bytes as string), end);
		return res;
	}) as typeof res.end;
}

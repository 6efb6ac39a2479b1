import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { toText } from '../../nodes/shared/base/text';
import type { ServiceName } from '../../sandbox/api';
import type { ContractCall } from '../../test/support/contracts';
import '../../test/support/engineHome';
import { Engine } from '../../test/support/engine';
import type { Fetched } from './documents/find';
import type { Memory, NodeOperation, Step, Value } from './plan';
import type { Exchange } from './exchange';
import { axiosOfN8n, Recorder } from './recorder';

/** A longer silence than this is no answer. */
const TIMEOUT_MS = 20_000;
/** What is read of a document at most, in bytes. */
const LARGEST_DOCUMENT = 20_000_000;
const FORM = 'application/x-www-form-urlencoded';

/** The login of one service, as its credential type stores it. */
export interface Login {
	type: 'mluviiApi' | 'loviApi';
	data: ICredentialDataDecryptedObject;
	/** Where the service is, without a slash at the end. */
	baseUrl: string;
}

/** How requests are sent. */
export interface Pace {
	/** Milliseconds from one request to the next. */
	pauseMs: number;
	/** Ends the request that is in flight; nothing is sent afterwards. */
	signal: AbortSignal;
	/** Whether a request may go out at all, whoever sends it; the last guard against one that changes something. */
	mayBeSent: (method: string, url: URL) => boolean;
}

/** A step, with the call that it sends and what was learned before. */
export interface Delivery {
	step: Step;
	call: ContractCall;
	memory: Memory;
}

/**
 * Sends requests one by one: as the node does, which is the built package in n8n's engine, or bare where a request
 * is to carry no login, or a false one. Whatever goes out is recorded.
 */
export class Transport {
	private readonly recorder: Recorder;
	/** Documents and files are at addresses that the contract need not have. */
	private isBeyondContract = false;
	private sentAt = 0;
	private readonly stopped: Promise<unknown>;

	private constructor(
		private readonly engine: Engine,
		private readonly service: ServiceName,
		private readonly login: Login,
		private readonly pace: Pace,
	) {
		const { signal } = pace;
		this.recorder = new Recorder((method, url) =>
			this.isBeyondContract ? method === 'GET' : pace.mayBeSent(method, url),
		);
		this.stopped = signal.aborted ? Promise.resolve() : once(signal, 'abort');
	}

	/** @throws Error when the package is not built */
	static async open(service: ServiceName, login: Login, pace: Pace): Promise<Transport> {
		const engine = await Engine.load();
		engine.credentials.save(login.type, login.data);
		engine.credentials.shortTimeout = () => TIMEOUT_MS;
		return new Transport(engine, service, login, pace);
	}

	/** How many requests were sent. */
	get count(): number {
		return this.recorder.count;
	}

	/** Sends what a step says. Returns everything that went over the wire for it, logins too, in its order. */
	async send(delivery: Delivery): Promise<Exchange[]> {
		const { sender = 'node', address } = delivery.step;
		return await this.paced(async () => {
			await (sender === 'node' ? this.sendByNode(delivery) : this.sendBare(delivery));
		}, address !== undefined);
	}

	/** Reads a document without any login: at a whole address, or at a path of the service. */
	async read(address: string): Promise<Fetched | undefined> {
		const url = URL.canParse(address) ? address : this.login.baseUrl + address;
		let fetched: Fetched | undefined;
		await this.paced(async () => {
			await axiosOfN8n
				.get<string>(url, { ...this.bare(), maxContentLength: LARGEST_DOCUMENT })
				.then(({ status, headers, data }) => {
					fetched = { status, contentType: String(headers['content-type'] ?? ''), text: data };
				})
				.catch(() => undefined);
		}, true);
		return fetched;
	}

	/** Ends the recording. */
	close(): void {
		this.recorder.stop();
	}

	private async paced(send: () => Promise<void>, isBeyondContract = false): Promise<Exchange[]> {
		this.isBeyondContract = isBeyondContract;
		const { pauseMs, signal } = this.pace;
		const wait = this.sentAt + pauseMs - Date.now();
		if (wait > 0) await sleep(wait, undefined, { signal }).catch(() => undefined);
		if (!signal.aborted) await send();
		this.sentAt = Date.now();
		return this.recorder.take();
	}

	private async sendByNode(delivery: Delivery): Promise<void> {
		const { resource, operation, parameters } = delivery.step.by ?? apiRequest(delivery);
		await this.engine
			.run({
				node: this.service,
				parameters: { resource, operation, ...parameters(delivery.memory) },
				// How it ended is recorded, whatever the node makes of it.
				continueOnFail: true,
				cancelWhen: async () => {
					await this.stopped;
				},
			})
			// What n8n does not even begin is not recorded, and counts as not sent.
			.catch(() => undefined);
	}

	private async sendBare(delivery: Delivery): Promise<void> {
		const { step, call, memory } = delivery;
		const isForm = call.path === '/login/connect/token';
		const url = step.address
			? String(memory.get(step.address.name))
			: this.login.baseUrl + pathOf(delivery);
		const body = step.body && resolved(step.body, memory);
		// What is in a file is nobody's business here.
		const isHead = call.operationId === 'downloadFile';
		const answer = await axiosOfN8n
			.request<unknown>({
				...this.bare(),
				...(isHead && { responseType: 'stream' }),
				method: call.method,
				url,
				params: resolved(step.query ?? {}, memory),
				paramsSerializer: { indexes: null },
				headers: {
					Accept: isHead ? '*/*' : 'application/json',
					...(body && { 'Content-Type': isForm ? FORM : 'application/json' }),
					...this.authorization(step, url),
					...this.gateway(url),
					...resolved(step.headers ?? {}, memory),
				},
				data:
					body &&
					(isForm
						? new URLSearchParams(body as Record<string, string>).toString()
						: JSON.stringify(body)),
			})
			.catch(() => undefined);
		if (isHead) (answer?.data as Readable | undefined)?.destroy();
	}

	/** A token goes to the service only. */
	private authorization({ sender, body }: Step, url: string): Record<string, string> {
		if (sender === 'nobody' || body || !url.startsWith(`${this.login.baseUrl}/`)) return {};
		const { accessToken } = this.engine.credentials.read(this.login.type);
		return {
			Authorization: `Bearer ${sender === 'stranger' ? randomUUID() : toText(accessToken)}`,
		};
	}

	/** Without its key, a gateway would answer in place of the service. */
	private gateway(url: string): Record<string, string> {
		const key = toText(this.login.data.gatewayApiKey);
		return key !== '' && url.startsWith(`${this.login.baseUrl}/`) ? { apikey: key } : {};
	}

	private bare() {
		return {
			maxRedirects: 0,
			responseType: 'text' as const,
			// Left as it is, for the recorder.
			transformResponse: (data: unknown) => data,
			validateStatus: () => true,
			timeout: TIMEOUT_MS,
			signal: this.pace.signal,
		};
	}
}

/** A step as the node's API Request. */
function apiRequest(delivery: Delivery): NodeOperation {
	const { step, call } = delivery;
	return {
		resource: 'apiRequest',
		operation: 'send',
		parameters: (memory) => ({
			method: call.method,
			path: pathOf(delivery),
			queryParameters: { pairs: pairsOf(resolved(step.query ?? {}, memory)) },
			headers: { pairs: pairsOf(resolved(step.headers ?? {}, memory)) },
		}),
	};
}

/** Names with their values as API Request takes them; a list repeats its name. */
function pairsOf(values: Record<string, string | string[]>) {
	return Object.entries(values).flatMap(([name, value]) =>
		[value].flat().map((one) => ({ name, value: one })),
	);
}

/** The path of a step below the base URL. */
function pathOf({ step, call, memory }: Delivery): string {
	const values = resolved(step.params ?? {}, memory);
	const path = call.path.replace(/\{(\w+)\}/g, (_, name: string) =>
		encodeURIComponent(String(values[name])),
	);
	return step.respell?.(path) ?? path;
}

/** Values as they are sent. */
function resolved(
	values: Record<string, Value | Value[]>,
	memory: Memory,
): Record<string, string | string[]> {
	const one = (value: Value): string =>
		String(typeof value === 'object' ? memory.get(value.name) : value);
	return Object.fromEntries(
		Object.entries(values).map(([name, value]) => [
			name,
			Array.isArray(value) ? value.map(one) : one(value),
		]),
	);
}

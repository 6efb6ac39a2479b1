import { createRequire } from 'node:module';
import type { AxiosError, AxiosInstance, AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import type { Exchange } from './exchange';
import { parsed } from './json';

const requireOfCore = createRequire(require.resolve('n8n-core'));
const requireOfNetwork = createRequire(requireOfCore.resolve('@n8n/backend-network'));

/** The HTTP client by which n8n sends: whatever goes through n8n's helpers goes through this very object. */
export const axiosOfN8n = requireOfNetwork('axios') as AxiosInstance;

/** Keeps what goes over the wire while it is on. */
export class Recorder {
	private exchanges: Exchange[] = [];
	private readonly interceptors: { request: number; response: number };
	/** How many requests were sent in all. */
	count = 0;

	/** @param mayBeSent a request that it does not allow is not sent, and ends with an error */
	constructor(
		mayBeSent: (method: string, url: URL) => boolean,
		private readonly http = axiosOfN8n,
	) {
		const request = http.interceptors.request.use((config) => {
			const method = methodOf(config);
			if (mayBeSent(method, this.addressOf(config))) return config;
			throw new Error(`${method} ${this.addressOf(config).pathname} is not part of the check`);
		});
		const response = http.interceptors.response.use(
			(answer) => {
				this.keep(answer.config, answer);
				return answer;
			},
			(error: AxiosError) => {
				if (error.config) this.keep(error.config, error.response);
				return Promise.reject(error);
			},
		);
		this.interceptors = { request, response };
	}

	/** What was recorded since the last time, in the order of the answers. */
	take(): Exchange[] {
		const taken = this.exchanges;
		this.exchanges = [];
		return taken;
	}

	/** Ends the recording. */
	stop(): void {
		this.http.interceptors.request.eject(this.interceptors.request);
		this.http.interceptors.response.eject(this.interceptors.response);
	}

	private addressOf(config: InternalAxiosRequestConfig): URL {
		return new URL(this.http.getUri(config));
	}

	private keep(config: InternalAxiosRequestConfig, response?: AxiosResponse): void {
		const text = typeof response?.data === 'string' ? response.data : undefined;
		this.count++;
		this.exchanges.push({
			method: methodOf(config),
			url: this.addressOf(config),
			status: response?.status,
			headers: headersOf(response),
			body: text === undefined ? response?.data : parsed(text),
			length: text?.length,
		});
	}
}

function methodOf({ method = 'get' }: InternalAxiosRequestConfig): string {
	return method.toUpperCase();
}

function headersOf(response?: AxiosResponse): Record<string, string> {
	const entries = Object.entries(response?.headers ?? {});
	return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), String(value)]));
}

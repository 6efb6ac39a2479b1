import type { Express } from 'express';
import { randomUUID } from 'node:crypto';
import type { Faults } from '../faults';
import type { RequestLog } from '../requestLog';
import { createLoggedApp, entryOf, send, type Answer } from '../service';
import { notFound } from './answers';
import type { MluviiState } from './state';

/** Recordings are big enough to arrive in several pieces. */
const recordingBytes = 200_000;

/**
 * Where recordings and files are. As a host of its own it works like the usual ones: the address is
 * signed, and whoever has it needs nothing else. A token of Mluvii is none of its business.
 */
export class Storage {
	private readonly signature = randomUUID();

	constructor(
		private readonly url: string,
		private readonly state: MluviiState,
	) {}

	/** The signed address of a file. */
	address(source = '', key = ''): string {
		return `${this.url}/${source}/${encodeURIComponent(key)}?signature=${this.signature}`;
	}

	/** The file itself, or the answer that there is none. */
	file(source = '', key = ''): Answer {
		const isRecording = source === 'recording';
		const file = isRecording
			? this.state.session(Number(key))?.recordings?.[0]
			: this.state.sharedFile(key);
		if (file === undefined || file.isDeleted || file.isUploading) return notFound;
		return {
			status: 200,
			headers: { 'content-type': isRecording ? 'audio/mpeg' : 'application/pdf' },
			attachment: file.name,
			body: isRecording
				? Buffer.alloc(recordingBytes, `recording of ${key} `)
				: Buffer.from(`file ${file.id}`),
		};
	}

	/** The host by itself. */
	app(requestLog: RequestLog, faults: Faults): Express {
		const latencyMs = () => this.state.settings.latencyMs;
		const app = createLoggedApp({ name: 'storage', latencyMs }, requestLog, faults);
		return app.use((req, res) => {
			if (req.headers.authorization !== undefined) {
				requestLog.violation(entryOf(res), 'request', 'a token went to the storage host');
				send(res, { status: 400 });
				return;
			}
			const [, source, key = ''] = req.path.split('/');
			const isSigned = req.query['signature'] === this.signature && req.method === 'GET';
			send(res, isSigned ? this.file(source, decodeURIComponent(key)) : { status: 403 });
		});
	}
}

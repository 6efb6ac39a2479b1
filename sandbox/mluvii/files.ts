import type { Handler } from '../service';
import { found, notFound } from './answers';
import { filesOf, type MluviiState } from './state';

/** Recordings are big enough to arrive in several pieces. */
const recordingBytes = 200_000;

/** Handlers of files that were shared in sessions, and of recordings. */
export function fileHandlers(state: MluviiState): Record<string, Handler> {
	return {
		deleteSessionFiles({ params, body }) {
			const session = state.session(Number(params['id']));
			if (session === undefined) return notFound;
			const files = new Map(filesOf(session).map((file) => [file.id, file]));
			const { fileIds } = body as { fileIds: number[] };
			return found(
				fileIds.map((fileId) => {
					const file = files.get(fileId);
					if (file === undefined) return { fileId, state: 'INACCESSIBLE' };
					const fileState = file.isDeleted ? 'ALREADY_REMOVED' : 'REMOVED';
					file.isDeleted = true;
					return { fileId, state: fileState };
				}),
			);
		},

		downloadFile({ query }) {
			const key = Number(query['key']);
			const isRecording = query['source'] === 'recording';
			const file = isRecording ? state.session(key)?.recordings?.[0] : state.sharedFile(key);
			if (file === undefined || file.isDeleted || file.isUploading) return notFound;
			return {
				status: 200,
				headers: { 'content-type': isRecording ? 'audio/mpeg' : 'application/pdf' },
				attachment: file.name,
				body: isRecording
					? Buffer.alloc(recordingBytes, `recording of ${key} `)
					: Buffer.from(`file ${key}`),
			};
		},
	};
}

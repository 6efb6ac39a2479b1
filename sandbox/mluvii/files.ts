import type { Handler } from '../service';
import { done, found, notFound } from './answers';
import { filesOf, type MluviiState } from './state';
import type { Storage } from './storage';

/** Handlers of files that were shared in sessions, and of recordings. */
export function fileHandlers(state: MluviiState, storage: Storage): Record<string, Handler> {
	return {
		deleteSessionFiles({ params, body }) {
			const session = state.session(Number(params['id']));
			if (session === undefined) return notFound;
			const files = new Map(filesOf(session).map((file) => [file.id, file]));
			const { fileIds } = body as { fileIds: number[] };
			const deleted = fileIds.map((fileId) => {
				const file = files.get(fileId);
				if (file === undefined) return { fileId, state: 'INACCESSIBLE' };
				const fileState = file.isDeleted ? 'ALREADY_REMOVED' : 'REMOVED';
				file.isDeleted = true;
				return { fileId, state: fileState };
			});
			return state.settings.deletedFiles === 'list' ? found(deleted) : done;
		},

		downloadFile({ query }) {
			const { source, key } = query as { source?: string; key?: string };
			if (state.settings.fileHost === 'same') return storage.file(source, key);
			return { status: 302, headers: { location: storage.address(source, key) } };
		},
	};
}

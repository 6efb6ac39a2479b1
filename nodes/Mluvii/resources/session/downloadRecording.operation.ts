import type { IDataObject } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import { recordsIn } from '../../../shared/base/records';
import { toText } from '../../../shared/base/text';
import { choice, ids, text } from '../../../shared/operation/fields';
import { RecordWithFiles } from '../../../shared/operation/operation';
import type { MluviiClient } from '../../client';
import { sessionId } from '../../fields/session';
import * as endpoints from '../../generated/endpoints';
import { itemOperation } from '../../operation';

/** The word for one of what can be downloaded. */
const WORDS = { recordings: 'recording', files: 'file' };

/** Download files by the `downloadUrl` in the session. */
export const downloadRecording = itemOperation({
	value: 'downloadRecording',
	name: 'Download Recording',
	action: 'Download recordings or shared files of a session',
	description: 'Download the recordings of a session, or the files that were shared in it',
	effect: 'read',
	// How long a file takes depends on its size, and n8n may hold all of them in memory.
	parallel: 10,
	fields: {
		sessionId,
		what: choice({
			displayName: 'What to Download',
			options: [
				{ name: 'Recordings', value: 'recordings', description: 'Recorded calls and screens' },
				{ name: 'Shared Files', value: 'files', description: 'Files that were sent in the chat' },
			],
			default: 'recordings',
			description: 'What to take from the session; each becomes an output item of its own',
		}),
		binaryPropertyName: text({
			displayName: 'Put Output File in Field',
			default: 'data',
			required: true,
			placeholder: 'e.g. data',
			hint: 'The name of the output binary field to put the file in',
			description: 'The field of the output item in which later steps find the file',
		}),
	},
	options: {
		onlyIds: ids({
			displayName: 'Only IDs',
			placeholder: 'e.g. 300017, 300018',
			description: 'Numbers of the recordings or files to download, separated by commas',
		}),
	},
	async execute({ client, fields, options }) {
		const { sessionId, binaryPropertyName: field } = fields;
		const what = WORDS[fields.what];
		const session = await client.record({
			...endpoints.getSession({ id: sessionId }),
			subject: `Session ${sessionId}`,
		});
		const all = fields.what === 'files' ? filesOf(session) : recordsIn(session.recordings);
		const chosen = choose(all, options.onlyIds ?? [], { session: `Session ${sessionId}`, what });
		return await Promise.all(
			chosen.map(async (file) => await download(client, file, { sessionId, field, what })),
		);
	},
});

function filesOf({ activities }: IDataObject): IDataObject[] {
	return recordsIn(recordsIn(activities).map(({ file }) => file));
}

/** @throws UserError when there is nothing to download, or one that is asked for has no file */
function choose(
	all: IDataObject[],
	ids: number[],
	{ session, what }: { session: string; what: string },
): IDataObject[] {
	for (const id of ids) {
		if (!all.some((file) => file.id === id)) {
			throw new UserError(`${session} has no ${what} ${id}`);
		}
	}
	const chosen = ids.length > 0 ? all.filter(({ id }) => ids.includes(Number(id))) : all;
	if (chosen.length === 0) {
		throw new UserError(`${session} has no ${what}`, {
			description:
				'Filter the sessions before this step, or set On Error to Continue in the settings of this node.',
		});
	}
	for (const { id, isDeleted, isUploading, downloadUrl } of chosen) {
		const reason =
			isDeleted === true
				? 'was deleted'
				: isUploading === true
					? 'is still being processed'
					: toText(downloadUrl) === ''
						? 'has no file'
						: undefined;
		if (reason !== undefined) {
			throw new UserError(`The ${what} ${toText(id)} of ${session.toLowerCase()} ${reason}`, {
				description: 'Choose others with the option Only IDs, or try again later.',
			});
		}
	}
	return chosen;
}

async function download(
	client: MluviiClient,
	file: IDataObject,
	{ sessionId, field, what }: { sessionId: number; field: string; what: string },
): Promise<RecordWithFiles> {
	const name = toText(file.name) || `${what}-${toText(file.id)}`;
	const binary = await client.download(toText(file.downloadUrl), {
		name,
		subject: `The ${what} ${toText(file.id)} of session ${sessionId}`,
	});
	return new RecordWithFiles({ sessionId, ...file }, { [field]: binary });
}

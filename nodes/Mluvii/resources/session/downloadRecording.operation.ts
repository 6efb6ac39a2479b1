import type { IDataObject } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import { RecordWithFiles } from '../../../shared/operation/operation';
import { toText } from '../../../shared/base/text';
import * as validate from '../../../shared/operation/validate';
import { sessionLocator } from '../../locators';
import type { MluviiClient, MluviiOperation } from '../../client';
import { recordsIn } from '../../../shared/base/records';
import { path } from '../../../shared/http/path';

/** What can be downloaded, with the word for one of it. */
const KINDS: Record<string, string> = { recordings: 'recording', files: 'file' };

/** GET of the `downloadUrl` in the session (mluvii-api.md, section 3, CLI). */
export const downloadRecording: MluviiOperation = {
	value: 'downloadRecording',
	name: 'Download Recording',
	action: 'Download recordings of a session',
	description: 'Download the recordings of a session, or the files that were shared in it',
	effect: 'read',
	properties: [
		sessionLocator,
		{
			displayName: 'What to Download',
			name: 'what',
			type: 'options',
			options: [
				{ name: 'Recordings', value: 'recordings', description: 'Recorded calls and screens' },
				{ name: 'Shared Files', value: 'files', description: 'Files that were sent in the chat' },
			],
			default: 'recordings',
			description: 'What to take from the session; each becomes an output item of its own',
		},
		{
			displayName: 'Put Output File in Field',
			name: 'binaryPropertyName',
			type: 'string',
			default: 'data',
			required: true,
			placeholder: 'e.g. data',
			hint: 'The name of the output binary field to put the file in',
			description: 'The field of the output item in which later steps find the file',
		},
	],
	options: [
		{
			displayName: 'Only IDs',
			name: 'onlyIds',
			type: 'string',
			default: '',
			placeholder: 'e.g. 300017, 300018',
			description: 'Numbers of the recordings or files to download, separated by commas',
		},
	],
	async execute({ client, parameters }) {
		const sessionId = parameters.id('sessionId');
		const kind = parameters.choice('what');
		const what = KINDS[kind] as string;
		const field = parameters.text('binaryPropertyName');
		const options = parameters.filledIn('options');
		const ids = 'onlyIds' in options ? validate.filledIds(options.onlyIds, 'Only IDs') : [];
		const session = await client.record({
			method: 'GET',
			path: path`/api/v1/Sessions/${sessionId}`,
			subject: `Session ${sessionId}`,
		});
		const chosen = choose(kind === 'files' ? filesOf(session) : recordingsOf(session), ids, {
			session: `Session ${sessionId}`,
			what,
		});
		return await Promise.all(
			chosen.map(async (file) => await download(client, file, { sessionId, field, what })),
		);
	},
};

function recordingsOf({ recordings }: IDataObject): IDataObject[] {
	return recordsIn(recordings);
}

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

import type { IDataObject } from 'n8n-workflow';
import { sessionLocator } from '../../locators';
import type { MluviiOperation } from '../../client';
import { recordsIn } from '../../../shared/base/records';
import { path } from '../../../shared/http/path';

/** DELETE /api/v1/Sessions/{id}/files with a JSON body (mluvii-api.md, section 3, CLI). */
export const deleteFiles: MluviiOperation = {
	value: 'deleteFiles',
	name: 'Delete Files',
	action: 'Delete files of a session',
	description: 'Delete files that were shared in a session; this cannot be undone',
	effect: 'write',
	properties: [
		sessionLocator,
		{
			displayName: 'File IDs',
			name: 'fileIds',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 8812, 8813',
			description:
				'The numbers of the files, separated by commas. They are in the activities of the session, under "file".',
		},
	],
	async execute({ client, parameters, hint }) {
		const sessionId = parameters.id('sessionId');
		const fileIds = parameters.ids('fileIds');
		const answer = await client.request({
			method: 'DELETE',
			path: path`/api/v1/Sessions/${sessionId}/files`,
			body: { fileIds },
			subject: `Session ${sessionId}`,
		});
		const deleted = recordsIn(answer);
		if (deleted.length > 0) return deleted.map((file): IDataObject => ({ sessionId, ...file }));
		hint('Mluvii did not list the files, so that it is not known which of them were there.');
		return fileIds.map((fileId) => ({ sessionId, fileId, success: true }));
	},
};

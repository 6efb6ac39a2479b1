import type { IDataObject } from 'n8n-workflow';
import { path } from '../../../shared/service';
import { sessionLocator } from '../../locators';
import type { MluviiOperation } from '../../transport';

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
	async execute({ client, parameters }) {
		const sessionId = parameters.id('sessionId');
		const fileIds = parameters.ids('fileIds');
		const deleted = await client.records({
			method: 'DELETE',
			path: path`/api/v1/Sessions/${sessionId}/files`,
			body: { fileIds },
			subject: `Session ${sessionId}`,
		});
		return deleted.map((file): IDataObject => ({ sessionId, ...file }));
	},
};

import type { IDataObject } from 'n8n-workflow';
import { recordsIn } from '../../../shared/base/records';
import { ids } from '../../../shared/operation/fields';
import { sessionId } from '../../fields/session';
import * as endpoints from '../../generated/endpoints';
import { itemOperation } from '../../operation';

/** Delete files; the request is a DELETE with a JSON body. */
export const deleteFiles = itemOperation({
	value: 'deleteFiles',
	name: 'Delete Files',
	action: 'Delete files of a session permanently',
	description: 'Delete files that were shared in a session; this cannot be undone',
	effect: 'write',
	fields: {
		sessionId,
		fileIds: ids({
			displayName: 'File IDs',
			required: true,
			placeholder: 'e.g. 8812, 8813',
			description:
				'The numbers of the files, separated by commas. They are in the activities of the session, under "file".',
		}),
	},
	async execute({ client, fields: { sessionId, fileIds }, hint }) {
		const answer = await client.request({
			...endpoints.deleteSessionFiles({ id: sessionId }),
			body: { fileIds },
			subject: `Session ${sessionId}`,
		});
		const deleted = recordsIn(answer);
		if (deleted.length > 0) return deleted.map((file): IDataObject => ({ sessionId, ...file }));
		hint('Mluvii did not list the files, so that it is not known which of them were there.');
		return fileIds.map((fileId) => ({ sessionId, fileId, success: true }));
	},
});

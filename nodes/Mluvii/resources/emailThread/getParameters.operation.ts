import { valuesByName } from '../../interactionParameters';
import type { MluviiOperation } from '../../client';
import { emailThreadId } from './fields';
import { recordsIn } from '../../../shared/base/records';
import { path } from '../../../shared/http/path';

/** GET /api/v1/EmailThreads/{id}/params (mluvii-api.md, section 7, CLI). */
export const getParameters: MluviiOperation = {
	value: 'getParameters',
	name: 'Get Parameters',
	action: 'Get the parameters of an email thread',
	description: 'Read the values that are stored with an e-mail thread, such as an order number',
	effect: 'read',
	properties: [emailThreadId],
	async execute({ client, parameters }) {
		const emailThreadId = parameters.id('emailThreadId');
		const { params } = await client.record({
			method: 'GET',
			path: path`/api/v1/EmailThreads/${emailThreadId}/params`,
			subject: `E-mail thread ${emailThreadId}`,
		});
		const details = recordsIn(params);
		return { emailThreadId, params: valuesByName(details), details };
	},
};

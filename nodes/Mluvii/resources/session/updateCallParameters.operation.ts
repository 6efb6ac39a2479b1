import { path } from '../../../shared/service';
import { callParameterFields, readCallParameters } from '../../interactionParameters';
import { sessionLocator } from '../../locators';
import type { MluviiOperation } from '../../transport';

/** PUT /api/v1/Sessions/{id}/callparams (mluvii-api.md, section 3, CLI). */
export const updateCallParameters: MluviiOperation = {
	value: 'updateCallParameters',
	name: 'Update Call Parameters',
	action: 'Update the call parameters of a session',
	description: 'Store values with a session, such as an order number',
	effect: 'write',
	properties: [sessionLocator, ...callParameterFields],
	async execute({ client, parameters }) {
		const sessionId = parameters.id('sessionId');
		const callParams = readCallParameters(parameters);
		await client.request({
			method: 'PUT',
			path: path`/api/v1/Sessions/${sessionId}/callparams`,
			body: { callParams },
			subject: `Session ${sessionId}`,
		});
		return { sessionId, callParams, success: true };
	},
};

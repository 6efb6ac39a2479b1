import type { IDataObject } from 'n8n-workflow';
import { sessionLocator } from '../../locators';
import { valuesByName } from '../../interactionParameters';
import type { MluviiClient, MluviiOperation } from '../../client';
import { recordsIn } from '../../../shared/base/records';
import { path } from '../../../shared/http/path';

/** GET /api/v1/Sessions/{id}/callparams (mluvii-api.md, section 3, CLI). */
export const getCallParameters: MluviiOperation = {
	value: 'getCallParameters',
	name: 'Get Call Parameters',
	action: 'Get the call parameters of a session',
	description: 'Read the values that are stored with a session, such as an order number',
	effect: 'read',
	properties: [sessionLocator],
	async execute({ client, parameters }) {
		const sessionId = parameters.id('sessionId');
		const details = await storedCallParameters(client, sessionId);
		return { sessionId, callParams: valuesByName(details), details };
	},
};

/** What is stored with a session, one record for each value. */
export async function storedCallParameters(
	client: MluviiClient,
	sessionId: number,
): Promise<IDataObject[]> {
	const { callParams } = await client.record({
		method: 'GET',
		path: path`/api/v1/Sessions/${sessionId}/callparams`,
		subject: `Session ${sessionId}`,
	});
	return recordsIn(callParams);
}

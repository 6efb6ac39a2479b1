import type { IDataObject } from 'n8n-workflow';
import { recordsIn } from '../../../shared/base/records';
import type { MluviiClient } from '../../client';
import { valuesByName } from '../../fields/callParameters';
import { sessionId } from '../../fields/session';
import * as endpoints from '../../generated/endpoints';
import { itemOperation } from '../../operation';

export const getCallParameters = itemOperation({
	value: 'getCallParameters',
	name: 'Get Call Parameters',
	action: 'Get the call parameters stored with a session',
	description: 'Read the values that are stored with a session, such as an order number',
	effect: 'read',
	fields: { sessionId },
	async execute({ client, fields: { sessionId } }) {
		const details = await storedCallParameters(client, sessionId);
		return { sessionId, callParams: valuesByName(details), details };
	},
});

/** What is stored with a session, one record for each value. */
export async function storedCallParameters(
	client: MluviiClient,
	sessionId: number,
): Promise<IDataObject[]> {
	const { callParams } = await client.record({
		...endpoints.getSessionCallParams({ id: sessionId }),
		subject: `Session ${sessionId}`,
	});
	return recordsIn(callParams);
}

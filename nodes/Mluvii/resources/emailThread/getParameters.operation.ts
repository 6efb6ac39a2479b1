import { recordsIn } from '../../../shared/base/records';
import { valuesByName } from '../../fields/callParameters';
import { emailThreadId } from '../../fields/emailThread';
import * as endpoints from '../../generated/endpoints';
import { itemOperation } from '../../operation';

export const getParameters = itemOperation({
	value: 'getParameters',
	name: 'Get Parameters',
	action: 'Get the parameters stored with an email thread',
	description: 'Read the values that are stored with an e-mail thread, such as an order number',
	effect: 'read',
	fields: { emailThreadId },
	async execute({ client, fields: { emailThreadId } }) {
		const { params } = await client.record({
			...endpoints.getEmailThreadParams({ id: emailThreadId }),
			subject: `E-mail thread ${emailThreadId}`,
		});
		const details = recordsIn(params);
		return { emailThreadId, params: valuesByName(details), details };
	},
});

import { returnAllFields } from '../../../shared/operation/fields';
import type { MluviiOperation } from '../../client';
import { withoutSecret } from './fields';

/** GET /api/v1/Webhooks; whether it is paged is not documented (mluvii-api.md, section 13.1, CLI). */
export const getMany: MluviiOperation = {
	value: 'getMany',
	name: 'Get Many',
	action: 'Get many webhooks',
	description: 'Read many webhooks of the company; passwords in their addresses are hidden',
	effect: 'read',
	properties: [...returnAllFields],
	async execute({ client, parameters }) {
		const webhooks = await client.pagedRecords(
			{ path: '/api/v1/Webhooks', subject: 'The list of webhooks' },
			{ limit: parameters.limit(), mayBeUnpaged: true },
		);
		return webhooks.map(withoutSecret);
	},
};

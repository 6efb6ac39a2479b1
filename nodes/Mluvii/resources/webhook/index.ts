import type { MluviiResource } from '../../operation';
import { create } from './create.operation';
import { deleteWebhook } from './delete.operation';
import { get } from './get.operation';
import { getMany } from './getMany.operation';
import { update } from './update.operation';

export const webhook: MluviiResource = {
	value: 'webhook',
	name: 'Webhook',
	description:
		'Addresses that Mluvii calls when something happens. The Mluvii Trigger registers its own.',
	operations: [create, deleteWebhook, get, getMany, update],
};

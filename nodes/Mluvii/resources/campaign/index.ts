import type { MluviiResource } from '../../operation';
import { addContacts } from './addContacts.operation';
import { get } from './get.operation';
import { getContacts } from './getContacts.operation';
import { getMany } from './getMany.operation';

export const campaign: MluviiResource = {
	value: 'campaign',
	name: 'Campaign',
	description: 'Phone and WhatsApp campaigns, which call or write to the contacts in them',
	operations: [addContacts, get, getContacts, getMany],
};

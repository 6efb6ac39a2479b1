import type { MluviiResource } from '../../operation';
import { create } from './create.operation';
import { deleteContact } from './delete.operation';
import { get } from './get.operation';
import { getMany } from './getMany.operation';
import { update } from './update.operation';

export const contact: MluviiResource = {
	value: 'contact',
	name: 'Contact',
	description:
		'People in the contact directory, with their name, e-mail addresses, phone numbers and fields of your own',
	operations: [create, deleteContact, get, getMany, update],
};

import type { MluviiResource } from '../../operation';
import { create } from './create.operation';
import { deleteContact } from './delete.operation';
import { get } from './get.operation';
import { getMany } from './getMany.operation';
import { update } from './update.operation';

export const contact: MluviiResource = {
	value: 'contact',
	name: 'Contact',
	operations: [create, deleteContact, get, getMany, update],
};

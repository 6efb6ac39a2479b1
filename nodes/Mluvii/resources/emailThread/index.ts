import type { MluviiResource } from '../../operation';
import { addTag } from './addTag.operation';
import { create } from './create.operation';
import { get } from './get.operation';
import { getMessages } from './getMessages.operation';
import { getParameters } from './getParameters.operation';
import { removeTag } from './removeTag.operation';

export const emailThread: MluviiResource = {
	value: 'emailThread',
	name: 'Email Thread',
	description: 'Conversations with a customer by e-mail',
	operations: [addTag, create, get, getMessages, getParameters, removeTag],
};

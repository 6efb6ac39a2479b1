import type { LoviResource } from '../../operation';
import { create } from './create.operation';
import { getComponents } from './getComponents.operation';
import { getMany } from './getMany.operation';

export const template: LoviResource = {
	value: 'template',
	name: 'Template',
	description:
		'Texts of WhatsApp messages with placeholders, which WhatsApp approves before they may be sent',
	operations: [create, getComponents, getMany],
};

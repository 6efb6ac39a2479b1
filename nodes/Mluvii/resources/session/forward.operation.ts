import type { INodeProperties } from 'n8n-workflow';
import type { ItemParameters } from '../../../shared/operation/parameters';
import { updateDisplayOptions } from 'n8n-workflow';
import { chatbotId } from '../../fields';
import { groupLocator, sessionLocator, userLocator } from '../../locators';
import type { MluviiOperation } from '../../client';
import { path } from '../../../shared/http/path';

/** What a session can be forwarded to, by the fields that say where exactly. */
const TARGETS: Record<string, INodeProperties> = {
	chatbot: chatbotId,
	group: groupLocator,
	phoneNumber: {
		displayName: 'Phone Number',
		name: 'phoneNumber',
		type: 'string',
		default: '',
		placeholder: 'e.g. +420601234567',
		description: 'The phone number that takes over the call',
	},
	user: userLocator,
};

/** POST /api/v1/Sessions/{id}/forward (mluvii-api.md, section 3, CLI). */
export const forward: MluviiOperation = {
	value: 'forward',
	name: 'Forward',
	action: 'Forward a session',
	description: 'Hand a session over to an operator, a group, a chatbot or a phone number',
	effect: 'write',
	properties: [
		sessionLocator,
		{
			displayName: 'Forward To',
			name: 'target',
			type: 'options',
			options: [
				{ name: 'Chatbot', value: 'chatbot' },
				{ name: 'Group', value: 'group' },
				{ name: 'Phone Number', value: 'phoneNumber' },
				{ name: 'User', value: 'user' },
			],
			default: 'group',
			description: 'Who takes over the session',
		},
		...Object.entries(TARGETS).flatMap(([target, field]) =>
			// n8n asks for all of them when the target is an expression, so none can be required by itself.
			updateDisplayOptions({ show: { target: [target] } }, [{ ...field, required: undefined }]),
		),
		{
			displayName: 'Note',
			name: 'note',
			type: 'string',
			typeOptions: { rows: 3 },
			default: '',
			placeholder: 'e.g. Asks about invoice 2024-117',
			description: 'What whoever takes over should know; left out if empty',
		},
	],
	async execute({ client, parameters }) {
		const sessionId = parameters.id('sessionId');
		const target = readTarget(parameters);
		const note = parameters.optionalText('note');
		await client.request({
			method: 'POST',
			path: path`/api/v1/Sessions/${sessionId}/forward`,
			body: { ...target, ...(note === '' ? {} : { note }) },
			subject: `Session ${sessionId}`,
		});
		return { sessionId, ...target, success: true };
	},
};

/** Exactly one target, as the model of the request wants (mluvii-api.md, section 3). */
function readTarget(parameters: ItemParameters): Record<string, number | string> {
	switch (parameters.choice('target')) {
		case 'chatbot':
			return { chatbotId: parameters.id('chatbotId') };
		case 'phoneNumber':
			return { phoneNumber: parameters.text('phoneNumber') };
		case 'user':
			return { userId: parameters.id('userId') };
		default:
			return { operatorGroupId: parameters.id('groupId') };
	}
}

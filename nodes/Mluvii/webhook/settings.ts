import type { IDataObject, IHookFunctions, INodeProperties, IWebhookFunctions } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import { isEmpty } from '../../shared/operation/parameters';
import * as validate from '../../shared/operation/validate';
import { enumOptions } from '../enums';
import { SESSION_CHANNEL } from '../generated/enums';
import { departmentsField } from '../fields';
import type { SecretPlacement } from './callbackUrl';
import { eventTypesField } from './events';

/** What the trigger is to report, and how. */
export interface TriggerSettings {
	eventTypes: string[];
	/** IDs; events of all departments if there is none. */
	departments: string[];
	/** Events on all channels if there is none. */
	channels: string[];
	fetchFullObject: boolean;
}

const channelsField: INodeProperties = {
	displayName: 'Channels',
	name: 'channels',
	type: 'multiOptions',
	options: enumOptions(SESSION_CHANNEL),
	default: [],
	description:
		'Only events of sessions on these channels; events that have no channel always start the workflow',
};

const fetchFullObjectField: INodeProperties = {
	displayName: 'Fetch Full Object',
	name: 'fetchFullObject',
	type: 'boolean',
	default: true,
	description:
		'Whether to read the session or e-mail thread that an event is about, and hand it on with the event',
};

/** The options of the trigger. */
export const optionsField: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	description: 'Which events start the workflow, and what they bring',
	options: [
		channelsField,
		departmentsField,
		fetchFullObjectField,
		{
			displayName: 'Secret Placement',
			name: 'secretPlacement',
			type: 'options',
			options: [
				{
					name: 'Basic Auth',
					value: 'basicAuth',
					description: 'As user name and password of the address',
				},
				{
					name: 'Query Parameter',
					value: 'query',
					description: 'For a proxy in front of n8n that takes user names and passwords away',
				},
			],
			default: 'basicAuth',
			description: 'How Mluvii proves that an event comes from it',
		},
	],
};

type TriggerContext = IHookFunctions | IWebhookFunctions;

/** Where the secret is; read by itself, as nothing else is looked at before the secret was found. */
export function secretPlacementOf(context: TriggerContext): SecretPlacement {
	return context.getNodeParameter('options.secretPlacement', 'basicAuth') as SecretPlacement;
}

/** Reads and checks what was chosen in the panel. @throws UserError that names the wrong field */
export function readSettings(context: TriggerContext): TriggerSettings {
	const { displayName, name } = eventTypesField;
	const eventTypes = validate.list(context.getNodeParameter(name), displayName);
	if (eventTypes.length === 0) {
		throw new UserError('No event is chosen', {
			description: `Choose under ${displayName} what is to start the workflow.`,
		});
	}
	return {
		eventTypes,
		departments: readFilter(context, departmentsField.name, 'Departments', validate.ids),
		channels: readFilter(context, channelsField.name, channelsField.displayName, validate.list),
		fetchFullObject: validate.yesNo(
			context.getNodeParameter(`options.${fetchFullObjectField.name}`, false),
			fetchFullObjectField.displayName,
		),
	};
}

/** @throws UserError also for an expression that gives nothing, which would let everything through */
function readFilter(
	context: TriggerContext,
	name: string,
	label: string,
	read: (value: unknown, label: string) => Array<number | string>,
): string[] {
	const values = read(context.getNodeParameter(`options.${name}`, []), label).map(String);
	const stored = (context.getNode().parameters.options as IDataObject | undefined)?.[name] ?? '';
	if (values.length === 0 && !isEmpty(stored)) {
		throw new UserError(`${label} is empty`, {
			description: `Fill in ${label}, or take the option away to be told of all events.`,
		});
	}
	return values;
}

import type { IDataObject, IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import { Entries, readFields } from '../../shared/operation/field';
import { collection, choice, openChoices, yesNo } from '../../shared/operation/fields';
import { enumOptions } from '../enums';
import { departmentList } from '../fields/department';
import { SESSION_CHANNEL } from '../generated/lists';
import type { SecretPlacement } from './callbackUrl';
import { eventTypes } from './events';

/** The options of the trigger. */
const options = collection(
	{
		displayName: 'Options',
		placeholder: 'Add option',
		description: 'Which events start the workflow, and what they bring',
	},
	{
		channels: openChoices({
			displayName: 'Channels',
			options: enumOptions(SESSION_CHANNEL),
			description:
				'Only events of sessions on these channels; events that have no channel always start the workflow',
		}),
		departments: departmentList({ label: 'Departments' }),
		fetchFullObject: yesNo({
			displayName: 'Fetch Full Object',
			default: true,
			description:
				'Whether to read the session or e-mail thread that an event is about, and hand it on with the event',
		}),
		secretPlacement: choice({
			displayName: 'Secret Placement',
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
		}),
	},
);

/** The fields of the trigger. */
export const triggerFields = { eventTypes, options };

/** What the trigger is to report, and how. */
export interface TriggerSettings {
	eventTypes: string[];
	/** IDs; events of all departments if there is none. */
	departments: string[];
	/** Events on all channels if there is none. */
	channels: string[];
	fetchFullObject: boolean;
}

type TriggerContext = IHookFunctions | IWebhookFunctions;

/** Where the secret is; read by itself, as nothing else is looked at before the secret was found. */
export function secretPlacementOf(context: TriggerContext): SecretPlacement {
	return context.getNodeParameter('options.secretPlacement', 'basicAuth') as SecretPlacement;
}

/** Reads and checks what was chosen in the panel. @throws UserError that names the wrong field */
export function readSettings(context: TriggerContext): TriggerSettings {
	const { parameters: stored } = context.getNode();
	const entered = {
		eventTypes: context.getNodeParameter('eventTypes'),
		options: context.getNodeParameter('options', {}),
	} as IDataObject;
	const source = new Entries(entered, context.getTimezone(), '', stored);
	if (source.isLeftEmpty('eventTypes')) {
		throw new UserError('No event is chosen', {
			description: 'Choose under Events what is to start the workflow.',
		});
	}
	const { eventTypes, options } = readFields(triggerFields, source);
	const { channels = [], departments = [], fetchFullObject = false } = options;
	return { eventTypes, channels, departments: departments.map(String), fetchFullObject };
}

import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import type { Field } from '../../shared/operation/field';
import { adjusted, Entries, readAdded } from '../../shared/operation/field';
import { collection, openChoices, yesNo } from '../../shared/operation/fields';
import * as validate from '../../shared/operation/validate';
import { enumOptions } from '../enums';
import { departments } from '../fields/department';
import { SESSION_CHANNEL } from '../generated/lists';
import { eventTypes } from './events';
import { secretPlacement } from './secretPlacement';

/** What an event has to meet, and what it brings. */
const settings = {
	channels: filter(
		openChoices({
			displayName: 'Channels',
			options: enumOptions(SESSION_CHANNEL),
			description:
				'Only events of sessions on these channels; events that have no channel always start the workflow',
		}),
		'Channels',
		validate.list,
	),
	departments: filter(adjusted(departments, { required: undefined }), 'Departments', validate.ids),
	fetchFullObject: yesNo({
		displayName: 'Fetch Full Object',
		default: true,
		description:
			'Whether to read the session or e-mail thread that an event is about, and hand it on with the event',
	}),
};

/** The fields of the trigger. */
export const triggerFields = {
	eventTypes,
	options: collection(
		{
			displayName: 'Options',
			placeholder: 'Add option',
			description: 'Which events start the workflow, and what they bring',
		},
		{ ...settings, secretPlacement },
	),
};

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

/** Reads and checks what was chosen in the panel. @throws UserError that names the wrong field */
export function readSettings(context: TriggerContext): TriggerSettings {
	const chosen = validate.list(context.getNodeParameter('eventTypes'), 'Events');
	if (chosen.length === 0) {
		throw new UserError('No event is chosen', {
			description: 'Choose under Events what is to start the workflow.',
		});
	}
	const options = validate.entries(context.getNodeParameter('options', {}), 'Options');
	const { options: stored } = context.getNode().parameters;
	const source = new Entries(options, context.getTimezone(), '', stored);
	const { channels = [], departments = [], fetchFullObject = false } = readAdded(settings, source);
	return { eventTypes: chosen, channels, departments: departments.map(String), fetchFullObject };
}

/** A filter of events. For an expression that gives nothing it is refused, as it would let everything through. */
function filter<Value>(
	field: Field<Value[]>,
	label: string,
	check: (value: unknown, label: string) => Value[],
): Field<Value[]> {
	return {
		...field,
		read(source, name) {
			const values = check(source.value(name), label);
			if (values.length > 0) return values;
			throw new UserError(`${label} is empty`, {
				description: `Fill in ${label}, or take the option away to be told of all events.`,
			});
		},
	};
}

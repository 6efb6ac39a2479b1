import type { IDataObject } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import { toText } from '../../shared/base/text';
import type { OptionalValues, Values } from '../../shared/operation/field';
import { adjusted, combined, mapped } from '../../shared/operation/field';
import {
	anything,
	choicesFor,
	field,
	line,
	number,
	openChoice,
	optionalText,
	rows,
	text,
	yesNo,
} from '../../shared/operation/fields';
import { checkEach } from '../../shared/operation/problems';
import * as validate from '../../shared/operation/validate';
import { NOTIFICATION_TYPE } from '../generated/lists';
import { company } from './company';
import type { TemplateCheck } from '../templateCheck';
import { lineOf, phoneNumber } from './phoneNumber';
import { linePhoneNumber, template } from './template';
import { templateComponents } from './templateComponents';
import { timeZone } from './timeZone';

/** More would be no contact's data any more. */
const MAX_CONTACT_FIELDS = 100;

const CONTACT_FIELDS = 'Contact Fields';
const LANGUAGE = 'Template Language';
const SCHEDULED_TIME = 'Scheduled Time';
const TIME_ZONE = 'Time Zone';
const WORKFLOW_ZONE = 'Use Workflow Time Zone';

/** For whom a message or a call goes out, to whom, and on which line. */
export const recipientFields = {
	company,
	number: line(phoneNumber)({
		displayName: 'Recipient Phone Number',
		required: true,
		placeholder: 'e.g. +34 666 033 135',
		description:
			'Who is contacted: 10 to 15 digits that begin with the country code, with or without + and blanks',
	}),
	recipientId: text({
		displayName: 'Recipient ID',
		required: true,
		placeholder: 'e.g. 34911670470',
		description:
			"Lovi's documentation calls it the ID or phone number of the recipient; its examples give the company's own line. Ask Lovi which one your account needs.",
	}),
};

/** What a message says, and what it takes to check it. */
export interface Message {
	/** A template, and what fills its placeholders (lovi-api.md, section 4). */
	body: IDataObject;
	/** As it was entered: it is only there to read templates. */
	linePhoneNumber: unknown;
	/** The field in which the components were entered. */
	componentsLabel: string;
}

/** A template, and what fills its placeholders. */
export const messageFields = {
	linePhoneNumber: adjusted(linePhoneNumber, {
		description:
			'The number from which the company writes, beginning with the country code. Lovi lists templates by it. If it is left empty, the list and the form in this panel use Recipient ID, and a run reads templates by their names, whatever their languages.',
	}),
	template,
	language: optionalText({
		displayName: LANGUAGE,
		placeholder: 'e.g. en_US',
		description:
			'The language code with which the template was created, such as en_US or es. Needed if the template is not chosen from the list; if it is, a language that is filled in here wins.',
	}),
	components: templateComponents,
};

/** Puts together what a message says. @throws UserError when nothing says its language */
export function messageOf({
	linePhoneNumber,
	template,
	language,
	components: { components, label },
}: Values<typeof messageFields>): Message {
	return {
		body: {
			name_template: template.name,
			language_template: validate.text(language || template.language, LANGUAGE),
			...(Object.keys(components).length > 0 ? { components_push: components } : {}),
		},
		linePhoneNumber,
		componentsLabel: label,
	};
}

/** What a message says, as one value. */
export const message = combined(messageFields, messageOf);

/** Who calls. */
export const voiceAgent = {
	agentId: text({
		displayName: 'Agent ID',
		required: true,
		placeholder: 'e.g. 8c1f0b7e-52c4-4e0e-9d0f-6a1c8f3e2b10',
		description: 'The voice agent that calls, as Lovi shows it',
	}),
};

/** What Lovi is told of a recipient beside the number, by name; placeholders can use it. */
const contactFields = mapped(
	rows(
		{
			displayName: CONTACT_FIELDS,
			placeholder: 'Add field',
			description:
				'What else Lovi should know of the recipient. Each field can be used as a placeholder.',
			group: { displayName: 'Fields', name: 'fields' },
		},
		{
			name: text({
				displayName: 'Name',
				placeholder: 'e.g. name',
				description: 'The name of the field, as placeholders use it',
			}),
			value: anything({
				displayName: 'Value',
				placeholder: 'e.g. Nora Novak',
				description: 'The value for this recipient',
			}),
		},
	),
	(entered): Record<string, string> => {
		if (entered.length > MAX_CONTACT_FIELDS) {
			throw new UserError(
				`${CONTACT_FIELDS} has ${entered.length} fields, more than ${MAX_CONTACT_FIELDS}`,
			);
		}
		const values = checkEach(entered, ({ name, value }) => {
			if (name === 'number') {
				throw new UserError(`${CONTACT_FIELDS}: "number" is already the recipient's phone number`);
			}
			return [name, validate.optionalText(value, `${CONTACT_FIELDS}: ${name}`)] as const;
		});
		return Object.fromEntries(values);
	},
);

/** What Lovi knows of the recipient, and how it counts what is sent. */
export const notificationFields = {
	contactFields,
	notificationType: openChoice({
		displayName: 'Notification Type',
		options: choicesFor(NOTIFICATION_TYPE, {
			marketing: { name: 'Marketing', description: 'Offers and news' },
			transactional: { name: 'Transactional', description: 'About an order or a request' },
		}),
		default: 'transactional',
		description: 'How Lovi counts the message in its analytics',
	}),
	campaignName: text({
		displayName: 'Campaign Name',
		required: true,
		placeholder: 'e.g. Order updates',
		description: 'The name under which Lovi groups these messages in its analytics',
	}),
};

/** What a notification says of its recipient, and how it is counted. */
type NotificationValues = Values<typeof recipientFields & typeof notificationFields>;

/** What a notification with a message says. */
export type MessageValues = NotificationValues & { message: Message };

/** The workflow's time zone, where it is to be used. */
const workflowTimeZone = field(
	{
		displayName: WORKFLOW_ZONE,
		type: 'boolean',
		default: false,
		description:
			"Whether Scheduled Time is meant in the workflow's time zone where it has no offset of its own, as times from the calendar of this field have none; not together with Time Zone",
	},
	(value, label, { timezone }) => (validate.yesNo(value, label) ? timezone : undefined),
);

/** When to send, how fast, and what follows. */
export const batchSendingOptions = {
	nameEvent: optionalText({
		displayName: 'Event Name',
		placeholder: 'e.g. order-shipped',
		description: 'Event that starts a conversation flow in Lovi',
	}),
	requestsPerMinute: number(
		{
			displayName: 'Requests per Minute',
			typeOptions: { minValue: 1 },
			default: 100,
			description:
				"The most requests that go out in any minute, of all runs with the same number here. Without this option, the 100 that Lovi allows, divided by the credential's n8n Processes. More items than that take longer, and are not refused.",
		},
		validate.positiveInteger,
	),
	scheduledTime: anything({
		displayName: SCHEDULED_TIME,
		type: 'dateTime',
		description:
			'When to send, in ISO 8601 with the offset, such as 2030-12-25T10:30:00+01:00; now if left out',
	}),
	timezone: timeZone,
	useWorkflowTimezone: workflowTimeZone,
};

/** The same, where each message is a request of its own. */
export const sendingOptions = {
	...batchSendingOptions,
	flatBody: yesNo({
		displayName: 'Flat Body',
		default: false,
		description: 'Whether to send the fields without nesting, for accounts that need that form',
	}),
};

/** Whether a message is compared with its template before it goes out. */
export const templateOptions = {
	checkTemplate: yesNo({
		displayName: 'Check Template',
		default: true,
		description:
			'Whether to read the template once per run, and to refuse what does not fit it before anything is sent. Where Lovi does not show the template, messages go out unchecked, and a hint says so.',
	}),
};

/** How to check a message; undefined where it is not to be checked. */
export function templateCheck(
	{ message }: { message: Message },
	{ checkTemplate = true }: OptionalValues<typeof templateOptions>,
): TemplateCheck | undefined {
	if (!checkTemplate) return undefined;
	const line = lineOf([message.linePhoneNumber]);
	return { line, label: message.componentsLabel };
}

/** What a message or a call says beside its recipient: for which line, counted how, and when it goes out. */
export function notificationBody(
	fields: { recipientId: string; notificationType: string; campaignName: string },
	{ nameEvent = '', scheduledTime, ...zones }: OptionalValues<typeof batchSendingOptions>,
): IDataObject {
	const isNow = scheduledTime === undefined || scheduledTime === null || scheduledTime === '';
	return {
		recipient_id: fields.recipientId,
		notification_type: fields.notificationType,
		campaign_name: fields.campaignName,
		...(nameEvent === '' ? {} : { name_event: nameEvent }),
		...(isNow ? {} : schedule(scheduledTime, zones)),
	};
}

/** Everything that a message to one person says. */
export function whatsAppBody(
	{ number, contactFields, message, ...fields }: MessageValues,
	options: OptionalValues<typeof sendingOptions>,
): IDataObject {
	return {
		contact: { number, ...contactFields },
		...message.body,
		...notificationBody(fields, options),
	};
}

/** Everything that a call of one person says. */
export function voiceBody(
	{ number, contactFields, agentId, ...fields }: NotificationValues & { agentId: string },
	options: OptionalValues<typeof sendingOptions>,
): IDataObject {
	return {
		contact: { number, ...contactFields },
		agent_id: agentId,
		...notificationBody(fields, options),
	};
}

/**
 * When to send, as UTC: Lovi does not say how a date's own offset and a time zone go together, and UTC
 * means the same either way (lovi-api.md, section 4a).
 *
 * @param zones where a date without a zone is meant
 * @throws UserError when there is any doubt about the time: a message in the night is real harm
 */
function schedule(
	value: unknown,
	{ timezone = '', useWorkflowTimezone }: { timezone?: string; useWorkflowTimezone?: string },
): { datetime_sending: string; timezone: string } {
	if (timezone !== '' && useWorkflowTimezone !== undefined) {
		throw new UserError(`${TIME_ZONE} and ${WORKFLOW_ZONE} are both given`, {
			description: 'Remove one of these two options.',
		});
	}
	const zone = timezone === '' ? useWorkflowTimezone : validate.timeZone(timezone, TIME_ZONE);
	const time = validate.exactTime(value, SCHEDULED_TIME, () => {
		if (zone !== undefined) return zone;
		throw new UserError(`${SCHEDULED_TIME} "${toText(value)}" has no time zone`, {
			description: `Fill in the option ${TIME_ZONE}, such as Europe/Madrid, turn on ${WORKFLOW_ZONE}, or enter the time with its offset, such as 2030-12-25T10:30:00+01:00.`,
		});
	});
	if (Date.parse(time) <= Date.now()) {
		throw new UserError(`${SCHEDULED_TIME} is in the past: ${time}`, {
			description: 'Enter a later time, or leave it out to send now.',
		});
	}
	return { datetime_sending: time, timezone: 'UTC' };
}

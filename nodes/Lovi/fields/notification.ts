import type { IDataObject } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import type { OptionalValues } from '../../shared/operation/field';
import { combined, mapped } from '../../shared/operation/field';
import {
	anything,
	choicesFor,
	line,
	number,
	openChoice,
	optionalText,
	rows,
	text,
	yesNo,
} from '../../shared/operation/fields';
import * as validate from '../../shared/operation/validate';
import { NOTIFICATION_TYPE } from '../generated/lists';
import { company } from './company';
import { phoneNumber } from './phoneNumber';
import { linePhoneNumber, template } from './template';
import { templateComponents } from './templateComponents';

/** Lovi's published limit (lovi-api.md, section 12). */
const REQUESTS_PER_MINUTE = 100;

/** More would be no contact's data any more. */
const MAX_CONTACT_FIELDS = 100;

const CONTACT_FIELDS = 'Contact Fields';
const LANGUAGE = 'Template Language';
const SCHEDULED_TIME = 'Scheduled Time';
const TIME_ZONE = 'Time Zone';

/** For whom a message or a call goes out, to whom, and on which line. */
export const recipientFields = {
	company,
	number: line(phoneNumber)({
		displayName: 'Recipient Phone Number',
		required: true,
		placeholder: 'e.g. +34 666 033 135',
		description: 'Who is contacted: international, beginning with the country code',
	}),
	recipientId: text({
		displayName: 'Recipient ID',
		required: true,
		placeholder: 'e.g. 34911670470',
		description:
			"Lovi's documentation calls it the ID or phone number of the recipient; its examples give the company's own line. Ask Lovi which one your account needs.",
	}),
};

/** What a message says: a template, and what fills its placeholders (lovi-api.md, section 4). */
export const message = combined(
	{
		linePhoneNumber,
		template,
		language: optionalText({
			displayName: LANGUAGE,
			placeholder: 'e.g. en_US',
			description:
				'The language code with which the template was created. Needed if the template is not chosen from the list; if it is, a language that is filled in here wins.',
		}),
		components: templateComponents,
	},
	({ template, language, components }): IDataObject => ({
		name_template: template.name,
		language_template: validate.text(language || template.language, LANGUAGE),
		...(Object.keys(components).length > 0 ? { components_push: components } : {}),
	}),
);

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
		const values = new Map<string, string>();
		for (const { name, value } of entered) {
			if (name === 'number') {
				throw new UserError(`${CONTACT_FIELDS}: "number" is already the recipient's phone number`);
			}
			values.set(name, validate.optionalText(value, `${CONTACT_FIELDS}: ${name}`));
		}
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
			default: REQUESTS_PER_MINUTE,
			description:
				'The most requests that go out in any minute, of all runs with the same number here; Lovi allows 100. More items than that take longer, and are not refused.',
		},
		validate.positiveInteger,
	),
	scheduledTime: anything({
		displayName: SCHEDULED_TIME,
		type: 'dateTime',
		description: 'When to send; now if left out',
	}),
	timezone: optionalText({
		displayName: TIME_ZONE,
		placeholder: 'e.g. Europe/Madrid',
		description:
			'The zone in which Scheduled Time is meant; needed if the time does not name its offset itself',
	}),
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

/** What a message or a call says beside its recipient: for which line, counted how, and when it goes out. */
export function notificationBody(
	fields: { recipientId: string; notificationType: string; campaignName: string },
	{ nameEvent = '', scheduledTime, timezone = '' }: OptionalValues<typeof batchSendingOptions>,
): IDataObject {
	const isNow = scheduledTime === undefined || scheduledTime === null || scheduledTime === '';
	return {
		recipient_id: fields.recipientId,
		notification_type: fields.notificationType,
		campaign_name: fields.campaignName,
		...(nameEvent === '' ? {} : { name_event: nameEvent }),
		...(isNow ? {} : schedule(scheduledTime, SCHEDULED_TIME, timezone)),
	};
}

/** How many requests may go out in a minute. */
export function requestsPerMinute(options: { requestsPerMinute?: number }): number {
	return options.requestsPerMinute ?? REQUESTS_PER_MINUTE;
}

/**
 * When to send, as UTC: Lovi does not say how a date's own offset and a time zone go together, and UTC
 * means the same either way (lovi-api.md, section 4a).
 *
 * @param zone where a date without a zone is meant; empty if none was given
 * @throws UserError when the date has no zone and none was given: a message in the night is real harm
 */
function schedule(
	value: unknown,
	label: string,
	zone: string,
): { datetime_sending: string; timezone: string } {
	validate.pointInTime(value, label, 'UTC');
	const hasZone = typeof value !== 'string' || /(Z|[+-]\d{2}:?\d{2})$/i.test(value.trim());
	if (!hasZone && zone === '') {
		throw new UserError(`${label} "${value}" has no time zone`, {
			description:
				'Fill in the option Time Zone, such as Europe/Madrid, or enter the time with its offset, such as 2030-12-25T10:30:00+01:00.',
		});
	}
	const timezone = zone === '' ? 'UTC' : validate.timeZone(zone, TIME_ZONE);
	const time = validate.pointInTime(value, label, timezone);
	if (Date.parse(time) <= Date.now()) {
		throw new UserError(`${label} is in the past: ${time}`, {
			description: 'Enter a later time, or leave it out to send now.',
		});
	}
	return { datetime_sending: time, timezone: 'UTC' };
}

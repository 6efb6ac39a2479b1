import type { IDataObject } from 'n8n-workflow';
import type { Field } from '../../shared/operation/field';
import { mapped } from '../../shared/operation/field';
import type { Panel } from '../../shared/operation/fields';
import * as kinds from '../../shared/operation/fields';
import * as validate from '../../shared/operation/validate';
import { enumOptions } from '../enums';
import * as enums from '../generated/lists';

/**
 * Filters by their names. The value of each is what it adds to the query, by its key on the wire
 * (mluvii-api.md, sections 1 and 3). An added filter is never passed over: without it, all sessions would be
 * read.
 */
type Filters = Record<string, Field<IDataObject>>;

/** A filter that asks the same of several values of a session. */
interface KeyList extends Panel {
	/** Query keys, with the names that the list shows. */
	keys: Record<string, string>;
	/** What is asked of them, by the last part of the query key, and the answer that is wanted. */
	suffix: string;
	asked: boolean;
}

/** Query keys that can be asked for being empty or filled, with the names that the lists show. */
const NULLABLE: Record<string, string> = {
	Accepted: 'Accepted Time',
	Anonymized: 'Anonymized Time',
	Created: 'Created Time',
	Duration: 'Duration',
	Ended: 'Ended Time',
	GDPRVersion: 'GDPR Version',
	GuestJoined: 'Guest Joined Time',
	InitialMessage: 'Initial Message',
	IPAddress: 'IP Address',
	LandingPage: 'Landing Page',
	Language: 'Language',
	PhoneCallbackNumber: 'Phone Callback Number',
	WaitingTime: 'Waiting Time',
};

/** Query keys of texts, with the name that is shown and an example. */
const TEXTS: Record<string, { label: string; example: string }> = {
	GDPRVersion: { label: 'GDPR Version', example: '2' },
	InitialMessage: { label: 'Initial Message', example: 'Where is my order' },
	IPAddress: { label: 'IP Address', example: '192.0.2.17' },
	LandingPage: { label: 'Landing Page', example: '/pricing' },
	Language: { label: 'Language', example: 'en' },
	PhoneCallbackNumber: { label: 'Phone Callback Number', example: '+420 601' },
};

const FILTERS: Filters = {
	...dates('Accepted', 'Accepted', 'an operator accepted the session'),
	...dates('Anonymized', 'Anonymized', 'the session was anonymized'),
	...dates('Created', 'Created', 'the session was created'),
	...dates('Ended', 'Ended', 'the session ended'),
	...dates('GuestJoined', 'Guest Joined', 'the guest joined'),
	...durations('Duration', 'Duration', 'the session lasted'),
	...durations('WaitingTime', 'Waiting Time', 'the guest waited'),
	...yesNo('AutoAccepted', 'Auto Accepted', 'Whether the session was accepted automatically'),
	...yesNo(
		'HasConcurrentOperators',
		'Has Concurrent Operators',
		'Whether several operators took part at the same time',
	),
	...choices('Browser', 'Browser', enums.GUEST_BROWSER, 'Browsers that the guest used'),
	...choices(
		'Channel',
		'Channel',
		enums.SESSION_CHANNEL,
		'Ways in which guest and operator talked',
	),
	...choices(
		'ClientFeedbackScale',
		'Feedback Scale',
		enums.FEEDBACK_SCALE,
		'Scales on which the guest rated',
	),
	...choices(
		'GuestLeftSession',
		'Guest Left',
		enums.GUEST_LEFT_SESSION,
		'Moments at which the guest left',
	),
	...choices('OS', 'Operating System', enums.GUEST_OS, 'Operating systems that the guest used'),
	...choices(
		'Source',
		'Source',
		enums.SESSION_SOURCE,
		'Where the session came from, such as WhatsApp',
	),
	...choices('Status', 'Status', enums.SESSION_STATUS, 'States in which the session is'),
	...choices(
		'TerminationReason',
		'Termination Reason',
		enums.SESSION_TERMINATION_REASON,
		'Reasons for which the session ended',
	),
	...ids('ChatbotId', 'Chatbot IDs', '4, 9', 'IDs of chatbots that took part'),
	...ids('ClientStars', 'Client Stars', '4, 5', 'Numbers of stars that the guest gave'),
	...ids(
		'ChannelIdentityId',
		'Channel Identity IDs',
		'9217055, 9217056',
		'IDs of the guest in a channel (guest.channelIdentity in the session), which are not those of contacts',
	),
	...ids(
		'ClientId',
		'Contact IDs',
		'500123, 500124',
		'IDs of contacts of the contact directory that the guest was recognized as (guest.identity in the session)',
	),
	...ids(
		'DepartmentId',
		'Department IDs',
		'62, 63',
		'IDs of departments that the session belongs to',
	),
	...ids('OperatorUserId', 'Operator User IDs', '501, 502', 'IDs of operators who took part'),
	...ids('SessionId', 'Session IDs', '7635642, 7635643', 'IDs of the only sessions to return'),
	...texts(
		'GuestIdentifications',
		'Guest Identifications',
		'nora@example.com',
		'Identifications of the guest, such as e-mail addresses',
	),
	...texts('Result', 'Results', 'Solved', 'Results that the operator chose'),
	...texts('Tags', 'Tags', 'vip, complaint', 'Names of tags that the session has'),
	...texts('Widget', 'Widgets', 'main-page', 'Widgets through which the guest came'),
	...Object.fromEntries(
		Object.entries(TEXTS).map(([key, { label, example }]) => text(key, label, example)),
	),
	activityTextsContain: asQuery(
		'ActivityTextsContain',
		kinds.text({
			displayName: 'Text in Messages',
			placeholder: 'e.g. refund',
			description: 'Words that were written in the session',
		}),
	),
	matchExactly: keyList({
		displayName: 'Match Exactly',
		keys: Object.fromEntries(Object.entries(TEXTS).map(([key, { label }]) => [key, label])),
		description: 'Texts that must be equal to the filter instead of containing it',
		suffix: 'Exact',
		asked: true,
	}),
	mustBeEmpty: keyList({
		displayName: 'Must Be Empty',
		keys: NULLABLE,
		description: 'Values that the session must not have, such as an end',
		suffix: 'Null',
		asked: true,
	}),
	mustBeFilled: keyList({
		displayName: 'Must Be Filled',
		keys: NULLABLE,
		description: 'Values that the session must have',
		suffix: 'Null',
		asked: false,
	}),
};

/** Every filter that Mluvii documents for its list of sessions; the value is the query. */
export const sessionFilters = mapped(
	kinds.collection(
		{
			displayName: 'Filters',
			placeholder: 'Add filter',
			description: 'Only sessions that meet all of these are returned',
			builderHint: {
				propertyHint:
					'Mluvii does not document which sessions come first. For recent ones, always set createdAfter, as a time in ISO 8601.',
			},
		},
		FILTERS,
	),
	(parts): IDataObject => Object.assign({}, ...Object.values(parts)) as IDataObject,
);

function asQuery<Value>(key: string, field: Field<Value>): Field<IDataObject> {
	return mapped(field, (value) => ({ [key]: value }) as IDataObject);
}

function dates(key: string, label: string, event: string): Filters {
	const bound = (word: string) =>
		kinds.dateTime({
			displayName: `${label} ${word}`,
			description: `Time ${word === 'After' ? 'from which on' : 'up to which'} ${event}, in ISO 8601, such as 2026-01-31T08:00:00Z. Without a zone, the workflow's time zone counts; a day alone means its beginning.`,
		});
	return {
		[`${nameOf(key)}After`]: asQuery(`${key}.Min`, bound('After')),
		[`${nameOf(key)}Before`]: asQuery(`${key}.Max`, bound('Before')),
	};
}

function durations(key: string, label: string, event: string): Filters {
	const bound = (word: string) =>
		kinds.number(
			{
				displayName: `${label} ${word} (Seconds)`,
				typeOptions: { minValue: 0 },
				default: 60,
				description: `Seconds that ${event} at ${word === 'From' ? 'least' : 'most'}`,
			},
			validate.timeSpan,
		);
	return {
		[`${nameOf(key)}From`]: asQuery(`${key}.Min`, bound('From')),
		[`${nameOf(key)}To`]: asQuery(`${key}.Max`, bound('To')),
	};
}

function yesNo(key: string, displayName: string, description: string): Filters {
	return { [nameOf(key)]: asQuery(key, kinds.yesNo({ displayName, default: true, description })) };
}

function choices(
	key: string,
	displayName: string,
	values: readonly string[],
	description: string,
): Filters {
	const options = enumOptions(values);
	return { [nameOf(key)]: asQuery(key, kinds.openChoices({ displayName, options, description })) };
}

function ids(key: string, displayName: string, example: string, description: string): Filters {
	return { [nameOf(key)]: asQuery(key, kinds.ids(list(displayName, example, description))) };
}

function texts(key: string, displayName: string, example: string, description: string): Filters {
	return { [nameOf(key)]: asQuery(key, kinds.texts(list(displayName, example, description))) };
}

function list(displayName: string, example: string, description: string): Panel {
	return {
		displayName,
		placeholder: `e.g. ${example}`,
		description: `${description}, separated by commas`,
	};
}

function text(
	key: string,
	displayName: string,
	example: string,
): [name: string, filter: Field<IDataObject>] {
	const field = kinds.text({
		displayName,
		placeholder: `e.g. ${example}`,
		description:
			'Text that this value of the session contains; choose it under Match Exactly to ask for equality',
	});
	return [nameOf(key), asQuery(`${key}.Text`, field)];
}

function keyList({ keys, suffix, asked, ...panel }: KeyList): Field<IDataObject> {
	const options = Object.entries(keys).map(([value, name]) => ({ name, value }));
	return mapped(kinds.openChoices({ ...panel, options }), (chosen) =>
		Object.fromEntries(
			chosen.map((key) => [`${validate.oneOf(key, panel.displayName, options)}.${suffix}`, asked]),
		),
	);
}

function nameOf(key: string): string {
	return key.replace(/^[A-Z]+(?=[A-Z][a-z]|$)|^[A-Z]/, (capitals) => capitals.toLowerCase());
}

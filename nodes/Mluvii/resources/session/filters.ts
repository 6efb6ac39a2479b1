import type { IDataObject, INodeProperties } from 'n8n-workflow';
import * as validate from '../../../shared/operation/validate';
import { enumOptions } from '../../enums';
import {
	FEEDBACK_SCALE,
	GUEST_BROWSER,
	GUEST_LEFT_SESSION,
	GUEST_OS,
	SESSION_CHANNEL,
	SESSION_SOURCE,
	SESSION_STATUS,
	SESSION_TERMINATION_REASON,
} from '../../generated/enums';

/** One field of the Filters collection, and the query parameters that its value becomes. */
interface Filter {
	field: INodeProperties;
	/**
	 * The query parameters, by their key on the wire (mluvii-api.md, sections 1 and 3); `timezone` is where
	 * dates without a zone are meant. Nothing is refused: without its filter, all sessions would be read.
	 */
	toQuery: (value: unknown, label: string, timezone: string) => IDataObject;
}

/** A filter that asks the same of several values of a session. */
interface KeyList {
	/** Query keys, with the names that the list shows. */
	keys: Record<string, string>;
	description: string;
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

const FILTERS: Filter[] = [
	...dates('Accepted', 'Accepted', 'an operator accepted the session'),
	...dates('Anonymized', 'Anonymized', 'the session was anonymized'),
	...dates('Created', 'Created', 'the session was created'),
	...dates('Ended', 'Ended', 'the session ended'),
	...dates('GuestJoined', 'Guest Joined', 'the guest joined'),
	...durations('Duration', 'Duration', 'the session lasted'),
	...durations('WaitingTime', 'Waiting Time', 'the guest waited'),
	flag('AutoAccepted', 'Auto Accepted', 'Whether the session was accepted automatically'),
	flag(
		'HasConcurrentOperators',
		'Has Concurrent Operators',
		'Whether several operators took part at the same time',
	),
	choice('Browser', 'Browser', GUEST_BROWSER, 'Browsers that the guest used'),
	choice('Channel', 'Channel', SESSION_CHANNEL, 'Ways in which guest and operator talked'),
	choice(
		'ClientFeedbackScale',
		'Feedback Scale',
		FEEDBACK_SCALE,
		'Scales on which the guest rated',
	),
	choice('GuestLeftSession', 'Guest Left', GUEST_LEFT_SESSION, 'Moments at which the guest left'),
	choice('OS', 'Operating System', GUEST_OS, 'Operating systems that the guest used'),
	choice('Source', 'Source', SESSION_SOURCE, 'Where the session came from, such as WhatsApp'),
	choice('Status', 'Status', SESSION_STATUS, 'States in which the session is'),
	choice(
		'TerminationReason',
		'Termination Reason',
		SESSION_TERMINATION_REASON,
		'Reasons for which the session ended',
	),
	ids('ChatbotId', 'Chatbot IDs', '4, 9', 'Chatbots that took part'),
	ids('ClientStars', 'Client Stars', '4, 5', 'Numbers of stars that the guest gave'),
	ids(
		'ChannelIdentityId',
		'Channel Identity IDs',
		'9217055, 9217056',
		'Identities of the guest in a channel (guest.channelIdentity in the session), which are not contacts',
	),
	ids(
		'ClientId',
		'Contact IDs',
		'500123, 500124',
		'Contacts of the contact directory that the guest was recognized as (guest.identity in the session)',
	),
	ids('DepartmentId', 'Department IDs', '62, 63', 'Departments that the session belongs to'),
	ids('OperatorUserId', 'Operator User IDs', '501, 502', 'Operators who took part'),
	ids('SessionId', 'Session IDs', '7635642, 7635643', 'Only these sessions'),
	texts(
		'GuestIdentifications',
		'Guest Identifications',
		'nora@example.com',
		'Identifications of the guest',
	),
	texts('Result', 'Results', 'Solved', 'Results that the operator chose'),
	texts('Tags', 'Tags', 'vip, complaint', 'Names of tags that the session has'),
	texts('Widget', 'Widgets', 'main-page', 'Widgets through which the guest came'),
	...Object.entries(TEXTS).map(([key, { label, example }]) => text(key, label, example)),
	{
		field: {
			displayName: 'Text in Messages',
			name: 'activityTextsContain',
			type: 'string',
			default: '',
			placeholder: 'e.g. refund',
			description: 'Words that were written in the session',
		},
		toQuery: (value, label) => ({ ActivityTextsContain: validate.text(value, label) }),
	},
	keyList('matchExactly', 'Match Exactly', {
		keys: Object.fromEntries(Object.entries(TEXTS).map(([key, { label }]) => [key, label])),
		description: 'Texts that must be equal to the filter instead of containing it',
		suffix: 'Exact',
		asked: true,
	}),
	keyList('mustBeEmpty', 'Must Be Empty', {
		keys: NULLABLE,
		description: 'Values that the session must not have, such as an end',
		suffix: 'Null',
		asked: true,
	}),
	keyList('mustBeFilled', 'Must Be Filled', {
		keys: NULLABLE,
		description: 'Values that the session must have',
		suffix: 'Null',
		asked: false,
	}),
];

/** The Filters field: every filter that Mluvii documents for its list of sessions. */
export const sessionFilters: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add filter',
	default: {},
	description: 'Only sessions that meet all of these are returned',
	options: FILTERS.map(({ field }) => field).sort((a, b) =>
		a.displayName.localeCompare(b.displayName),
	),
};

/**
 * The query parameters for what was filled in under Filters.
 *
 * @param filters the filters of the field above; each of them is meant, also if it is empty
 * @throws UserError that names the filter whose value cannot be sent
 */
export function sessionQuery(filters: IDataObject, timezone: string): IDataObject {
	const query: IDataObject = {};
	for (const { field, toQuery } of FILTERS) {
		if (!(field.name in filters)) continue;
		Object.assign(query, toQuery(filters[field.name], field.displayName, timezone));
	}
	return query;
}

function dates(key: string, label: string, event: string): Filter[] {
	const bound = (suffix: string, word: string): Filter => ({
		field: {
			displayName: `${label} ${word}`,
			name: `${nameOf(key)}${word}`,
			type: 'dateTime',
			default: '',
			description: `Time ${word === 'After' ? 'from which on' : 'up to which'} ${event}. Without a zone, the workflow's time zone counts.`,
		},
		toQuery: (value, name, timezone) => ({
			[`${key}.${suffix}`]: validate.pointInTime(value, name, timezone),
		}),
	});
	return [bound('Min', 'After'), bound('Max', 'Before')];
}

function durations(key: string, label: string, event: string): Filter[] {
	const bound = (suffix: string, word: string): Filter => ({
		field: {
			displayName: `${label} ${word} (Seconds)`,
			name: `${nameOf(key)}${word}`,
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 60,
			description: `Seconds that ${event} at ${word === 'From' ? 'least' : 'most'}`,
		},
		toQuery: (seconds, name) => ({ [`${key}.${suffix}`]: validate.timeSpan(seconds, name) }),
	});
	return [bound('Min', 'From'), bound('Max', 'To')];
}

function flag(key: string, label: string, description: string): Filter {
	return {
		field: { displayName: label, name: nameOf(key), type: 'boolean', default: true, description },
		toQuery: (value, name) => ({ [key]: validate.yesNo(value, name) }),
	};
}

function choice(
	key: string,
	label: string,
	values: readonly string[],
	description: string,
): Filter {
	return {
		field: {
			displayName: label,
			name: nameOf(key),
			type: 'multiOptions',
			options: enumOptions(values),
			default: [],
			description,
		},
		toQuery: (value, name) => ({ [key]: validate.filledList(value, name) }),
	};
}

function ids(key: string, label: string, example: string, description: string): Filter {
	return {
		field: listField(key, label, example, description),
		toQuery: (value, name) => ({ [key]: validate.filledIds(value, name) }),
	};
}

function texts(key: string, label: string, example: string, description: string): Filter {
	return {
		field: listField(key, label, example, description),
		toQuery: (value, name) => ({ [key]: validate.filledList(value, name) }),
	};
}

function listField(
	key: string,
	label: string,
	example: string,
	description: string,
): INodeProperties {
	return {
		displayName: label,
		name: nameOf(key),
		type: 'string',
		default: '',
		placeholder: `e.g. ${example}`,
		description: `${description}, separated by commas`,
	};
}

function text(key: string, label: string, example: string): Filter {
	return {
		field: {
			displayName: label,
			name: nameOf(key),
			type: 'string',
			default: '',
			placeholder: `e.g. ${example}`,
			description:
				'Text that this value of the session contains; choose it under Match Exactly to ask for equality',
		},
		toQuery: (value, name) => ({ [`${key}.Text`]: validate.text(value, name) }),
	};
}

function keyList(
	name: string,
	displayName: string,
	{ keys, description, suffix, asked }: KeyList,
): Filter {
	return {
		field: {
			displayName,
			name,
			type: 'multiOptions',
			options: Object.entries(keys).map(([value, label]) => ({ name: label, value })),
			default: [],
			description,
		},
		toQuery: (value, label) =>
			Object.fromEntries(
				validate
					.filledList(value, label)
					.map((key) => [`${validate.oneOf(key, label, Object.keys(keys))}.${suffix}`, asked]),
			),
	};
}

function nameOf(key: string): string {
	return key.replace(/^[A-Z]+(?=[A-Z][a-z]|$)|^[A-Z]/, (capitals) => capitals.toLowerCase());
}

import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';
import { toText } from '../../shared/base/text';
import { openChoices } from '../../shared/operation/fields';
import { EVENT_TYPE } from '../generated/enums';

/*
 * Mluvii's events with an example of what each one brings (mluvii-api.md, section 13.3). Mluvii may add
 * events at any time: an expression can ask for one that is not listed here.
 */

/** An event as Mluvii sends it (mluvii-api.md, section 13.2). */
export interface MluviiEvent {
	eventType: string;
	data: IDataObject;
}

const TIME = '2024-05-03T09:41:31.257306+02:00';
const SESSION = { id: 7373420, tenantId: 62 };
const CHANNEL = { channel: 'Chat', source: 'Default' };
const OPERATOR_EVENT = { ...SESSION, userId: 501, ...CHANNEL, time: TIME };
const THREAD = { id: 482013, tenantId: 62 };
const THREAD_OPERATOR_EVENT = { ...THREAD, userId: 501, time: TIME };
const AV_EVENT = { sessionId: 7373420, operatorId: 501 };

/** What most of the events inside a session bring; there is no tenant among it. */
const ACTIVITY = {
	sessionId: 7373420,
	activityId: 91200417,
	time: TIME,
	type: 'ChatMessage',
	client: 'Guest',
	text: 'Where is my order?',
	file: null,
	associatedSharedFileUrl: null,
	toOperatorUserId: null,
	toOperatorFullName: null,
	toGroupId: null,
	toGroupName: null,
	toPhoneNumber: null,
	note: null,
	chatbotMessageContent: null,
	submissionIdentification: null,
	userId: null,
	chatbotId: null,
	chatbotHeroCardSubmissionKey: null,
	chatbotHeroCardSubmissionValue: null,
	formFieldSetUUID: null,
	terminationReason: null,
};
const FILE_ACTIVITY = {
	...ACTIVITY,
	type: 'SharedFile',
	text: null,
	file: {
		id: 8812,
		operatorOwner: null,
		departmentOwner: null,
		name: 'invoice.pdf',
		downloadUrl: 'https://app.mluvii.com/Storage/Get?source=sharedFile&key=…&download=1',
		isUploading: false,
		isDeleted: false,
	},
};

/** An example of the data of each event. */
export const EVENT_EXAMPLES: Record<string, IDataObject> = {
	ApplicationSettingChanged: {
		name: 'BusinessHours',
		companyId: null,
		departmentId: 62,
		operatorGroupId: null,
		userId: null,
		routingRuleSetId: null,
	},
	EmailThreadCreated: { ...THREAD, created: TIME },
	EmailThreadForwarded: { ...THREAD, time: TIME, userId: null, operatorGroupId: 7299 },
	EmailThreadOperatorJoined: THREAD_OPERATOR_EVENT,
	EmailThreadOperatorLeft: THREAD_OPERATOR_EVENT,
	EmailThreadParamsUpdated: THREAD,
	GuestIdentityUpdated: SESSION,
	SessionActivityAutoActivity: ACTIVITY,
	SessionActivityAutoActivityAsOperator: ACTIVITY,
	SessionActivityAvMediaResult: {
		...AV_EVENT,
		result: 'Success',
		isStreamAvailable: true,
		time: TIME,
	},
	SessionActivityAvRequest: { ...AV_EVENT, time: TIME },
	SessionActivityAvResponse: { ...AV_EVENT, response: 'Accepted', time: TIME },
	SessionActivityAvTerminated: { ...AV_EVENT, time: TIME },
	SessionActivityCallScript: ACTIVITY,
	SessionActivityCallScriptSubmission: ACTIVITY,
	SessionActivityChatMessage: ACTIVITY,
	SessionActivityChatToMail: ACTIVITY,
	SessionActivityChatbotHeroCardSubmission: ACTIVITY,
	SessionActivityChatbotMessage: ACTIVITY,
	SessionActivityCobrowsingStarted: ACTIVITY,
	SessionActivityCobrowsingStoppedByGuest: ACTIVITY,
	SessionActivityExternalMessage: ACTIVITY,
	SessionActivityFileUploadFailed: FILE_ACTIVITY,
	SessionActivityHeroCard: ACTIVITY,
	SessionActivityHeroCardSubmission: {
		sessionId: 7373420,
		result: 'Submitted',
		originalFormID: 31,
		submittedByClient: 'Guest',
		params: { order_number: '10452' },
		time: TIME,
	},
	SessionActivityLastFarewellMessage: ACTIVITY,
	SessionActivityOnHold: ACTIVITY,
	SessionActivityOperatorInviteCanceled: ACTIVITY,
	SessionActivityOperatorInviteRejected: ACTIVITY,
	SessionActivityOperatorInvited: ACTIVITY,
	SessionActivityOperatorKicked: ACTIVITY,
	SessionActivityPreviewUrl: ACTIVITY,
	SessionActivityResumeGuest: ACTIVITY,
	SessionActivityScreenSharingFailedByGuest: ACTIVITY,
	SessionActivitySessionEnded: ACTIVITY,
	SessionActivitySessionForwarded: ACTIVITY,
	SessionActivitySharedFile: FILE_ACTIVITY,
	SessionActivitySharedScreen: ACTIVITY,
	SessionActivityWelcomeMessage: ACTIVITY,
	SessionCallParamsUpdated: SESSION,
	SessionCreated: { ...SESSION, ...CHANNEL },
	SessionEnded: { ...SESSION, ...CHANNEL, started: TIME, ended: TIME },
	SessionForwarded: {
		...SESSION,
		...CHANNEL,
		time: TIME,
		userId: null,
		operatorGroupId: 7299,
		chatbotId: null,
	},
	SessionOperatorConcluded: OPERATOR_EVENT,
	SessionOperatorJoined: OPERATOR_EVENT,
	SessionOperatorLeft: OPERATOR_EVENT,
	SessionRecordingPostProcessingCompleted: SESSION,
	SessionStarted: { ...SESSION, ...CHANNEL, started: TIME },
	UserStatusChanged: {
		userId: 501,
		status: 'ONLINE',
		availabilityStatus: 'DEFAULT',
		availabilityStatusReason: null,
	},
} satisfies Record<(typeof EVENT_TYPE)[number], IDataObject>;

/** What Mluvii's documentation says beyond the name. */
const DESCRIPTIONS: Record<string, string> = {
	SessionActivityAutoActivity: 'Every automatic message, such as one for a guest who is silent',
	SessionActivityAvRequest: 'An operator asks to turn a chat into an audio or video call',
	SessionActivitySessionForwarded: 'A session was forwarded, with all details',
	SessionCreated: 'A session exists; nobody has joined yet',
	SessionForwarded: 'A session was forwarded; only the target is named',
	SessionOperatorConcluded:
		'After-call work of an operator is over, or the session went to somebody else',
	SessionOperatorJoined: 'An operator joined; once for each operator',
	SessionOperatorLeft: 'An operator ended the talk and has after-call work to do',
	SessionStarted: 'The guest entered the queue; a chatbot may be talking already',
};

/** Beginnings of the events' names, the longest first, with what they are about. */
const GROUPS: Record<string, string> = {
	SessionActivity: 'Session Activity',
	EmailThread: 'Email Thread',
	Application: 'Application',
	Session: 'Session',
	Guest: 'Guest',
	User: 'User',
};

/** The field in which events are chosen. */
export const eventTypes = openChoices({
	displayName: 'Events',
	options: EVENT_TYPE.map(eventOption).sort((a, b) => a.name.localeCompare(b.name)),
	required: true,
	description: 'What Mluvii reports',
});

function eventOption(value: string): INodePropertyOptions {
	const description = DESCRIPTIONS[value];
	return { name: titleOf(value), value, ...(description === undefined ? {} : { description }) };
}

/** SessionActivityAvRequest is shown as "Session Activity: AV Request". */
function titleOf(value: string): string {
	const start = Object.keys(GROUPS).find((group) => value.startsWith(group)) ?? '';
	const rest = value
		.slice(start.length)
		.replace(/([a-z])([A-Z])/g, '$1 $2')
		.replace('Av ', 'AV ')
		.replace('Url', 'URL');
	return `${GROUPS[start] ?? ''}: ${rest}`;
}

/** An example of each form that the data of events has, with the events that have this form. */
export const EVENT_FORMS = eventForms();

function eventForms(): Array<{ events: string[]; example: IDataObject }> {
	const forms = new Map<IDataObject, string[]>();
	for (const [event, data] of Object.entries(EVENT_EXAMPLES)) {
		forms.set(data, [...(forms.get(data) ?? []), event]);
	}
	return [...forms].map(([data, events]) => {
		const [first] = events;
		const named = events.find((event) => event === `SessionActivity${toText(data.type)}`);
		return { events, example: { eventType: named ?? first, data } };
	});
}

import type { MluviiEvent } from '../api';
import { company } from './seed/company';
import { fileKey, makeSession, type Session } from './seed/sessions';
import { pick } from './seed/values';

type Data = Record<string, unknown>;

const begin = Date.UTC(2024, 4, 3, 7, 41, 31, 257);
const offset = { ms: 2 * 3_600_000, text: '+02:00' };
/** Seeded sessions are stored under the address of the sandbox; samples show that of the cloud. */
const host = 'https://app.mluvii.com';

/** What the payloads of session events have in common. */
export function sessionHead({ id, departmentId, channel, source }: Session) {
	return { id, tenantId: departmentId, channel, source };
}

/** The 49 event types (reference, section 13.3) with their own fields, for one index each. */
const samples: Record<string, (index: number) => Data> = {
	UserStatusChanged: (index) => ({
		userId: userId(index),
		status: 'AWAY',
		availabilityStatus: 'AWAY',
		availabilityStatusReason: `Reason ${index}`,
	}),
	SessionCreated: head,
	SessionStarted: (index) => ({ ...head(index), started: time(index) }),
	SessionEnded: (index) => ({ ...head(index), started: time(index - 1), ended: time(index) }),
	SessionForwarded: (index) => ({
		...head(index),
		time: time(index),
		userId: null,
		operatorGroupId: 7299,
		chatbotId: null,
	}),
	SessionOperatorJoined: operatorMove,
	SessionOperatorLeft: operatorMove,
	SessionOperatorConcluded: operatorMove,
	SessionCallParamsUpdated: sessionOnly,
	SessionRecordingPostProcessingCompleted: sessionOnly,
	EmailThreadCreated: (index) => ({ ...thread(index), created: time(index) }),
	EmailThreadOperatorJoined: threadOperatorMove,
	EmailThreadOperatorLeft: threadOperatorMove,
	EmailThreadForwarded: (index) => ({
		...thread(index),
		time: time(index),
		userId: userId(index),
		operatorGroupId: null,
	}),
	EmailThreadParamsUpdated: thread,
	GuestIdentityUpdated: sessionOnly,
	ApplicationSettingChanged: (index) => ({
		name: `Setting${index}`,
		companyId: company.id,
		departmentId: null,
		operatorGroupId: null,
		userId: null,
		routingRuleSetId: null,
	}),
	SessionActivityAvRequest: avActivity,
	SessionActivityAvResponse: (index) => ({ ...avActivity(index), response: 'Accepted' }),
	SessionActivityAvMediaResult: (index) => ({
		...avActivity(index),
		result: 'Success',
		isStreamAvailable: true,
	}),
	SessionActivityAvTerminated: avActivity,
	SessionActivityHeroCardSubmission: (index) => ({
		sessionId: session(index).id,
		result: 'Submitted',
		originalFormID: 66,
		submittedByClient: true,
		params: { order_number: String(1000 + index) },
		time: time(index),
	}),
	...activities('Guest', { text: 'Where is my order?' }, ['ChatMessage', 'ExternalMessage']),
	SessionActivitySharedFile: (index) =>
		activity('SharedFile', index, {
			client: 'Guest',
			file: {
				id: 800_000 + index,
				operatorOwner: null,
				departmentOwner: session(index).departmentId,
				name: `příloha č. ${index}.pdf`,
				downloadUrl: `${host}/Storage/Get?source=sharedFile&key=${fileKey(800_000 + index)}&download=1`,
				isUploading: false,
				isDeleted: false,
			},
		}),
	...activities('Guest', {}, [
		'CobrowsingStoppedByGuest',
		'ScreenSharingFailedByGuest',
		'FileUploadFailed',
		'CallScriptSubmission',
	]),
	...activities('User', {}, [
		'SharedScreen',
		'CobrowsingStarted',
		'HeroCard',
		'CallScript',
		'OnHold',
		'ResumeGuest',
		'ChatToMail',
		'OperatorInvited',
		'OperatorInviteCanceled',
		'OperatorInviteRejected',
		'OperatorKicked',
	]),
	...activities('User', { text: 'https://shop.example/article/7' }, ['PreviewUrl']),
	...activities('User', { text: 'Are you still there?' }, ['AutoActivityAsOperator']),
	...activities(null, { text: 'Thank you for waiting' }, [
		'WelcomeMessage',
		'LastFarewellMessage',
		'AutoActivity',
	]),
	...activities('Chatbot', { text: 'Hello', chatbotMessageContent: '{"text":"Hello"}' }, [
		'ChatbotMessage',
	]),
	...activities(
		'Guest',
		{ chatbotHeroCardSubmissionKey: 'size', chatbotHeroCardSubmissionValue: 'XL' },
		['ChatbotHeroCardSubmission'],
	),
	...activities(null, { terminationReason: 'GuestLeft' }, ['SessionEnded']),
	...activities('User', { toGroupId: 7299, toGroupName: 'First line', note: 'Please help' }, [
		'SessionForwarded',
	]),
};

/** All event types. */
export const eventTypes = Object.keys(samples);

/** An event in its documented shape; another index gives other ids and times. */
export function sampleEvent(eventType: string, index = 0): MluviiEvent {
	const make = samples[eventType];
	if (make === undefined) throw new Error(`No event type ${eventType}`);
	return { eventType, data: make(index) };
}

function session(index: number): Session {
	return makeSession(index, begin, host, company.id);
}

function head(index: number) {
	return sessionHead(session(index));
}

function sessionOnly(index: number): Data {
	const { id, tenantId } = head(index);
	return { id, tenantId };
}

function operatorMove(index: number): Data {
	const { id, tenantId, channel, source } = head(index);
	return { id, tenantId, userId: userId(index), channel, source, time: time(index) };
}

function thread(index: number): Data {
	return { id: 4_200_000 + index, tenantId: head(index).tenantId };
}

function threadOperatorMove(index: number): Data {
	return { ...thread(index), userId: userId(index), time: time(index) };
}

function avActivity(index: number): Data {
	return { sessionId: session(index).id, operatorId: userId(index), time: time(index) };
}

/** Events of the generic payload that have the same fields. */
function activities(client: string | null, fields: Data, types: string[]) {
	return Object.fromEntries(
		types.map((type) => [
			`SessionActivity${type}`,
			(index: number) => activity(type, index, { client, ...fields }),
		]),
	);
}

/** The generic payload; a chatbot and a user are named where they did it. */
function activity(type: string, index: number, fields: Data): Data {
	const { id } = session(index);
	return {
		sessionId: id,
		activityId: id * 10 + 1,
		time: time(index),
		type,
		client: null,
		text: null,
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
		userId: fields['client'] === 'User' ? userId(index) : null,
		chatbotId: fields['client'] === 'Chatbot' ? 801 : null,
		chatbotHeroCardSubmissionKey: null,
		chatbotHeroCardSubmissionValue: null,
		formFieldSetUUID: null,
		terminationReason: null,
		heroCard: null,
		heroCardParams: null,
		callScript: null,
		previewUrl: null,
		...fields,
	};
}

function userId(index: number): number {
	return pick([101, 102, 103], index);
}

/** One second after the other, with the offset and the microseconds of the documentation. */
function time(index: number): string {
	const local = new Date(begin + index * 1000 + offset.ms).toISOString();
	return local.replace('Z', `306${offset.text}`);
}

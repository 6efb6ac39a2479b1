import type { INodePropertyOptions } from 'n8n-workflow';

/*
 * Mluvii's enum values, exactly as they go over the wire (mluvii-api.md, section 3, Session enums, unless
 * said otherwise).
 * Mluvii may add values at any time: an expression can send one that is not listed here. `UNKNOWN` exists
 * in Mluvii's models only for reading and is never sent.
 */

export const SESSION_STATUS = [
	'CREATED',
	'IN_QUEUE',
	'WAITING',
	'ACTIVE',
	'ACW',
	'BCW',
	'CLOSED',
	'BLACKLISTED',
];

export const SESSION_CHANNEL = ['Chat', 'AV', 'Phone'];

export const SESSION_SOURCE = [
	'Default',
	'Callback',
	'Invitation',
	'ChatInvitation',
	'IncomingCall',
	'OutgoingCall',
	'Campaign',
	'API',
	'Facebook',
	'WhatsApp',
	'VK',
	'Apple',
	'GenericChannel',
];

export const SESSION_TERMINATION_REASON = [
	'UnknownReason',
	'GuestLeft',
	'OperatorLeft',
	'ChatbotLeft',
	'GuestAbandoned',
	'OperatorAbandoned',
	'ExternalPartyLeft',
	'CampaignFailedDial',
	'CampaignTerminated',
	'CallForwardedToExternalPhone',
	'OperatorWithoutExtension',
	'ForwardToExternalPhoneFailed',
	'FailedRouting',
	'ExternalSessionExpired',
	'SessionApiCall',
	'SingleUseSession',
];

export const GUEST_LEFT_SESSION = [
	'LeftQueue',
	'LeftSession',
	'LeftAfterSession',
	'StillConnected',
	'LeftBeforeQueue',
];

export const FEEDBACK_SCALE = ['Likert', 'NPS'];

export const GUEST_BROWSER = [
	'OTHER',
	'IE_LOW',
	'IE_8',
	'IE_9',
	'IE_10',
	'IE_11',
	'IE_HI',
	'CHROME',
	'OPERA',
	'FF',
	'SAFARI',
	'EDGE',
	'CHROMIUM_EDGE',
];

export const GUEST_OS = ['OTHER', 'WINDOWS', 'OSX', 'LINUX', 'ANDROID', 'IOS'];

/** Where a user can log in instead of with a password (mluvii-api.md, section 4). */
export const OPEN_ID_PROVIDER = ['Google', 'Microsoft'];

/** What a chatbot can do (mluvii-api.md, section 14, Outbound activities). */
export const CHATBOT_ACTIVITY = [
	'Text',
	'RichCardList',
	'Typing',
	'Forward',
	'HandOff',
	'EndConversation',
	'GetAvailableOperators',
	'GetAvailableGroups',
	'GetCallParams',
	'SetCallParams',
	'SetTag',
	'UnsetTag',
	'SendGuestOfflineEmail',
	'GetGuestIdentity',
	'GetHeroCards',
	'SendHeroCard',
	'ChatbotOpenFileUploadPrompt',
	'EnableGuestUpload',
	'DisableGuestUpload',
	'EnableGuestInput',
	'DisableGuestInput',
	'GetMediaObjects',
	'ShareFile',
	'ObtainCrmIdentity',
	'AssignCrmIdentity',
	'RequestLocation',
];

/** What Mluvii's abbreviations stand for, where taking the value apart does not say it. */
const NAMES: Record<string, string> = {
	ACW: 'After-Call Work',
	API: 'API',
	AV: 'Audio or Video',
	BCW: 'Before-Call Work',
	CHROMIUM_EDGE: 'Edge (Chromium)',
	Default: 'Web Chat',
	FF: 'Firefox',
	IE_HI: 'Internet Explorer (Newer)',
	IE_LOW: 'Internet Explorer (Older)',
	IOS: 'iOS',
	NPS: 'Net Promoter Score',
	OSX: 'macOS',
	SessionApiCall: 'Session API Call',
	VK: 'VK',
	WhatsApp: 'WhatsApp',
};

/** The list entries for an enum, by name: IN_QUEUE is shown as "In Queue". */
export function enumOptions(values: string[]): INodePropertyOptions[] {
	return values
		.map((value) => ({ name: NAMES[value] ?? titleOf(value), value }))
		.sort((a, b) => a.name.localeCompare(b.name));
}

function titleOf(value: string): string {
	const words = value.includes('_') || value === value.toUpperCase() ? value.toLowerCase() : value;
	return words
		.replace(/([a-z])([A-Z])/g, '$1 $2')
		.split(/[_ ]/)
		.map((word) =>
			word === 'ie' ? 'Internet Explorer' : word.charAt(0).toUpperCase() + word.slice(1),
		)
		.join(' ');
}

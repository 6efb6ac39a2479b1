/** Deterministic sessions: the same index always gives the same session, but for its times. */

import { makeChatbots } from './chatbots';
import { departments } from './company';
import { contactIdOf, guestName } from './contacts';
import { operators } from './users';
import { duration, pick, timestamp } from './values';

const kinds = [
	{ channel: 'Chat', source: 'Default' },
	{ channel: 'Phone', source: 'IncomingCall' },
	{ channel: 'Chat', source: 'WhatsApp' },
	{ channel: 'AV', source: 'Default' },
	{ channel: 'Phone', source: 'OutgoingCall' },
	{ channel: 'Chat', source: 'Facebook' },
	{ channel: 'Phone', source: 'Callback' },
];
const statuses = ['CLOSED', 'CLOSED', 'CLOSED', 'ACTIVE', 'CLOSED', 'IN_QUEUE', 'ACW', 'CLOSED'];
const questions = [
	'Where is my order?',
	'I need an invoice',
	'My card was refused',
	'Good morning!',
];
const tags = ['vip', 'complaint', 'sales', 'invoice'];
const chatbots = makeChatbots().slice(0, 1);
const browsers = ['CHROME', 'FF', 'SAFARI', 'EDGE'];
const systems = ['WINDOWS', 'OSX', 'ANDROID', 'IOS', 'LINUX'];

/** The first id of a session; an index is added to it. */
export const firstSessionId = 7_600_000;

/** A session object of the Mluvii API. */
export type Session = ReturnType<typeof makeSession>;

/** A file that was shared in a session. */
export interface SharedFile {
	id: number;
	operatorOwner: number | null;
	departmentOwner: number | null;
	name: string;
	downloadUrl: string;
	isUploading: boolean;
	isDeleted: boolean;
}

/** Something that happened in a session. */
export interface Activity {
	activityId: number;
	time: string;
	type: string;
	client: string | null;
	userId: number | null;
	chatbotId: number | null;
	text: string | null;
	terminationReason: string | null;
	file?: SharedFile;
	toOperatorUserId?: number;
	toOperatorFullName?: string;
	toGroupId?: number;
	toGroupName?: string;
	toPhoneNumber?: string;
	note?: string;
	chatbotMessageContent?: unknown;
	submissionResult?: string;
	submissionParams?: Record<string, string>;
	status?: string;
}

/** The session with this index, begun at this time. */
export function makeSession(index: number, begin: number, baseUrl: string, companyId: number) {
	const id = firstSessionId + index;
	const { channel, source } = pick(kinds, index);
	const status = pick(statuses, index);
	const operator = pick(operators, index);
	const name = guestName(index);
	const contactId = contactIdOf(index);
	const email = `guest${index}@example.com`;
	const phone = `+42060${String(1_000_000 + index)}`;
	const departmentId = pick(departments, index).id;
	const waited = 5.478935 + (index % 90);
	const length = 60.876281 + (index % 600);
	const after = (seconds: number) => timestamp(begin + seconds * 1000);
	const started = status === 'IN_QUEUE' ? null : after(waited);
	const ended = status === 'CLOSED' ? after(waited + length) : null;
	const isChat = channel === 'Chat';
	const isPhone = channel === 'Phone';

	const activity = (
		n: number,
		seconds: number,
		type: string,
		client: string | null,
		more: Partial<Activity> = {},
	): Activity => ({
		activityId: id * 10 + n,
		time: after(seconds),
		type,
		client,
		userId: client === 'User' ? operator.userId : null,
		chatbotId: null,
		text: null,
		terminationReason: null,
		...more,
	});
	const activities = [
		activity(1, waited, 'ChatMessage', 'Guest', { text: pick(questions, index) }),
		activity(2, waited + 9, 'ChatMessage', 'User', { text: `Hello, ${operator.firstName} here` }),
	];
	if (index % 10 === 2) {
		const name = `příloha č. ${index}.pdf`;
		const file = makeSharedFile(800_000 + index, name, baseUrl, departmentId);
		activities.push(activity(4, waited + 20, 'SharedFile', 'Guest', { file }));
	}
	const hasChatbot = isChat && index % 2 === 0;
	if (hasChatbot) {
		const chatbot = { userId: null, chatbotId: chatbots[0]?.id ?? null };
		activities.push(
			activity(5, waited + 2, 'ChatbotMessage', 'Chatbot', {
				...chatbot,
				chatbotMessageContent: {
					text: 'I look it up. <strong>One moment</strong>, please.',
					attachments: [
						{ contentType: 'image/png', contentUrl: 'https://bot.sandbox.example/parcel.png' },
						{
							contentType: 'application/vnd.microsoft.card.hero',
							content: { title: 'What is it about?', buttons: [{ title: 'Order' }] },
						},
					],
				},
			}),
			activity(6, waited + 4, 'HeroCardSubmission', 'Guest', {
				submissionResult: 'Submitted',
				submissionParams: { order_number: String(1000 + index), topic: 'Delivery < 2 days' },
			}),
			activity(7, waited + 6, 'SessionForwarded', 'Chatbot', {
				...chatbot,
				toOperatorUserId: operator.userId,
				toOperatorFullName: `${operator.firstName} ${operator.lastName}`,
				note: 'The guest asks for a person',
			}),
		);
	}
	if (source === 'WhatsApp') {
		activities.push(
			activity(8, waited + 15, 'ExternalMessage', 'User', {
				text: '<p>The parcel &amp; the invoice:<br><a href="https://shop.example/p/7">your order</a></p>',
				status: index % 4 === 0 ? 'DeliveryFailed' : 'Delivered',
			}),
		);
	}
	const end = activity(3, waited + length, 'SessionEnded', null, {
		terminationReason: 'GuestLeft',
	});
	const isUploading = index % 25 === 8;

	return {
		id,
		companyId,
		departmentId,
		guest: {
			tempId: id + 1_000_000,
			ipAddress: isPhone ? null : `192.0.2.${index % 255}`,
			trackedId: isPhone ? null : seededId(id),
			identity: String(contactId) as string | null,
			channelIdentity: contactId + 400_000,
			os: pick(systems, index),
			browser: pick(browsers, index),
			language: index % 2 === 0 ? 'cs' : 'en',
			callParams: {
				oo1_guest_ident: name,
				oo1_guest_email: email,
				oo1_guest_phone: phone,
				...(isPhone && { oo1_dnid: '+420210000001', oo1_widget_lang: 'cs' }),
			} as Record<string, string>,
			gdprVersion: '1',
		},
		channel,
		source,
		status,
		avSupport: isChat ? 'WEB_RTC' : 'NONE',
		directCallNumber: null,
		phoneCallbackNumber: isPhone ? phone : null,
		isDirectChat: false,
		url: isPhone ? null : `https://shop.example/article/${index % 20}`,
		widget: isPhone ? null : 'default',
		operators:
			started === null
				? []
				: [{ ...operator, joined: started, left: ended, concluded: ended, note: null }],
		reviewers: [],
		created: after(0),
		enteredQueue: after(0),
		guestJoined: after(0),
		started,
		ended,
		waited: duration(waited),
		length: ended === null ? null : duration(length),
		blacklisted: false,
		phoneCallbackDialed: null,
		activities: started === null ? [] : ended === null ? activities : [...activities, end],
		tags: (index % 3 === 0 ? [{ userId: operator.userId, name: pick(tags, index / 3) }] : []) as {
			userId: number | null;
			name: string;
		}[],
		chatbots: (hasChatbot && started !== null
			? chatbots.map(({ id, name }) => ({
					chatbotId: id,
					name,
					joined: started,
					left: after(waited + 6),
				}))
			: []) as { chatbotId: number; name: string; joined: string; left: string | null }[],
		guestFeedbackStars: index % 4 === 0 && ended !== null ? 1 + (index % 5) : null,
		guestFeedbackScale: index % 4 === 0 && ended !== null ? 'Likert' : null,
		guestFeedbackText: null,
		autoAccepted: index % 5 === 0,
		recordings:
			isChat || ended === null
				? null
				: [
						{
							id: 300_000 + index,
							name: `session-${id}.mp3`,
							started,
							duration: duration(length),
							type: 'AllParticipants',
							userId: null,
							serviceId: 13,
							downloadUrl: `${baseUrl}/Storage/Get?source=recording&key=${id}&download=1`,
							isUploading,
							isDeleted: index % 25 === 18,
						},
					],
		recordingsState: isChat || ended === null ? null : isUploading ? 'Processing' : 'Processed',
		guestLeftSession: ended === null ? 'StillConnected' : 'LeftSession',
		outboundDialResult: source === 'OutgoingCall' ? 'ANSWERED' : null,
		campaignId: null,
	};
}

/** A file that was shared with a department. */
export function makeSharedFile(
	id: number,
	name: string,
	baseUrl: string,
	departmentOwner: number,
): SharedFile {
	return {
		id,
		operatorOwner: null,
		departmentOwner,
		name,
		downloadUrl: `${baseUrl}/Storage/Get?source=sharedFile&key=${fileKey(id)}&download=1`,
		isUploading: false,
		isDeleted: false,
	};
}

/** How the address of a shared file names it. */
export function fileKey(id: number): string {
	return encodeURIComponent(JSON.stringify({ id: seededId(id) }));
}

function seededId(id: number): string {
	return `00000000-0000-4000-8000-${String(id).padStart(12, '0')}`;
}

import type { StoredChatbot } from '../../api';

/** A form that is sent to a visitor, or a choice; the API shows the first three fields. */
export interface HeroCard {
	heroCardId: number;
	displayName: string;
	languages: string[];
	title: string;
	fields: Array<{ name: string; label: string }>;
	/** The answers of a choice. */
	quickReplies: string[];
}

/** Chatbots of the company; the API has no call that shows one. */
export function makeChatbots(): StoredChatbot[] {
	return [
		{ id: 801, name: 'Order bot', callbackUrl: null, isEnabled: true },
		{
			id: 802,
			name: 'Question bot',
			callbackUrl: 'https://bot.sandbox.example/callback',
			isEnabled: true,
		},
	];
}

/** Hero cards of the company. */
export const heroCards: HeroCard[] = [
	{
		heroCardId: 66,
		displayName: 'Contact details',
		languages: ['cs', 'en'],
		title: 'How can we reach you?',
		fields: [
			{ name: 'oo1_guest_ident', label: 'Name' },
			{ name: 'oo1_guest_email', label: 'E-mail' },
			{ name: 'order_number', label: 'Order number' },
		],
		quickReplies: [],
	},
	{
		heroCardId: 67,
		displayName: 'Was this helpful?',
		languages: ['cs', 'en'],
		title: 'Was this helpful?',
		fields: [],
		quickReplies: ['Yes', 'No'],
	},
	{
		heroCardId: 68,
		displayName: 'Reklamace',
		languages: ['cs'],
		title: 'Reklamace zboží',
		fields: [
			{ name: 'order_number', label: 'Číslo objednávky' },
			{ name: 'defect', label: 'Popis závady' },
		],
		quickReplies: [],
	},
];

/** Files of the company's store, which chatbots can share by name. */
export const mediaObjects = [
	{ id: 3101, name: 'price-list.pdf' },
	{ id: 3102, name: 'opening-hours.png' },
	{ id: 3103, name: 'návod k reklamaci.pdf' },
];

import type { Contact } from './contacts';
import { pick, timestamp } from './values';

const dayMs = 86_400_000;

/** How far a campaign is with a contact. */
export interface CampaignContact {
	id: number;
	state: string;
	created: string;
	retryScheduledDate: string | null;
	retryCount: number;
}

/** A campaign with its contacts, of which the API shows the ids in `identityIds`. */
export type Campaign = ReturnType<typeof makeCampaign>;

/** A contact that was just added to a campaign. */
export function newCampaignContact(id: number, created: number): CampaignContact {
	return {
		id,
		state: 'INITIAL',
		created: timestamp(created),
		retryScheduledDate: null,
		retryCount: 0,
	};
}

/** A running campaign and a finished one by phone, a running one and a new one on WhatsApp. */
export function makeCampaigns(all: Contact[], now: number): Campaign[] {
	const contactsOf = (departmentId: number, count: number, states: string[]) =>
		all
			.filter((contact) => contact.departmentId === departmentId)
			.slice(0, count)
			.map(({ id }, index) => ({
				...newCampaignContact(id, now - 9 * dayMs),
				state: pick(states, index),
				retryCount: index % 3,
			}));
	const phone = { channel: 'Phone', callerIds: ['+420210000001'] };
	const whatsApp = { channel: 'WhatsApp', mode: 'Automated' };
	const started = timestamp(now - 8 * dayMs);
	return [
		makeCampaign({
			...phone,
			id: 5001,
			departmentId: 62,
			name: 'Spring call round',
			mode: 'Preview',
			bcwSeconds: 30,
			started,
			contacts: contactsOf(62, 80, ['SUCCESS', 'DIAL_FAILED', 'RETRY_SCHEDULED', 'INITIAL']),
		}),
		makeCampaign({
			...phone,
			id: 5002,
			departmentId: 63,
			name: 'Unpaid invoices',
			mode: 'Predictive',
			pickupRate: 0.4,
			started,
			finished: timestamp(now - 2 * dayMs),
			contacts: contactsOf(63, 5, ['SUCCESS', 'CANCELLED_BY_CLIENT']),
		}),
		makeCampaign({
			...whatsApp,
			id: 5003,
			departmentId: 62,
			name: 'Parcel on its way 📦',
			goal: 'empty',
			started,
			contacts: contactsOf(62, 20, ['WA_SENT', 'WA_DELIVERED', 'WA_READ', 'WA_SEND_FAILED']),
		}),
		makeCampaign({
			...whatsApp,
			id: 5004,
			departmentId: 64,
			name: 'Spokojenost zákazníků',
		}),
	];
}

function makeCampaign(given: {
	id: number;
	departmentId: number;
	name: string;
	channel: string;
	mode: string;
	goal?: string;
	pickupRate?: number;
	started?: string;
	finished?: string;
	bcwSeconds?: number;
	callerIds?: string[];
	contacts?: CampaignContact[];
}) {
	return {
		description: null,
		goal: 'no_contacts',
		pickupRate: null,
		created: timestamp(Date.UTC(2024, 2, 1, 8)),
		started: null,
		finished: null,
		contactInfoField: 'oo1_guest_phone',
		callScriptId: null,
		routingRuleSetId: null,
		ruleId: null,
		bcwSeconds: null,
		callerIds: [] as string[],
		contacts: [] as CampaignContact[],
		...given,
	};
}

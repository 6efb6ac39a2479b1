import { Table } from '../table';
import { makeCampaigns } from './campaigns';
import { makeChatbots } from './chatbots';
import { branch, company, departments, groups, inboxes, makeTags } from './company';
import { makeContacts } from './contacts';
import { makeEmailThreads } from './emailThreads';
import { makeOperatorStates, makeUsers } from './users';

/** What a webhook is registered for, and where. */
export interface Webhook {
	id: number;
	eventTypes: string[];
	callbackUrl: string;
}

/** Everything but the sessions. */
export type Records = ReturnType<typeof makeRecords>;

/** The records that Mluvii begins with; the same ones each time, but for their times. */
export function makeRecords(now: number) {
	const users = makeUsers();
	const contacts = makeContacts();
	return {
		companies: new Table([company, branch]),
		departments: new Table(departments),
		groups: new Table(groups),
		users: new Table(users),
		operatorStates: makeOperatorStates(users, now),
		tags: new Table(makeTags()),
		contacts: new Table(contacts),
		campaigns: new Table(makeCampaigns(contacts, now)),
		inboxes: new Table(inboxes),
		emailThreads: new Table(makeEmailThreads(now)),
		chatbots: new Table(makeChatbots()),
		webhooks: new Table<Webhook>([], 31),
	};
}

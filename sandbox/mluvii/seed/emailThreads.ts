import { makeParams } from '../params';
import { company, inboxes } from './company';
import { guestName } from './contacts';
import { operators } from './users';
import { pick, timestamp } from './values';

const firstThreadId = 4_200_000;
const count = 12;
const hourMs = 3_600_000;

const states = ['Accepted', 'InQueue', 'SentToClient', 'Waiting', 'DidNotAnswer'];
const subjects = ['Reklamace objednávky', 'Invoice missing', 'Re: offer', 'Žádost o změnu údajů'];

/** A mail as mail programs write it. */
const tableMail = `<html><head><style>p { margin: 0 }</style></head><body><!-- written with care -->
<p>Dobr&yacute; den,</p>
<p>these are missing:</p>
<table><tr><th>Item</th><th>Pieces</th></tr><tr><td>Kettle</td><td>&lt; 3</td></tr></table>
<p>See <a href="https://shop.example/orders/1002">my order</a> or write to
<a href="mailto:nora@example.com">nora@example.com</a>.</p>
<ol><li>Send them</li><li>Send the invoice</li></ol></body></html>`;

/** An e-mail thread with its parameters, which the API shows by themselves. */
export type EmailThread = ReturnType<typeof makeEmailThread>;

/** The first ids belong to threads that clients have begun; the oldest is first. */
export function makeEmailThreads(now: number): EmailThread[] {
	return Array.from({ length: count }, (_, index) => {
		const created = now - (count - index) * 5 * hourMs;
		const after = (hours: number) => timestamp(created + hours * hourMs);
		const id = firstThreadId + index;
		const operator = pick(operators, index);
		const isAnswered = pick(states, index) !== 'InQueue';
		const thread = makeEmailThread({
			id,
			inbox: pick(inboxes, index),
			created,
			subject: pick(subjects, index),
			clientName: guestName(index),
			clientEmail: `guest${index}@example.com`,
		});
		const activity = (n: number, type: string, body: string | null, userId: number | null) => ({
			id: id * 10 + n,
			body,
			type,
			userId,
			created: after(n),
		});
		return {
			...thread,
			tags: index % 3 === 0 ? [{ userId: operator.userId, name: 'complaint' }] : [],
			state: pick(states, index),
			lastClientMessage: after(0),
			initiator: 'Client',
			operators: isAnswered
				? [{ ...operator, assigned: after(1), unassigned: index % 2 === 0 ? null : after(4) }]
				: [],
			messageCount: isAnswered ? (index % 3 === 2 ? 3 : 2) : 1,
			autoReplySent: index % 4 === 0,
			activities: [
				activity(0, 'Mail', `<p>Order ${1000 + index} has not arrived.</p>`, null),
				...(isAnswered
					? [
							activity(1, 'Open', null, operator.userId),
							activity(2, 'Note', 'Asked the carrier', operator.userId),
							activity(3, 'Mail', '<p>We are <b>on</b> it.</p>', operator.userId),
							...(index % 3 === 2 ? [activity(4, 'Mail', tableMail, null)] : []),
						]
					: []),
			],
			params: makeParams(
				{ oo1_guest_email: `guest${index}@example.com`, order_number: String(1000 + index) },
				'EntryForm',
				after(0),
			),
		};
	});
}

/** A thread that an operator, or nobody, begins with a message to a client. */
export function makeEmailThread(given: {
	id: number;
	inbox: { name: string; address: string; departmentId: number };
	created: number;
	subject: string;
	clientName: string | null;
	clientEmail: string;
	additionalEmails?: string[];
	body?: string;
	operator?: (typeof operators)[number];
}) {
	const { id, inbox, subject, clientName, clientEmail, operator, body = null } = given;
	const created = timestamp(given.created);
	return {
		id,
		companyId: company.id,
		departmentId: inbox.departmentId,
		tags: [] as { userId: number | null; name: string }[],
		state: operator === undefined ? 'SentToClient' : 'Accepted',
		created,
		lastClientMessage: null as string | null,
		subject,
		clientNames: [clientName],
		clientEmails: [clientEmail, ...(given.additionalEmails ?? [])],
		clientName,
		clientEmail,
		inboxName: inbox.name,
		inboxAddress: inbox.address,
		initiator: 'Operator',
		operators:
			operator === undefined
				? []
				: [{ ...operator, assigned: created, unassigned: null as string | null }],
		messageCount: 1,
		autoReplySent: false,
		activities: [{ id: id * 10, body, type: 'Mail', userId: operator?.userId ?? null, created }],
		params: makeParams({}, 'API', created),
	};
}

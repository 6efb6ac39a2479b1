import type { IDataObject } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import { toText } from '../shared/base/text';
import type { LocatorValue } from '../shared/operation/fields';
import type { Problems } from '../shared/operation/problems';
import type { LoviClient } from './client';
import type { ActingCompany } from './companies';
import { companyKeys, findCompany } from './companies';
import { timeIn, timeOf } from './recipientTime';
import type { Notification } from './notifications';
import { notificationRequest, recordOf } from './notifications';

/*
 * What is said of messages and calls before any of them goes out.
 */

/** An input item as far as it can be used, and what there is to say of it. */
export interface Draft extends Pick<Notification, 'endpoint' | 'body' | 'isFlat'> {
	/** The item's place in the input, from 0. */
	index: number;
	number?: string;
	company?: ActingCompany;
	/** Whether it is known when it is to go out. */
	hasTime: boolean;
	/** Why it would not be sent. */
	problems: Problems;
	/** Why it would be sent, and refused. */
	refusals: string[];
	/** What could not be found out. */
	notes: string[];
}

/** A request that would go out. */
export interface PlannedRequest extends Pick<Notification, 'endpoint' | 'isFlat'> {
	/** Its body for each of its contacts, with no other contact in it. */
	bodies: IDataObject[];
	/** The items, with the places of their contacts. */
	members: Array<{ index: number; place: number }>;
}

/** What cannot be found out of an item with these options. */
export function notesOn({ deduplicationKey }: { deduplicationKey?: string }): string[] {
	return deduplicationKey === undefined
		? []
		: ['Whether something was sent before with the Deduplication Key is not looked up.'];
}

const ENDS_RUN =
	'Unless On Error is set to continue, the items after this one are not sent, and Send Bulk sends nothing at all.';

/** The company that a Company field means; why it is not known is among what there is to say. */
export async function companyOf(
	client: LoviClient,
	chosen: LocatorValue | undefined,
	{ problems, notes }: Pick<Draft, 'problems' | 'notes'>,
): Promise<ActingCompany | undefined> {
	if (!chosen) return undefined;
	const keys = await companyKeys(client);
	if (chosen.mode === 'key' && !keys.some(({ key }) => key === chosen.value)) {
		notes.push('The key of the company is not among those of this Lovi login.');
		return { key: chosen.value };
	}
	return await findCompany(client, chosen).catch((error: unknown) => {
		// Whatever else it is concerns the run as a whole.
		if (!(error instanceof UserError)) throw error;
		problems.add(error);
		return undefined;
	});
}

/** Whether this node would send it. */
export function wouldGoOut({ problems }: Draft): boolean {
	return problems.messages.length === 0;
}

/** The request of a message, or a call, that goes out by itself. */
export function ownRequest({ endpoint, body, isFlat, index }: Draft): PlannedRequest {
	return { endpoint, isFlat, bodies: [body], members: [{ index, place: 0 }] };
}

/**
 * What is said of all items, one record each.
 *
 * @param requests what would go out for those without problems
 * @param contentOf what is said of what a recipient gets; it can add refusals and notes
 */
export async function previewsOf<One extends Draft>(
	client: LoviClient,
	drafts: One[],
	requests: PlannedRequest[],
	contentOf: (draft: One, body: IDataObject) => IDataObject = () => ({}),
): Promise<IDataObject[]> {
	const now = new Date();
	const own = ownRequests(requests);
	return await Promise.all(
		drafts.map(async (draft) => {
			const request = own.get(draft.index);
			const content = contentOf(draft, request?.body ?? draft.body);
			const times = timesOf(client, draft, now);
			if (request?.sameAs !== undefined) {
				draft.notes.push(
					`Item ${request.sameAs} has the same values, and this contact gets one message for both.`,
				);
			}
			const problems = [...draft.problems.messages, ...draft.refusals];
			if (problems.length > 0 && drafts.length > 1) draft.notes.push(ENDS_RUN);
			return {
				would_be_sent: problems.length === 0,
				...content,
				problems,
				notes: draft.notes,
				...recordOf(draft, draft.number),
				...times,
				requests: requests.length,
				...(request && {
					request_number: request.number,
					contacts_in_request: request.contacts,
					request: await client.shown(notificationRequest(request)),
				}),
			};
		}),
	);
}

/** A request from the view of one of its items. */
interface OwnRequest extends Pick<Notification, 'endpoint' | 'body' | 'isFlat'> {
	/** Which one of the run's requests it is, from 1. */
	number: number;
	contacts: number;
	/** An earlier item with the same contact. */
	sameAs?: number;
}

/** The requests of a run from the views of their items. */
function ownRequests(requests: PlannedRequest[]): Map<number, OwnRequest> {
	const own = new Map<number, OwnRequest>();
	requests.forEach(({ endpoint, isFlat, bodies, members }, before) => {
		const firsts = new Map<number, number>();
		for (const { index, place } of members) {
			const sameAs = firsts.get(place);
			if (sameAs === undefined) firsts.set(place, index);
			const body = bodies[place] ?? {};
			const contacts = bodies.length;
			own.set(index, { endpoint, isFlat, body, number: before + 1, contacts, sameAs });
		}
	});
	return own;
}

/** When it goes out, in UTC, where the number is from, and in the time zone of the workflow. */
function timesOf(
	client: LoviClient,
	{ body, number, hasTime, notes }: Draft,
	now: Date,
): IDataObject {
	if (!hasTime) return {};
	const scheduled = toText(body.datetime_sending);
	const time = scheduled === '' ? now : new Date(scheduled);
	const there = number === undefined ? undefined : timeOf(number, time);
	if (number !== undefined && there === undefined) {
		notes.push(`Which time it is where ${number} is from is not known.`);
	}
	return {
		send_at: time.toISOString(),
		...(there === undefined ? {} : { send_at_recipient: there }),
		send_at_company: timeIn(client.context.getTimezone(), time),
	};
}

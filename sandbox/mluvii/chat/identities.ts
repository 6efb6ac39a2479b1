import type { Session } from '../seed/sessions';
import type { MluviiState } from '../state';

/** What each field that matches is worth; two of them are a certain match. */
const scores: Record<string, number> = {
	oo1_guest_email: 60,
	oo1_guest_phone: 60,
	oo1_guest_ident: 30,
};
const mostMatches = 10;

/** The contacts that are like the guest of a session, the likeliest first. */
export function matchIdentities({ records }: MluviiState, { guest }: Session) {
	return records.contacts
		.all()
		.map(({ id, data }) => {
			const matches = Object.keys(scores).flatMap((field) => {
				const value = guest.callParams[field];
				const isSame = value !== undefined && data[field]?.includes(value) === true;
				return isSame ? [[field, [value]] as const] : [];
			});
			const score = matches.reduce((sum, [field]) => sum + (scores[field] ?? 0), 0);
			return { crmIdentityId: id, score: Math.min(100, score), data: Object.fromEntries(matches) };
		})
		.filter(({ score }) => score > 0)
		.sort((a, b) => b.score - a.score)
		.slice(0, mostMatches);
}

/** The guest of a session is this contact from now on; without one, a new contact. */
export function assignIdentity(
	{ records }: MluviiState,
	{ guest, departmentId }: Session,
	existing: unknown,
) {
	const { contacts } = records;
	if (existing !== undefined && existing !== null) {
		const contact = contacts.get(Number(existing));
		if (contact === undefined) {
			const reason = `There is no CRM identity ${JSON.stringify(existing)}`;
			return { created: false, crmIdentityId: null, reason };
		}
		guest.identity = String(contact.id);
		return { created: false, crmIdentityId: contact.id, reason: null };
	}
	const known = Object.entries(guest.callParams).filter(([field]) => field in scores);
	const data = Object.fromEntries(known.map(([field, value]) => [field, [value]]));
	const { id } = contacts.add((id) => ({ id, departmentId, data }));
	guest.identity = String(id);
	return { created: true, crmIdentityId: id, reason: null };
}

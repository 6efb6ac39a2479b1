import { departments } from './company';
import { pick } from './values';

const guests = ['Jan Dvořák', 'Marie Černá', 'Peter Müller', 'Zoë O’Brien', 'Łukasz Żak'];

/** Ids begin here. */
const firstContactId = 500_000;
const count = 260;

/** Values of a contact by field. */
export type ContactFields = Record<string, string[]>;

/** A contact, and the department that the API does not show, if it is in one. */
export interface Contact {
	id: number;
	departmentId: number | undefined;
	data: ContactFields;
}

/** What the guest with this index is called. */
export function guestName(index: number): string {
	return pick(guests, index);
}

/** The contact that the session with this index is with. */
export function contactIdOf(index: number): number {
	return firstContactId + (index % count);
}

/** The contacts behind the seeded sessions, and a few more; every twentieth has a second address. */
export function makeContacts(): Contact[] {
	return Array.from({ length: count }, (_, index) => {
		const email = [`guest${index}@example.com`];
		if (index % 20 === 0) email.push(`guest${index}.work@example.com`);
		return {
			id: contactIdOf(index),
			departmentId: pick(departments, index).id,
			data: {
				oo1_guest_ident: [guestName(index)],
				oo1_guest_email: email,
				oo1_guest_phone: [`+42060${String(1_000_000 + index)}`],
			},
		};
	});
}

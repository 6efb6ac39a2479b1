import type {
	IDataObject,
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';
import { toText } from '../../shared/base/text';
import { recordId } from '../../shared/operation/fields';
import * as endpoints from '../generated/endpoints';
import { CONTACT_EMAIL, CONTACT_NAME, CONTACT_PHONE } from './contactData';
import { joined, searchPages } from './search';

export const contactId = recordId({
	displayName: 'Contact ID',
	description:
		'The number of the contact in the contact directory, as Contact: Get Many returns it',
	placeholder: 'Choose a contact',
	exampleId: 500123,
	search: { searchContacts },
});

/**
 * Contacts by e-mail or phone number, which Mluvii looks up; by other words among the first contacts, as
 * Mluvii documents no search for them (mluvii-api.md, section 5).
 */
async function searchContacts(
	this: ILoadOptionsFunctions,
	filter = '',
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const words = filter.trim();
	const field = /^\+\d[\d ]+$/.test(words) ? CONTACT_PHONE : CONTACT_EMAIL;
	const isLookedUp = field === CONTACT_PHONE || words.includes('@');
	const query = isLookedUp ? { filterField: field, filterValue: words } : {};
	return await searchPages(this, {
		request: { ...endpoints.listContacts(), query, subject: 'The list of contacts' },
		describe: describeContact,
		filter: isLookedUp ? '' : words,
		offset: Number(paginationToken ?? 0),
	});
}

function describeContact({ id, data }: IDataObject): INodeListSearchItems {
	const fields = (data ?? {}) as IDataObject;
	const [name, email, phone] = [CONTACT_NAME, CONTACT_EMAIL, CONTACT_PHONE].map(
		(field) => [fields[field]].flat()[0],
	);
	return { name: joined(name, email, phone, `#${toText(id)}`), value: toText(id) };
}

import type { Handler } from '../service';
import { done, found, notFound, refused } from './answers';
import { page } from './pages';
import type { Contact, ContactFields } from './seed/contacts';
import type { MluviiState } from './state';

/** Handlers of the contact directory. */
export function contactHandlers(state: MluviiState): Record<string, Handler> {
	return {
		listContacts({ query }) {
			const { departmentId, filterField, filterValue } = query as {
				departmentId?: number;
				filterField?: string;
				filterValue?: string;
			};
			if (departmentId !== undefined && !state.records.departments.has(departmentId)) {
				return refused('departmentId', 'No such department');
			}
			if ((filterField === undefined) !== (filterValue === undefined)) {
				const missing = filterField === undefined ? 'filterField' : 'filterValue';
				return refused(missing, 'A filter needs a field and a value');
			}
			// Whether Mluvii wants the whole value is not documented; here it does.
			const rows = state.records.contacts
				.all()
				.filter(
					(contact) =>
						(departmentId === undefined || contact.departmentId === departmentId) &&
						(filterField === undefined ||
							contact.data[filterField]?.includes(filterValue ?? '') === true),
				);
			return found(page(rows, query, state.settings).map(shown));
		},

		createContacts({ query, body }) {
			const departmentId = Number(query['departmentId']);
			if (!state.records.departments.has(departmentId)) {
				return refused('departmentId', 'No such department');
			}
			const rows = body as ContactFields[];
			const empty = rows.findIndex((data) => Object.values(data).flat().join('') === '');
			if (empty !== -1) return refused(`[${empty}]`, 'The contact has no value');
			const contacts = rows.map((data) =>
				state.records.contacts.add((id) => ({ id, departmentId, data })),
			);
			return found(contacts.map(({ id }) => id));
		},

		getContact({ params }) {
			const contact = state.records.contacts.get(Number(params['id']));
			return found(contact && shown(contact));
		},

		updateContact({ params, body }) {
			const contact = state.records.contacts.get(Number(params['id']));
			if (contact === undefined) return notFound;
			// Whether other fields stay is not documented; here they do.
			contact.data = { ...contact.data, ...(body as ContactFields) };
			return done;
		},

		deleteContact({ params }) {
			return state.records.contacts.delete(Number(params['id'])) ? done : notFound;
		},
	};
}

function shown({ id, data }: Contact) {
	return { id, data };
}

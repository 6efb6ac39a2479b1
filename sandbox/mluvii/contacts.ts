import type { Answer, Handler } from '../service';
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
			const wrong = wrongDepartment(state, departmentId);
			if (wrong !== undefined) return wrong;
			if ((filterField === undefined) !== (filterValue === undefined)) {
				const missing = filterField === undefined ? 'filterField' : 'filterValue';
				return refused(missing, 'A filter needs a field and a value');
			}
			const fits = (values: string[]) =>
				values.some((value) =>
					state.settings.contactFilter === 'exact'
						? value === filterValue
						: value.includes(filterValue ?? ''),
				);
			const rows = state.records.contacts
				.all()
				.filter(
					(contact) =>
						(departmentId === undefined || contact.departmentId === departmentId) &&
						(filterField === undefined || fits(contact.data[filterField] ?? [])),
				);
			return found(page(rows, query, state.settings).map(shown));
		},

		createContacts({ query, body }) {
			const { departmentId } = query as { departmentId?: number };
			const wrong = wrongDepartment(state, departmentId);
			if (wrong !== undefined) return wrong;
			const rows = body as ContactFields[];
			const empty = rows.findIndex((data) => Object.values(data).flat().join('') === '');
			if (empty !== -1) return refused(`[${empty}]`, 'The contact has no value');
			const contacts = rows.map((data) =>
				state.records.contacts.add((id) => ({ id, departmentId, data })),
			);
			const ids = contacts.map(({ id }) => id);
			return found(state.settings.contactIds === 'inOrder' ? ids : ids.reverse());
		},

		getContact({ params }) {
			const contact = state.records.contacts.get(Number(params['id']));
			return found(contact && shown(contact));
		},

		updateContact({ params, body }) {
			const contact = state.records.contacts.get(Number(params['id']));
			if (contact === undefined) return notFound;
			const stay = state.settings.contactUpdate === 'merge' ? contact.data : {};
			contact.data = { ...stay, ...(body as ContactFields) };
			return done;
		},

		deleteContact({ params }) {
			return state.records.contacts.delete(Number(params['id'])) ? done : notFound;
		},
	};
}

/** A refusal when the department is missing or unknown. */
function wrongDepartment(state: MluviiState, id: number | undefined): Answer | undefined {
	if (id === undefined) {
		const { contactsNeedDepartment } = state.settings;
		return contactsNeedDepartment ? refused('departmentId', 'Required') : undefined;
	}
	const isKnown = state.records.departments.has(id);
	return isKnown ? undefined : refused('departmentId', 'No such department');
}

function shown({ id, data }: Contact) {
	return { id, data };
}

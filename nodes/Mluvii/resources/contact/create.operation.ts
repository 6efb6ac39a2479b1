import type { IDataObject } from 'n8n-workflow';
import { isObject } from '../../../shared/base/records';
import { toText } from '../../../shared/base/text';
import { IndeterminateWriteError } from '../../../shared/http/errors';
import { adjusted, optional } from '../../../shared/operation/field';
import { yesNo } from '../../../shared/operation/fields';
import type { MluviiClient } from '../../client';
import type { ContactData } from '../../fields/contactData';
import { contactData, CONTACTS_PER_REQUEST } from '../../fields/contactData';
import { departmentId } from '../../fields/department';
import * as endpoints from '../../generated/endpoints';
import { batchOperation } from '../../operation';

/**
 * Create contacts. The request is answered with their IDs; that they are in the order of the contacts is not
 * documented (mluvii-api.md, sections 5 and 18.3).
 */
export const create = batchOperation({
	value: 'create',
	name: 'Create',
	action: 'Create a contact in the contact directory',
	description: 'Add contacts to the directory; many input items go out in few requests',
	effect: 'write',
	fields: {
		departmentId: optional(
			adjusted(departmentId, {
				description: 'The department to add the contact to; may be left empty',
			}),
		),
		contactData,
	},
	options: {
		createSingly: yesNo({
			displayName: 'Create One by One',
			default: false,
			description:
				'Whether each contact is sent in a request of its own. Otherwise Mluvii answers with the IDs of many contacts, whose order it does not document; the first and the last one are then looked up to make sure.',
		}),
	},
	batchSize: CONTACTS_PER_REQUEST,
	read: ({ fields: { departmentId, contactData }, options, index }) => ({
		key: { departmentId, ...(options.createSingly === true ? { item: index } : {}) },
		entry: contactData,
	}),
	async send(client, { departmentId }, contacts, hint) {
		const department = departmentId === undefined ? {} : { departmentId };
		const created = await createAll(client, department, contacts);
		const ids = await inOrder(client, created, contacts, () => {
			hint(ASSUMED);
		});
		return contacts.map((data, index) => ({ id: ids[index] as number, ...department, data }));
	},
});

const ASSUMED =
	'The IDs of the contacts are assumed to be in the order of the items: Mluvii does not document it, and the contacts could not be looked up. The option Create One by One makes sure.';

async function createAll(
	client: MluviiClient,
	department: { departmentId?: number },
	contacts: ContactData[],
): Promise<number[]> {
	const { departmentId } = department;
	const ids = await client.request({
		...endpoints.createContacts(),
		query: { ...department },
		body: contacts,
		subject: departmentId === undefined ? 'The contact directory' : `Department ${departmentId}`,
	});
	if (!Array.isArray(ids) || ids.length !== contacts.length) {
		throw new IndeterminateWriteError('Mluvii', 'one ID for each contact');
	}
	return ids as number[];
}

/**
 * Puts the IDs into the order of the contacts. The first and the last contact are read back; if one of them
 * turns out to be another contact of the same request, all of them are, and each gets the ID of its data.
 *
 * @param sayUnverified says that the order could not be looked up
 * @throws IndeterminateWriteError when the IDs are in another order and cannot be told apart
 */
async function inOrder(
	client: MluviiClient,
	ids: number[],
	contacts: ContactData[],
	sayUnverified: () => void,
): Promise<number[]> {
	const names = [...new Set(contacts.flatMap(Object.keys))].sort();
	const wanted = contacts.map((data) => comparable(data, names));
	if (new Set(wanted).size === 1) return ids;
	const stored = async (id: number): Promise<string | undefined> => {
		const data = await storedData(client, id);
		return data && comparable(data, names);
	};
	const last = ids.length - 1;
	const ends = [0, last].map(async (place) => ({ place, is: await stored(ids[place] as number) }));
	const wrong = (await Promise.all(ends)).filter(({ place, is }) => is !== wanted[place]);
	if (wrong.length === 0) return ids;
	if (!wrong.some(({ is }) => is !== undefined && wanted.includes(is))) {
		sayUnverified();
		return ids;
	}
	const left = await Promise.all(ids.map(async (id) => ({ id, is: await stored(id) })));
	return wanted.map((data) => {
		const place = left.findIndex(({ is }) => is === data);
		const [found] = place === -1 ? [] : left.splice(place, 1);
		if (!found) throw new IndeterminateWriteError('Mluvii', 'the IDs in the order of the contacts');
		return found.id;
	});
}

/** The data of a contact; undefined if it cannot be read, which does not undo its creation. */
async function storedData(client: MluviiClient, id: number): Promise<IDataObject | undefined> {
	try {
		const { data } = await client.record({
			...endpoints.getContact({ id }),
			subject: `Contact ${id}`,
		});
		return isObject(data) ? (data as IDataObject) : undefined;
	} catch {
		return undefined;
	}
}

/** The values of some fields as text; Mluvii may store them in another case or spacing. */
function comparable(data: IDataObject, names: string[]): string {
	return JSON.stringify(
		names.map((name) =>
			[data[name] ?? []]
				.flat()
				.map((value) => toText(value).toLowerCase().replace(/\s/g, ''))
				.sort(),
		),
	);
}

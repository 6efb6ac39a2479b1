import type { IDataObject } from 'n8n-workflow';
import { IndeterminateWriteError } from '../../../shared/http/errors';
import type { BatchOperation, Item } from '../../../shared/operation/operation';
import { toText } from '../../../shared/base/text';
import { CONTACTS_PER_REQUEST, contactFields, readContactFields } from '../../contactFields';
import { departmentLocator } from '../../locators';
import type { MluviiClient } from '../../client';
import { isObject } from '../../../shared/base/records';
import { path } from '../../../shared/http/path';

type Fields = Record<string, string[]>;

/** What the contacts of one request have in common. */
interface Target {
	departmentId?: number;
	/** The item that has a request of its own. */
	item?: number;
}

interface Entry {
	data: Fields;
	hint: Item<MluviiClient>['hint'];
}

/**
 * POST /api/v1/Contacts?departmentId={id} with a list of contacts (mluvii-api.md, sections 5 and 18.3, CLI).
 * It is answered with the IDs; that they are in the order of the contacts is not documented.
 */
export const create: BatchOperation<MluviiClient, Entry> = {
	value: 'create',
	name: 'Create',
	action: 'Create a contact',
	description: 'Add contacts to the directory; many input items go out in few requests',
	effect: 'write',
	properties: [
		{
			...departmentLocator,
			required: undefined,
			description: 'The department to add the contact to; may be left empty',
		},
		...contactFields,
	],
	options: [
		{
			displayName: 'Create One by One',
			name: 'createSingly',
			type: 'boolean',
			default: false,
			description:
				'Whether each contact is sent in a request of its own. Otherwise Mluvii answers with the IDs of many contacts, whose order it does not document; the first and the last one are then looked up to make sure.',
		},
	],
	batchSize: CONTACTS_PER_REQUEST,
	read({ parameters, index, hint }) {
		const target: Target = { departmentId: parameters.optionalId('departmentId') };
		if (parameters.optionFlag('createSingly', false)) target.item = index;
		return { key: JSON.stringify(target), entry: { data: readContactFields(parameters), hint } };
	},
	async send(client, key, entries) {
		const { departmentId } = JSON.parse(key) as Target;
		const department = departmentId === undefined ? {} : { departmentId };
		const contacts = entries.map(({ data }) => data);
		const created = await createAll(client, department, contacts);
		const ids = await inOrder(client, created, contacts, () => {
			entries[0]?.hint(ASSUMED);
		});
		return contacts.map((data, index) => ({ id: ids[index] as number, ...department, data }));
	},
};

const ASSUMED =
	'The IDs of the contacts are assumed to be in the order of the items: Mluvii does not document it, and the contacts could not be looked up. The option Create One by One makes sure.';

async function createAll(
	client: MluviiClient,
	department: Target,
	contacts: Fields[],
): Promise<number[]> {
	const { departmentId } = department;
	const ids = await client.request({
		method: 'POST',
		path: '/api/v1/Contacts',
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
 * @throws UnclearWrite when the IDs are in another order and cannot be told apart
 */
async function inOrder(
	client: MluviiClient,
	ids: number[],
	contacts: Fields[],
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
			method: 'GET',
			path: path`/api/v1/Contacts/${id}`,
			subject: `Contact ${id}`,
			isUnconfirmed: true,
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

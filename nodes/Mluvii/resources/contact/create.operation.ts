import { UnclearWrite } from '../../../shared/errors';
import type { BulkOperation } from '../../../shared/operation';
import { CONTACTS_PER_REQUEST, contactFields, readContactFields } from '../../contactFields';
import { departmentLocator } from '../../locators';
import type { MluviiClient } from '../../transport';

type Fields = Record<string, string[]>;

/** POST /api/v1/Contacts?departmentId={id} with a list of contacts (mluvii-api.md, section 5, CLI). */
export const create: BulkOperation<MluviiClient, Fields> = {
	value: 'create',
	name: 'Create',
	action: 'Create a contact',
	description: 'Add contacts to the directory; many input items go out in few requests',
	effect: 'write',
	properties: [
		{
			...departmentLocator,
			required: undefined,
			description: 'The department to add the contact to; Mluvii does not need it',
		},
		...contactFields,
	],
	batchSize: CONTACTS_PER_REQUEST,
	read({ parameters }) {
		return {
			key: String(parameters.id('departmentId')),
			entry: readContactFields(parameters),
		};
	},
	async send(client, key, contacts) {
		const departmentId = Number(key);
		const ids = await createAll(client, departmentId, contacts);
		return contacts.map((data, index) => ({ id: ids[index] ?? null, departmentId, data }));
	},
};

async function createAll(
	client: MluviiClient,
	departmentId: number,
	contacts: Fields[],
): Promise<number[]> {
	const ids = await client.request({
		method: 'POST',
		path: '/api/v1/Contacts',
		query: { departmentId },
		body: contacts,
		subject: `Department ${departmentId}`,
	});
	if (!Array.isArray(ids) || ids.length !== contacts.length) {
		throw new UnclearWrite('Mluvii', 'one ID for each contact');
	}
	return ids as number[];
}

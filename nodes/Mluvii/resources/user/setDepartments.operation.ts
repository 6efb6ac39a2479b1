import type { IDataObject } from 'n8n-workflow';
import { path } from '../../../shared/service';
import * as validate from '../../../shared/validate';
import type { BulkOperation } from '../../../shared/operation';
import { departmentsField } from '../../fields';
import { userLocator } from '../../locators';
import type { MluviiClient } from '../../transport';

/** What one item asks for. */
interface Change {
	mode: string;
	departments: number[];
}

/**
 * PUT /api/v1/Users/{id}/departments (mluvii-api.md, section 4, CLI). It replaces the whole set, so adding
 * and removing reads it first: once for each user, and all items for that user are put into one request.
 */
export const setDepartments: BulkOperation<MluviiClient, Change> = {
	value: 'setDepartments',
	name: 'Set Departments',
	action: 'Set the departments of a user',
	description: 'Put a user into departments, or take the user out of them',
	effect: 'write',
	properties: [
		userLocator,
		{
			displayName: 'Mode',
			name: 'mode',
			type: 'options',
			options: [
				{ name: 'Add', value: 'add', description: 'Keep the present departments and add these' },
				{ name: 'Remove', value: 'remove', description: 'Take the user out of these departments' },
				{ name: 'Replace', value: 'replace', description: 'The user is in these departments only' },
			],
			default: 'add',
			description: 'What happens to the departments that the user is in already',
		},
		{ ...departmentsField, required: true },
	],
	read({ parameters }) {
		return {
			key: String(parameters.id('userId')),
			entry: { mode: parameters.choice('mode'), departments: parameters.ids('departments') },
		};
	},
	async send(client, userId, changes) {
		const departments = await apply(client, Number(userId), changes);
		return changes.map(() => ({ userId: Number(userId), departments, success: true }));
	},
};

async function apply(client: MluviiClient, userId: number, changes: Change[]): Promise<number[]> {
	const subject = `User ${userId}`;
	let departments = new Set<number>();
	if (changes[0]?.mode !== 'replace') {
		const user = await client.record({
			method: 'GET',
			path: path`/api/v1/Users/${userId}`,
			subject,
		});
		departments = new Set(validate.ids(user.departments ?? [], 'Departments'));
	}
	for (const { mode, departments: chosen } of changes) {
		if (mode === 'replace') departments = new Set();
		for (const id of chosen) {
			if (mode === 'remove') departments.delete(id);
			else departments.add(id);
		}
	}
	await client.request({
		method: 'PUT',
		path: path`/api/v1/Users/${userId}/departments`,
		body: { departments: [...departments] } satisfies IDataObject,
		subject: `${subject} or one of the departments`,
	});
	return [...departments];
}

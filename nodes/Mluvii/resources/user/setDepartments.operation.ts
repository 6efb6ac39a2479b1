import type { IDataObject } from 'n8n-workflow';
import { UnwantedResultError } from '../../../shared/http/errors';
import { choice } from '../../../shared/operation/fields';
import * as validate from '../../../shared/operation/validate';
import type { MluviiClient } from '../../client';
import { departments } from '../../fields/department';
import { userId } from '../../fields/user';
import { readBack, verifyResult } from '../../fields/verifyResult';
import * as endpoints from '../../generated/endpoints';
import { batchOperation } from '../../operation';

/** What one item asks for. */
interface Change {
	mode: 'add' | 'remove' | 'replace';
	departments: number[];
	isVerified: boolean;
}

/**
 * Set the departments of a user. The request is taken to replace the whole set, so adding and removing reads
 * it first: once for each user, and all items for that user are put into one request.
 */
export const setDepartments = batchOperation({
	value: 'setDepartments',
	name: 'Set Departments',
	action: 'Set the departments that a user belongs to',
	description: 'Put a user into departments, or take the user out of them',
	effect: 'write',
	fields: {
		userId,
		mode: choice({
			displayName: 'Mode',
			options: [
				{ name: 'Add', value: 'add', description: 'Keep the present departments and add these' },
				{ name: 'Remove', value: 'remove', description: 'Take the user out of these departments' },
				{ name: 'Replace', value: 'replace', description: 'The user is in these departments only' },
			],
			default: 'add',
			description: 'What happens to the departments that the user is in already',
		}),
		departments,
	},
	options: {
		verifyResult: verifyResult(
			'Whether to read the user afterwards, and to fail if the departments are others; takes one more request',
		),
	},
	read({ fields: { userId, ...change }, options, hint }) {
		const isVerified = options.verifyResult === true;
		if (!isVerified) hint(ASSUMED);
		return { key: userId, entry: { ...change, isVerified } };
	},
	async send(client, userId, changes) {
		const departments = await apply(client, userId, changes);
		if (changes.some(({ isVerified }) => isVerified)) await verify(client, userId, departments);
		return changes.map(() => ({ userId, departments, success: true }));
	},
});

const ASSUMED =
	'It is assumed that Mluvii replaces the departments of a user by those that it is sent, which it does not document. The option Verify Result makes sure.';

async function departmentsOf(client: MluviiClient, userId: number): Promise<number[]> {
	const user = await client.record({
		...endpoints.getUser({ id: userId }),
		subject: `User ${userId}`,
	});
	return validate.ids(user.departments ?? [], 'Departments');
}

async function verify(client: MluviiClient, userId: number, wanted: number[]): Promise<void> {
	const stored = await readBack(
		async () => await departmentsOf(client, userId),
		`the departments of user ${userId}`,
	);
	if (listed(stored) === listed(wanted)) return;
	throw new UnwantedResultError(
		`User ${userId} is in the departments ${listed(stored)} now instead of ${listed(wanted)}`,
		{ description: 'Check the departments of the user in Mluvii.' },
	);
}

function listed(departments: number[]): string {
	return [...new Set(departments)].sort((a, b) => a - b).join(', ');
}

async function apply(client: MluviiClient, userId: number, changes: Change[]): Promise<number[]> {
	const isReplaced = changes[0]?.mode === 'replace';
	let departments = new Set(isReplaced ? [] : await departmentsOf(client, userId));
	for (const { mode, departments: chosen } of changes) {
		if (mode === 'replace') departments = new Set();
		for (const id of chosen) {
			if (mode === 'remove') departments.delete(id);
			else departments.add(id);
		}
	}
	await client.request({
		...endpoints.setUserDepartments({ id: userId }),
		body: { departments: [...departments] } satisfies IDataObject,
		subject: `User ${userId} or one of the departments`,
	});
	return [...departments];
}

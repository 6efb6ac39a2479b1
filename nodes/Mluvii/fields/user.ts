import type { IDataObject, INodeListSearchItems } from 'n8n-workflow';
import { toText } from '../../shared/base/text';
import { recordId } from '../../shared/operation/fields';
import * as endpoints from '../generated/endpoints';
import { joined, searchWholeList } from './search';

const searchUsers = searchWholeList(
	{ ...endpoints.listUsers(), subject: 'The list of users' },
	describeUser,
);

export const userId = recordId({
	displayName: 'User ID',
	description: 'The number of the user, such as an operator, as User: Get Many returns it',
	placeholder: 'Choose a user',
	exampleId: 501,
	search: { searchUsers },
});

function describeUser({ id, firstName, lastName, username }: IDataObject): INodeListSearchItems {
	const fullName = [firstName, lastName].map(toText).join(' ').trim();
	return { name: joined(fullName, username), value: toText(id) };
}

import { recordId } from '../../shared/operation/fields';
import * as endpoints from '../generated/endpoints';
import { named, searchWholeList } from './search';

const searchGroups = searchWholeList(
	{ ...endpoints.listGroups(), subject: 'The list of groups' },
	named,
);

export const groupId = recordId({
	displayName: 'Group',
	description: 'The group of operators to work with',
	placeholder: 'Choose a group',
	exampleId: 7299,
	search: { searchGroups },
});

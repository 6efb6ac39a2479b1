import type { IDataObject, INodeListSearchItems } from 'n8n-workflow';
import { toText } from '../../shared/base/text';
import { mapped } from '../../shared/operation/field';
import { locator, recordId } from '../../shared/operation/fields';
import * as validate from '../../shared/operation/validate';
import * as endpoints from '../generated/endpoints';
import { joined, searchWholeList } from './search';

const list = { ...endpoints.listTags(), subject: 'The list of tags' };

const TAG_NAME = 'Tag Name';

export const tagId = recordId({
	displayName: 'Tag ID',
	description: 'The number of the tag to add or remove, as Tag: Get Many returns it',
	placeholder: 'Choose a tag',
	exampleId: 31,
	search: { searchTags: searchWholeList(list, describeTag) },
});

/** A tag by name: e-mail threads take names where sessions take IDs (mluvii-api.md, section 7). */
export const tagName = mapped(
	locator({
		displayName: TAG_NAME,
		description: 'The name of the tag to add or remove, as Tag: Get Many returns it; not its label',
		placeholder: 'Choose a tag',
		search: {
			searchTagNames: searchWholeList(list, (tag) => ({
				...describeTag(tag),
				value: toText(tag.name),
			})),
		},
		modes: [
			{ displayName: 'By Name', name: 'name', type: 'string', placeholder: 'e.g. complaint' },
		],
	}),
	({ value }) => validate.pathPart(value, TAG_NAME),
);

function describeTag({ id, name, label, departmentId }: IDataObject): INodeListSearchItems {
	const shown = toText(label).toLowerCase() === toText(name).toLowerCase() ? '' : label;
	return { name: joined(name, shown, `Department ${toText(departmentId)}`), value: toText(id) };
}

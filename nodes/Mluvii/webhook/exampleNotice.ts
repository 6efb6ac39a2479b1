import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { toText } from '../../shared/base/text';

/** What comes out of a trigger, shown in its panel before anything has come. */
export function exampleNotice(
	name: string,
	example: IDataObject,
	displayOptions?: INodeProperties['displayOptions'],
): INodeProperties {
	return {
		displayName: `What comes out, for example:<ul>${fieldsOf(example).join('')}</ul>`,
		name,
		type: 'notice',
		...(displayOptions ? { displayOptions } : {}),
		default: '',
	};
}

/** The fields of a record as entries of a list, by the names under which expressions find them. */
function fieldsOf(record: IDataObject, prefix = ''): string[] {
	return Object.entries(record).flatMap(([name, value]) =>
		typeof value === 'object' && value !== null
			? fieldsOf(value as IDataObject, `${prefix}${name}.`)
			: [`<li>${prefix}${name}: ${toText(value) || 'nothing'}</li>`],
	);
}

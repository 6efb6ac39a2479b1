import { optionalText, text } from '../../../shared/operation/fields';
import { departmentId } from '../../fields/department';
import * as endpoints from '../../generated/endpoints';
import { itemOperation } from '../../operation';

export const create = itemOperation({
	value: 'create',
	name: 'Create',
	action: 'Create a tag in a department',
	description: 'Create a tag in a department',
	effect: 'write',
	fields: {
		departmentId,
		name: text({
			displayName: 'Name',
			required: true,
			placeholder: 'e.g. complaint',
			description: 'The name of the tag; it cannot be changed later',
		}),
	},
	options: {
		backgroundArgb: optionalText({
			displayName: 'Background Color (ARGB)',
			placeholder: 'e.g. #ffd32f2f',
			description:
				'The colour behind the tag. Mluvii does not document its form; copy it from an existing tag.',
		}),
		label: optionalText({
			displayName: 'Label',
			placeholder: 'e.g. Complaint',
			description: 'What is shown instead of the name',
		}),
		textArgb: optionalText({
			displayName: 'Text Color (ARGB)',
			placeholder: 'e.g. #ffffffff',
			description:
				'The colour of the text. Mluvii does not document its form; copy it from an existing tag.',
		}),
	},
	async execute({ client, fields: { departmentId, name }, options }) {
		const filledIn = Object.entries(options).filter(([, value]) => value !== '');
		const tag = { name, ...Object.fromEntries(filledIn) };
		const created = await client.change({
			...endpoints.createTag({ departmentId }),
			body: tag,
			subject: `Department ${departmentId}`,
		});
		return { departmentId, ...tag, ...created };
	},
});

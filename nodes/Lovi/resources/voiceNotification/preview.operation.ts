import { deduplicationOptions } from '../../../shared/operation/deduplicationFields';
import type { Values } from '../../../shared/operation/field';
import {
	notificationFields,
	recipientFields,
	sendingOptions,
	voiceAgent,
	voiceBody,
} from '../../fields/notification';
import * as endpoints from '../../generated/endpoints';
import { surveyOperation } from '../../operation';
import type { Draft } from '../../preview';
import { companyOf, notesOn, ownRequest, previewsOf, wouldGoOut } from '../../preview';

/** All that Send has, so that nothing is lost when the operation is changed to it. */
const OPTIONS = { ...sendingOptions, ...deduplicationOptions(true) };
const FIELDS = { ...recipientFields, ...voiceAgent, ...notificationFields };

/** Say of calls when they would be made, and what is wrong with them, and have nobody called. */
export const preview = surveyOperation({
	value: 'preview',
	name: 'Preview',
	action: 'Preview a voice notification before anybody is called',
	description:
		'Show for each item of Send the request, when it would go out, and everything that is wrong with it. Nobody is called.',
	effect: 'read',
	fields: FIELDS,
	options: OPTIONS,
	async survey(client, items) {
		const drafts = await Promise.all(
			items.map(async ({ index, fields, options, problems }): Promise<Draft> => {
				// What cannot be used is missing in what is put together from it, and among the problems.
				const usable = fields as Values<typeof FIELDS>;
				const body = problems.collect(() => voiceBody(usable, options));
				const notes = notesOn(options);
				return {
					index,
					endpoint: endpoints.notifyVoice(),
					number: fields.number,
					company: await companyOf(client, fields.company, { problems, notes }),
					body: body ?? voiceBody(usable, {}),
					hasTime: body !== undefined,
					isFlat: options.flatBody === true,
					problems,
					refusals: [],
					notes,
				};
			}),
		);
		return await previewsOf(client, drafts, drafts.filter(wouldGoOut).map(ownRequest));
	},
});

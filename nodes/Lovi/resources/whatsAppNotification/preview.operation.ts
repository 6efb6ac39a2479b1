import type { IDataObject } from 'n8n-workflow';
import type { Reading } from '../../../shared/operation/batches';
import { groupsOf, readingOf } from '../../../shared/operation/batches';
import type { Values } from '../../../shared/operation/field';
import { DEFAULT_DAYS, deduplicationOptions } from '../../../shared/operation/deduplicationFields';
import { choice } from '../../../shared/operation/fields';
import type { Surveyed } from '../../../shared/operation/operation';
import { BULK, bulkEntry, bulkNotification } from '../../bulk';
import type { LoviClient } from '../../client';
import {
	messageFields,
	messageOf,
	notificationFields,
	recipientFields,
	sendingOptions,
	templateOptions,
	whatsAppBody,
} from '../../fields/notification';
import { lineOf } from '../../fields/phoneNumber';
import * as endpoints from '../../generated/endpoints';
import { surveyOperation } from '../../operation';
import type { Components } from '../../placeholders';
import type { Draft, PlannedRequest } from '../../preview';
import { companyOf, notesOn, ownRequest, previewsOf, wouldGoOut } from '../../preview';
import { approvalErrors, misfitErrors, wantedIn } from '../../templateCheck';
import type { MessageTemplate } from '../../templates';
import { readTemplate } from '../../templates';
import { renderMessage, unresolvedIn } from '../../templateText';

const FIELDS = {
	previewFor: choice({
		displayName: 'Preview For',
		options: [
			{ name: 'Send', value: 'send', description: 'One request for each item' },
			{
				name: 'Send Bulk',
				value: 'sendBulk',
				description: 'Up to 100 items in a request, and equal ones once',
			},
		],
		default: 'send',
		noDataExpression: true,
		description: 'The operation that is going to send the messages',
	}),
	...recipientFields,
	...messageFields,
	...notificationFields,
};
/** All that Send and Send Bulk have, so that nothing is lost when the operation is changed to one of them. */
const OPTIONS = { ...sendingOptions, ...templateOptions, ...deduplicationOptions(true) };

type Item = Surveyed<typeof FIELDS, typeof OPTIONS>;

/** A message that is looked at. */
interface MessageDraft extends Draft {
	/** What it adds to a request with others, where it goes out with others. */
	entry?: ReturnType<typeof bulkEntry> & Pick<Reading, 'onceBy'>;
	template?: MessageTemplate;
	/** Whether it is known which values placeholders find. */
	hasContact: boolean;
}

/** Say of messages what is read, when they go out, and what is wrong with them, and send nothing. */
export const preview = surveyOperation({
	value: 'preview',
	name: 'Preview',
	action: 'Preview a WhatsApp message before it is sent',
	description:
		'Show for each item of Send or Send Bulk what the recipient would read, the request, when it would go out, and everything that is wrong with it. Nothing is sent.',
	effect: 'read',
	fields: FIELDS,
	options: OPTIONS,
	async survey(client, items) {
		const drafts = await Promise.all(
			items.map(async (item) => await draftOf(client, item, items.length)),
		);
		const ready = drafts.filter(wouldGoOut);
		const requests = [
			...ready.filter(({ entry }) => !entry).map(ownRequest),
			...bulkRequests(ready),
		];
		return await previewsOf(client, drafts, requests, readable);
	},
});

/** What is known of an item without the others. */
async function draftOf(
	client: LoviClient,
	{ index, fields, options, problems }: Item,
	count: number,
): Promise<MessageDraft> {
	const isBulk = fields.previewFor === 'sendBulk';
	const { template, components = { components: {}, label: '' } } = fields;
	// What cannot be used is missing in what is put together from it, and among the problems.
	const usable = fields as Values<typeof FIELDS>;
	const message =
		template && problems.collect(() => messageOf({ ...usable, template, components }));
	const values = {
		...usable,
		message: message ?? { body: {}, linePhoneNumber: '', componentsLabel: '' },
	};
	const body = problems.collect(() => whatsAppBody(values, options));
	const canBeGrouped = isBulk && problems.messages.length === 0;
	const { deduplicationKey: key, deduplicateFor: days = DEFAULT_DAYS } = options;
	const onceBy = key === undefined ? undefined : { key, days };
	const draft: MessageDraft = {
		index,
		endpoint: endpoints.notifyWhatsApp(),
		number: fields.number,
		body: body ?? whatsAppBody(values, {}),
		hasTime: body !== undefined,
		hasContact: fields.contactFields !== undefined,
		isFlat: options.flatBody === true,
		problems,
		refusals: [],
		notes: notesOn(options),
		entry: canBeGrouped
			? problems.collect(() => ({ ...bulkEntry(values, options, count), onceBy }))
			: undefined,
	};
	draft.company = await companyOf(client, fields.company, draft);
	if (message) await compare(client, draft, { fields, options });
	return draft;
}

/** Reads the template of a message, and says what does not fit it. */
async function compare(
	client: LoviClient,
	draft: MessageDraft,
	{ fields, options }: Pick<Item, 'fields' | 'options'>,
): Promise<void> {
	const { company, body, problems, refusals, notes } = draft;
	if (!company) return;
	const wanted = wantedIn(body, lineOf([fields.linePhoneNumber]));
	const { template, unknown = '', isRefused } = await readTemplate(client, company, wanted);
	if (!template) {
		(isRefused ? refusals : notes).push(`The message cannot be shown: ${unknown}.`);
		return;
	}
	draft.template = template;
	const errors = [
		...approvalErrors(template, body),
		...(fields.components ? misfitErrors(template, body, fields.components.label) : []),
	];
	for (const error of errors) {
		if (options.checkTemplate === false) refusals.push(error.message);
		else problems.add(error);
	}
}

/** The requests of messages that go out together. */
function bulkRequests(drafts: MessageDraft[]): PlannedRequest[] {
	const readings = drafts.flatMap(({ index, entry }) =>
		entry ? [readingOf(BULK, { index, ...entry })] : [],
	);
	return groupsOf(BULK, readings).map(({ readings: [first, ...others], members }) => {
		const contacts = [first, ...others].map(({ entry }) => entry);
		const { endpoint, isFlat, body } = bulkNotification(first.key, contacts);
		const bodies = (body.contacts as IDataObject[]).map((one) => ({ ...body, contacts: [one] }));
		return { endpoint, isFlat, bodies, members };
	});
}

/** What the recipient of a message reads. */
function readable(
	{ template, hasContact, refusals }: MessageDraft,
	body: IDataObject,
): IDataObject {
	const { contact, contacts, components_push: components, ...others } = body;
	const [own = contact] = (contacts ?? []) as IDataObject[];
	const variables = { ...others, ...(own as IDataObject) } as Record<string, string>;
	const filling = (components ?? {}) as Components;
	for (const name of hasContact ? unresolvedIn(filling, variables) : []) {
		refusals.push(
			`{{${name}}} has no value. Add a contact field with the name "${name}", or correct the placeholder.`,
		);
	}
	if (!template) return {};
	const { text, header, body: read, footer, buttons } = renderMessage(template, filling, variables);
	return { text, message: { header, body: read, footer, buttons } };
}

import type {
	IDataObject,
	ILoadOptionsFunctions,
	INodeListSearchResult,
	ResourceMapperFields,
} from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import { recordsIn } from '../../shared/base/records';
import { shorten, toText } from '../../shared/base/text';
import { mapped } from '../../shared/operation/field';
import { anything, locator } from '../../shared/operation/fields';
import type { LoviClient } from '../client';
import { companyKey } from '../companies';
import { templateFields, textOf } from '../placeholders';
import {
	findTemplate,
	isApproved,
	listTemplates,
	readTemplateValue,
	templateValue,
} from '../templates';
import { lineOf } from './phoneNumber';
import { chosenRecord, enteredText, readInPanel } from './search';

/** The company's WhatsApp number, by which Lovi lists templates (lovi-api.md, section 6). */
export const linePhoneNumber = anything({
	displayName: 'Company WhatsApp Number',
	placeholder: 'e.g. +34 911 670 470',
	description:
		'The number from which the company writes, beginning with the country code; Lovi lists templates by it',
});

/** A template, from the approved ones of the company or by name; its name, and its language if it is known. */
export const template = mapped(
	locator({
		displayName: 'Template',
		description:
			'The WhatsApp template to send, from the list or by its name. WhatsApp must have approved it.',
		placeholder: 'Choose a template',
		search: { searchTemplates },
		modes: [
			{
				displayName: 'By Name',
				name: 'name',
				type: 'string',
				placeholder: 'e.g. order_confirmation',
			},
		],
	}),
	({ value }) => readTemplateValue(value),
);

/** The approved templates of the chosen company, with language, category and how their texts begin. */
async function searchTemplates(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const templates = await readInPanel(
		this,
		async (client) => await approvedTemplates(this, client),
	);
	const wanted = filter.trim().toLowerCase();
	return {
		results: templates
			.map((template) => ({
				name: nameInList(template),
				value: templateValue(template),
			}))
			.filter(({ name }) => name.toLowerCase().includes(wanted))
			.sort((a, b) => a.name.localeCompare(b.name)),
	};
}

/** The editor shows nothing of an entry but its name. */
function nameInList({ name, language, category, components }: IDataObject): string {
	const text = textOf(recordsIn(components)).replace(/\s+/g, ' ');
	const parts = [name, language, category].map(toText);
	return [...parts, ...(text === '' ? [] : [shorten(text)])].join(' · ');
}

/** One field for each placeholder of the chosen template. */
export async function getTemplateFields(
	this: ILoadOptionsFunctions,
): Promise<ResourceMapperFields> {
	const chosen = chosenRecord(this, 'template');
	if (chosen === undefined) throw new UserError('Choose a template first');
	const { name, language } = readTemplateValue(chosen.value);
	const wanted = { name, language: enteredText(this, 'language') || language };
	const { components } = await readInPanel(this, async (client) => {
		const line = lineInPanel(this);
		return await findTemplate(client, await chosenCompany(this, client), { ...wanted, line });
	});
	return {
		fields: templateFields(components),
		emptyFieldsNotice: 'This template has no placeholders, so there is nothing to fill in.',
	};
}

async function approvedTemplates(
	context: ILoadOptionsFunctions,
	client: LoviClient,
): Promise<IDataObject[]> {
	const line = lineInPanel(context);
	if (line === undefined) {
		throw new UserError('Fill in Company WhatsApp Number first', {
			description:
				'Lovi lists templates by that number, which begins with the country code. Or choose By Name, and enter the name.',
		});
	}
	const templates = await listTemplates(client, await chosenCompany(context, client), line);
	return templates.filter(isApproved);
}

async function chosenCompany(
	context: ILoadOptionsFunctions,
	client: LoviClient,
): Promise<{ key: string }> {
	const company = chosenRecord(context, 'company');
	if (company === undefined) throw new UserError('Choose a company first');
	return await companyKey(client, company);
}

/**
 * The company's number as far as it is known in the panel. Recipient ID may be it, or a recipient's own
 * (lovi-api.md, section 4); a run does not try, as that would take a list for each recipient.
 */
function lineInPanel(context: ILoadOptionsFunctions): string | undefined {
	return lineOf(
		['linePhoneNumber', 'recipientId'].map((name) => context.getCurrentNodeParameter(name)),
	);
}

import type {
	IDataObject,
	ILoadOptionsFunctions,
	INodeListSearchResult,
	ResourceMapperFields,
} from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import { recordsIn } from '../../shared/base/records';
import { toText } from '../../shared/base/text';
import { mapped } from '../../shared/operation/field';
import { anything, locator } from '../../shared/operation/fields';
import type { LoviClient } from '../client';
import { companyKey } from '../companies';
import {
	isApproved,
	listTemplates,
	readTemplateValue,
	templateComponents,
	templateFields,
	templateValue,
} from '../templates';
import { phoneNumber } from './phoneNumber';
import { chosenRecord, enteredText, readInPanel } from './search';

/** The company's WhatsApp number, by which Lovi lists templates (lovi-api.md, section 6). */
export const linePhoneNumber = anything({
	displayName: 'Company WhatsApp Number',
	placeholder: 'e.g. +34 911 670 470',
	description:
		'The number from which the company writes. Lovi lists templates by it; Recipient ID is used if it is left empty.',
});

/** A template, from the approved ones of the company or by name; its name, and its language if it is known. */
export const template = mapped(
	locator({
		displayName: 'Template',
		description: 'The WhatsApp template to send. WhatsApp must have approved it.',
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

/** The approved templates of the chosen company, with language and category. */
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
				name: [template.name, template.language, template.category].map(toText).join(' · '),
				value: templateValue(template),
			}))
			.filter(({ name }) => name.toLowerCase().includes(wanted))
			.sort((a, b) => a.name.localeCompare(b.name)),
	};
}

/** One field for each placeholder of the chosen template. */
export async function getTemplateFields(
	this: ILoadOptionsFunctions,
): Promise<ResourceMapperFields> {
	const chosen = chosenRecord(this, 'template');
	if (chosen === undefined) throw new UserError('Choose a template first');
	const { name, language } = readTemplateValue(chosen.value);
	const wanted = { name, language: enteredText(this, 'language') || language };
	const components = await readInPanel(
		this,
		async (client) => await componentsOf(this, client, wanted),
	);
	return {
		fields: templateFields(components),
		emptyFieldsNotice: 'This template has no placeholders, so there is nothing to fill in.',
	};
}

/** From the list where a number is known, as it tells languages apart; otherwise by name. */
async function componentsOf(
	context: ILoadOptionsFunctions,
	client: LoviClient,
	{ name, language }: { name: string; language: string },
): Promise<IDataObject[]> {
	if (lineOf(context) !== undefined) {
		const templates = await approvedTemplates(context, client);
		const found = templates.find(
			(template) =>
				template.name === name && (language === '' || toText(template.language) === language),
		);
		const listed = recordsIn(found?.components);
		// The older answer lists components without their texts.
		if (listed.some(({ text, buttons }) => text !== undefined || buttons !== undefined))
			return listed;
	}
	const company = await chosenCompany(context, client);
	const { components } = await templateComponents(client, company, name);
	return recordsIn(components);
}

async function approvedTemplates(
	context: ILoadOptionsFunctions,
	client: LoviClient,
): Promise<IDataObject[]> {
	const line = lineOf(context);
	if (line === undefined) {
		throw new UserError('Fill in Company WhatsApp Number first', {
			description: 'Lovi lists templates by that number. Or choose By Name, and enter the name.',
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

/** The company's number as far as it is known in the panel. */
function lineOf(context: ILoadOptionsFunctions): string | undefined {
	for (const name of ['linePhoneNumber', 'recipientId']) {
		const value = context.getCurrentNodeParameter(name);
		const digits = toText(value).replace(/[\s+]/g, '');
		if (/^\d{10,15}$/.test(digits)) return phoneNumber(digits, name);
	}
	return undefined;
}

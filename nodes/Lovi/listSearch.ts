import type {
	IDataObject,
	ILoadOptionsFunctions,
	INodeListSearchResult,
	INodeParameterResourceLocator,
	ResourceMapperFields,
} from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import { toNodeError } from '../shared/http/errors';
import { toText } from '../shared/base/text';
import { phoneNumber } from './notification';
import {
	isApproved,
	listTemplates,
	readTemplateValue,
	templateComponents,
	templateFields,
	templateValue,
} from './templates';
import { LoviClient } from './client';
import { recordsIn } from '../shared/base/records';
import { companyKey, companyKeys } from './companies';

/** List searches by the names that the locators use. */
export const listSearch = { searchCompanies, searchTemplates };

/** The form for a template's placeholders. */
export const resourceMapping = { getTemplateFields };

/** The companies with an active key, by name. */
async function searchCompanies(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const keys = await read(this, async (client) => await companyKeys(client));
	const wanted = filter.trim().toLowerCase();
	return {
		results: keys
			.filter((company) => company.is_active && company.company_name.toLowerCase().includes(wanted))
			.map((company) => ({
				name: company.company_name || company.company_id,
				value: company.company_id,
			}))
			.sort((a, b) => a.name.localeCompare(b.name)),
	};
}

/** The approved templates of the chosen company, with language and category. */
async function searchTemplates(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const templates = await read(this, async (client) => await approvedTemplates(this, client));
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
async function getTemplateFields(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const chosen = locatorValue(this, 'template');
	if (chosen === undefined) throw new UserError('Choose a template first');
	const { name, language } = readTemplateValue(chosen.value);
	const wanted = { name, language: filledIn(this, 'language') || language };
	const components = await read(this, async (client) => await componentsOf(this, client, wanted));
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
	const { components } = await templateComponents(
		client,
		await chosenCompany(context, client),
		name,
	);
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
	const company = locatorValue(context, 'company');
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

/** What was entered; empty for an expression, which has no value before the node runs. */
function filledIn(context: ILoadOptionsFunctions, name: string): string {
	const value = toText(context.getCurrentNodeParameter(name)).trim();
	return value.startsWith('=') ? '' : value;
}

/** What was chosen, unless it is an expression. */
function locatorValue(
	context: ILoadOptionsFunctions,
	name: string,
): { mode: string; value: string } | undefined {
	const locator = context.getCurrentNodeParameter(name) as
		INodeParameterResourceLocator | undefined;
	const value = toText(locator?.value);
	return value === '' || value.startsWith('=') ? undefined : { mode: locator?.mode ?? 'id', value };
}

async function read<T>(
	context: ILoadOptionsFunctions,
	request: (client: LoviClient) => Promise<T>,
): Promise<T> {
	return await request(new LoviClient(context, 1)).catch((error: unknown) => {
		throw toNodeError(context.getNode(), error, 0);
	});
}

import type { FieldType, IDataObject, ResourceMapperField } from 'n8n-workflow';
import { OperationalError } from 'n8n-workflow';
import { asRecord, isObject, recordsIn } from '../shared/base/records';
import { toText } from '../shared/base/text';
import type { LoviClient } from './client';
import { SERVICE } from './client';
import * as endpoints from './generated/endpoints';

/** Joins name and language of a template that was chosen from the list; neither can have it in it. */
const SEPARATOR = '|';
const MEDIA_FORMATS = ['IMAGE', 'VIDEO', 'DOCUMENT'];

/** The stored value for a template of the list. */
export function templateValue({ name, language }: IDataObject): string {
	return `${toText(name)}${SEPARATOR}${toText(language)}`;
}

/** Name and language in a stored value; the language is empty where a name was entered. */
export function readTemplateValue(value: string): { name: string; language: string } {
	const [name = '', language = ''] = value.split(SEPARATOR);
	return { name: name.trim(), language };
}

/** The templates of a WhatsApp number (lovi-api.md, section 6). */
export async function listTemplates(
	client: LoviClient,
	company: { key: string },
	phoneNumber: string,
): Promise<IDataObject[]> {
	const answer = await client.asCompany(company, {
		...endpoints.listTemplates(),
		query: { phone_number: phoneNumber },
		subject: 'The list of templates',
	});
	return readTemplates(answer);
}

/** A template with its components; only the beginning of the answer is documented (lovi-api.md, section 7). */
export async function templateComponents(
	client: LoviClient,
	company: { key: string },
	template: string,
): Promise<IDataObject> {
	const answer = asRecord(
		SERVICE,
		await client.asCompany(company, {
			...endpoints.getTemplateComponents(),
			query: { template },
			subject: `The template "${template}"`,
		}),
	);
	return isObject(answer.template) ? (answer.template as IDataObject) : answer;
}

/**
 * Reads the list of templates in its current shape and in the older one (lovi-api.md, section 6).
 *
 * @throws OperationalError when it has neither
 */
export function readTemplates(answer: unknown): IDataObject[] {
	const templates = Array.isArray(answer) ? answer : (answer as IDataObject | undefined)?.templates;
	if (Array.isArray(templates)) return recordsIn(templates);
	throw new OperationalError('Lovi did not answer with a list of templates', {
		description: 'Check the base URL in the credential.',
	});
}

/** The fields of an answer, or of a part of it; none where it is no record. */
export function recordIn(value: unknown): IDataObject {
	return isObject(value) && !Array.isArray(value) ? (value as IDataObject) : {};
}

/** Whether WhatsApp has approved a template; older answers write it in lower case. */
export function isApproved({ status }: IDataObject): boolean {
	return toText(status).toUpperCase() === 'APPROVED';
}

/**
 * The fields that a template needs, one for each placeholder, under the names that Lovi gives them:
 * {position}_{type}_{number} (lovi-api.md, section 4). Lovi's examples count body texts from 0 and headers
 * from 1; buttons are counted from 0, as WhatsApp does.
 */
export function templateFields(components: IDataObject[]): ResourceMapperField[] {
	let hasBody = false;
	return components.flatMap((component) => {
		const position = positionOf(component, hasBody);
		hasBody ||= position === 'BODY';
		switch (position) {
			case 'HEADER':
				return headerFields(component);
			case 'BUTTONS':
				return buttonFields(recordsIn(component.buttons));
			case 'FOOTER':
				return textFields('footer', 'Footer', component, 0);
			default:
				return textFields('body', 'Body', component, 0);
		}
	});
}

/** Lovi's own example has a component without a type: a text after the body is the footer. */
function positionOf(component: IDataObject, hasBody: boolean): string {
	const type = toText(component.type).toUpperCase();
	if (type !== '') return type;
	if (component.buttons !== undefined) return 'BUTTONS';
	if (component.format !== undefined) return 'HEADER';
	return hasBody ? 'FOOTER' : 'BODY';
}

function headerFields(component: IDataObject): ResourceMapperField[] {
	const format = toText(component.format).toUpperCase();
	if (!MEDIA_FORMATS.includes(format)) return textFields('header', 'Header', component, 1);
	const kind = format.toLowerCase();
	return [field(`header_${kind}_1`, `Header ${kind} (link)`)];
}

function textFields(
	position: string,
	label: string,
	component: IDataObject,
	from: number,
): ResourceMapperField[] {
	const examples = examplesOf(component, position);
	return placeholdersOf(component.text).map((placeholder, index) => {
		const example = toText(examples[index]);
		const shown = example === '' ? '' : `, e.g. ${example}`;
		return field(`${position}_text_${from + index}`, `${label} ${placeholder}${shown}`);
	});
}

function buttonFields(buttons: IDataObject[]): ResourceMapperField[] {
	return buttons.flatMap(({ url, text }, index) =>
		placeholdersOf(url).map((placeholder) =>
			field(`button_url_${index}`, `Button "${toText(text)}" ${placeholder}`),
		),
	);
}

/** Each placeholder once, in the order in which they come. */
function placeholdersOf(text: unknown): string[] {
	return [...new Set(toText(text).match(/\{\{[^{}]+\}\}/g) ?? [])];
}

function examplesOf({ example }: IDataObject, position: string): unknown[] {
	const examples = ((example ?? {}) as IDataObject)[`${position}_text`];
	return [examples].flat(2);
}

function field(id: string, displayName: string): ResourceMapperField {
	return {
		id,
		displayName,
		required: true,
		defaultMatch: false,
		display: true,
		type: 'string' satisfies FieldType,
		canBeUsedToMatch: false,
	};
}

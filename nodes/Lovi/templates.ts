import type { IDataObject } from 'n8n-workflow';
import { NodeApiError, OperationalError } from 'n8n-workflow';
import { asRecord, isObject, recordsIn } from '../shared/base/records';
import { toText } from '../shared/base/text';
import type { LoviClient } from './client';
import { SERVICE } from './client';
import * as endpoints from './generated/endpoints';
import { textOf } from './placeholders';

/** A template as far as Lovi tells. */
export interface MessageTemplate {
	name: string;
	/** Empty where Lovi does not say. */
	language: string;
	/** Header, body, footer and buttons, as WhatsApp has them. */
	components: IDataObject[];
	/** Whether WhatsApp has approved it; undefined where Lovi does not say. */
	isApproved?: boolean;
}

/** A template as a message names it. */
export interface WantedTemplate {
	name: string;
	language: string;
	/** The company's WhatsApp number, by which Lovi lists templates; undefined where it is not known. */
	line?: string;
}

/** What is known of a template, or why nothing is. */
export interface TemplateReading {
	template?: MessageTemplate;
	/** A sentence without its full stop. */
	unknown?: string;
	/** Whether Lovi would refuse a message with it for the same reason. */
	isRefused?: boolean;
}

/** Joins name and language of a template that was chosen from the list; neither can have it in it. */
const SEPARATOR = '|';

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

/** Statuses with which Lovi may say that it has no list for a number. */
const NOT_LISTED = ['400', '404', '422'];
/** Statuses with which Lovi refuses the key of a company, whatever it is for (lovi-api.md, section 13). */
const KEY_REFUSED = ['401', '403'];
/** The statuses of templates that WhatsApp takes no message with. */
const NOT_APPROVED = ['PENDING', 'REJECTED'];

/**
 * What is known of the template that a message names, and why it is not known, where it is not. A request that
 * fails is no reason to keep a message back; one that fails for the login, or because the run was cancelled,
 * fails in the same way when the message is sent.
 */
export async function readTemplate(
	client: LoviClient,
	company: { key: string },
	wanted: WantedTemplate,
): Promise<TemplateReading> {
	return await findTemplate(client, company, wanted).then(
		(found) => judged(found, wanted.language),
		async (error: unknown) => {
			if (!(error instanceof NodeApiError || error instanceof OperationalError)) throw error;
			const status = (error instanceof NodeApiError ? error.httpCode : null) ?? '';
			const isRefused =
				KEY_REFUSED.includes(status) ||
				(status === '404' && (await isUnheardOf(client, company, wanted)));
			return { unknown: error.message, isRefused };
		},
	);
}

/** A template, unless it is another one than wanted, or says nothing of its texts. */
function judged(template: MessageTemplate, language: string): TemplateReading {
	if (template.language !== '' && template.language !== language) {
		return {
			unknown: `Lovi shows it in the language ${template.language}, and not in ${language}`,
		};
	}
	return tellsTexts(template) ? { template } : { unknown: 'Lovi does not show its texts' };
}

/** Whether a list, where there is one, bears out that there is no such template. */
async function isUnheardOf(
	client: LoviClient,
	company: { key: string },
	{ name, line }: WantedTemplate,
): Promise<boolean> {
	const listed = await templatesOfLine(client, company, line);
	if (!listed) return true;
	return listed.length > 0 && !listed.some((one) => toText(one.name) === name);
}

/**
 * A template with its components: from the list where a number is known, as that tells languages apart, else by
 * its name, in whatever language Lovi has it. Lists and components are read once per run.
 *
 * @throws NodeApiError where it cannot be read
 */
export async function findTemplate(
	client: LoviClient,
	company: { key: string },
	{ name, language, line }: WantedTemplate,
): Promise<MessageTemplate> {
	const listed = (await templatesOfLine(client, company, line))?.find(
		(one) => toText(one.name) === name && (language === '' || toText(one.language) === language),
	);
	const found = messageTemplate(listed ?? {});
	if (tellsTexts(found)) return found;
	// The older list has components without their texts, and the older call takes an ID only.
	const wanted = toText(listed?.id) || name;
	const read = async (): Promise<IDataObject> => await templateComponents(client, company, wanted);
	const key = JSON.stringify(['template', company.key, wanted]);
	const details = await client.oncePerRun(key, read);
	return messageTemplate({ ...listed, ...details, status: listed?.status ?? details.status });
}

/** The templates of a number, read once per run; undefined where it is not known, or Lovi has no list for it. */
async function templatesOfLine(
	client: LoviClient,
	company: { key: string },
	line: string | undefined,
): Promise<IDataObject[] | undefined> {
	if (line === undefined) return undefined;
	const key = JSON.stringify(['templates', company.key, line]);
	return await client.oncePerRun(
		key,
		async () =>
			await listTemplates(client, company, line).catch((error: unknown) => {
				if (error instanceof NodeApiError && NOT_LISTED.includes(error.httpCode ?? '')) {
					return undefined;
				}
				throw error;
			}),
	);
}

function messageTemplate(record: IDataObject): MessageTemplate {
	return {
		name: toText(record.name),
		language: toText(record.language),
		components: recordsIn(record.components),
		isApproved: isApproved(record),
	};
}

function tellsTexts({ components }: MessageTemplate): boolean {
	return textOf(components) !== '';
}

/** The fields of an answer, or of a part of it; none where it is no record. */
export function recordIn(value: unknown): IDataObject {
	return isObject(value) && !Array.isArray(value) ? (value as IDataObject) : {};
}

/**
 * Whether WhatsApp has approved a template; undefined where its status tells neither. Statuses come in upper and
 * in lower case (lovi-api.md, sections 6 and 8).
 */
export function isApproved({ status }: IDataObject): boolean | undefined {
	const word = toText(status).toUpperCase();
	if (word === 'APPROVED') return true;
	return NOT_APPROVED.includes(word) ? false : undefined;
}

import type { IDataObject } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import { isSameName } from '../base/redaction';
import { toText } from '../base/text';
import type { ApiRequest } from '../http/client';
import type { Effect } from '../http/verdict';
import type { Field, FieldSource } from './field';
import { combined, shownWith } from './field';
import type { Panel } from './fields';
import { anything, choice, rows, text } from './fields';
import type { ItemFiles } from './itemFiles';
import type { HiddenWith, ItemResult } from './operation';
import { RecordWithFiles } from './operation';
import type { EnteredBody } from './requestBody';
import { assembleBody, isForm, requestBody } from './requestBody';
import * as validate from './validate';

const METHOD = 'Method';
const METHODS = ['DELETE', 'GET', 'PATCH', 'POST', 'PUT'] as const;

/** A request as it was entered, with files by the names of their fields. */
export interface EnteredRequest extends Omit<ApiRequest, 'body' | 'receiveFile'> {
	/** Undefined for a request that reads. */
	body: EnteredBody | undefined;
	/** The field for a file in the answer; undefined where none is wanted. */
	outputField: string | undefined;
}

/**
 * What the answer is taken for. JSON is preset, as in workflows that were saved before there was a choice: what is
 * no JSON fails there, and is not taken for a success.
 */
const answerFormat = combined(
	{
		responseFormat: choice({
			displayName: 'Response Format',
			options: [
				{
					name: 'Autodetect',
					value: 'autodetect',
					description: 'JSON, text or a file, by the type that the service gives',
				},
				{
					name: 'File',
					value: 'file',
					description:
						'A binary file, also from the host to which the service redirects; JSON that may be a refusal stays items',
				},
				{ name: 'JSON', value: 'json', description: 'Items; anything else is an error' },
				{ name: 'Text', value: 'text', description: 'Text of any type, in the field "data"' },
			],
			default: 'json',
			description:
				'What to expect as the answer. A login page or a refusal is never taken for it; an empty answer always gives one item that says so.',
		}),
		outputPropertyName: shownWith(
			{ responseFormat: ['autodetect', 'file'] },
			text({
				displayName: 'Put Output File in Field',
				required: true,
				default: 'data',
				placeholder: 'e.g. data',
				hint: 'The name of the output binary field to put the file in',
				description:
					'The field of the output item in which later steps find the file. Language models get no files.',
			}),
		),
	},
	(fields) => {
		const format = fields.responseFormat;
		const hasFile = format === 'autodetect' || format === 'file';
		return { format, outputField: hasFile ? fields.outputPropertyName : undefined };
	},
);

/**
 * The request of the API Request operation, for whatever a service offers beyond the node's other operations.
 *
 * @param examplePath shown as the path's placeholder
 */
export function apiRequest(examplePath: string): Field<EnteredRequest> {
	return combined(
		{
			method: choice({
				displayName: METHOD,
				options: METHODS.map((method) => ({ name: method, value: method })),
				default: 'GET',
				description: 'The HTTP method; GET reads, the others usually change something',
			}),
			path: text({
				displayName: 'Path',
				required: true,
				placeholder: `e.g. ${examplePath}`,
				description:
					'The part of the address after the host. The host is always the one in the credential, so that your login goes nowhere else.',
			}),
			queryParameters: pairs({
				displayName: 'Query Parameters',
				placeholder: 'Add parameter',
				description:
					'Sent after the question mark of the address; the same name may come several times',
			}),
			headers: pairs({
				displayName: 'Headers',
				placeholder: 'Add header',
				description: 'Sent in addition to the login',
			}),
			body: shownWith({ method: METHODS.filter((method) => method !== 'GET') }, requestBody),
			answer: answerFormat,
		},
		(fields) => {
			const { method } = fields;
			const { path, query } = readPath(fields.path);
			const body = method === 'GET' ? undefined : fields.body;
			const { format, outputField } = fields.answer;
			return {
				method,
				path,
				query: byName([...query, ...fields.queryParameters]),
				headers: byName(fields.headers.map((header) => checkHeader(header, body))),
				body,
				subject: `${method} ${path}`,
				format,
				outputField,
			};
		},
	);
}

/** GET reads; a method that is an expression can be another one for each item. */
export function apiRequestEffect(valueOf: FieldSource['value']): Effect {
	const method = validate.attempt(() => validate.oneOf(valueOf('method'), METHOD, METHODS));
	return !method.failed && method.result === 'GET' ? 'read' : 'write';
}

/** A request that reads takes no Deduplication Key. */
export const apiRequestSends: HiddenWith = { '/method': ['GET'] };

/**
 * The request as it is sent: with what its files hold, and with n8n taking in the file of its answer.
 *
 * @throws UserError when the item has no such file, or when the files are too large; nothing was sent then
 */
export async function assembleRequest(
	{ body: entered, outputField, ...request }: EnteredRequest,
	files: ItemFiles,
): Promise<ApiRequest> {
	const { body, type } = entered ? await assembleBody(entered, files) : {};
	const headers = type === undefined ? request.headers : withType(request.headers, type);
	const [lastPart = ''] = request.path.split('/').slice(-1);
	return {
		...request,
		headers,
		body,
		receiveFile:
			outputField === undefined
				? undefined
				: async ({ content, mimeType, fileName = lastPart || 'file', isEmpty }) => {
						if (isEmpty) return undefined;
						const file = await files.store(content, fileName, mimeType);
						return new RecordWithFiles(
							{ fileName: file.fileName, mimeType: file.mimeType },
							{ [outputField]: file },
						);
					},
	};
}

/** A header of the user says more of what the bytes are than we know. */
function withType(headers: IDataObject = {}, type: string): IDataObject {
	const isGiven = Object.keys(headers).some(isContentType);
	return isGiven ? headers : { ...headers, 'Content-Type': type };
}

/**
 * The answer as output items: a list gives one item a record, a file one with the file, and nothing gives one
 * that says so.
 *
 * @param show what of a record may be shown
 */
export function toRecords(
	answer: unknown,
	show = (record: IDataObject): IDataObject => record,
): ItemResult {
	if (answer instanceof RecordWithFiles) return [answer];
	if (Array.isArray(answer)) return answer.map((value) => show(toRecord(value)));
	return answer === undefined ? { success: true } : show(toRecord(answer));
}

function toRecord(value: unknown): IDataObject {
	return typeof value === 'object' && value !== null
		? (value as IDataObject)
		: { value: value as string };
}

/** A name with its value, as it was entered. */
interface Pair {
	name: unknown;
	value: unknown;
}

function pairs(panel: Panel): Field<Pair[]> {
	return rows(
		{ ...panel, group: { displayName: 'Entries', name: 'pairs' } },
		{
			name: anything({
				displayName: 'Name',
				placeholder: 'e.g. limit',
				description: 'The name as the documentation of the service gives it',
			}),
			value: anything({
				displayName: 'Value',
				placeholder: 'e.g. 50',
				description: 'The value to send',
			}),
		},
	);
}

function isContentType(header: string): boolean {
	return isSameName(header, 'content-type');
}

/** @param body the body that goes out with it */
function checkHeader({ name, value }: Pair, body: EnteredBody | undefined): Pair {
	const header = validate.headerName(name, 'Headers: Name');
	if (body && isForm(body) && isContentType(header)) {
		throw new UserError(`Headers: Name "${header}" cannot be chosen for a form`, {
			description:
				'The form sends it itself, with what the service needs to take it apart. Take it out of Headers.',
		});
	}
	return { name: header, value: validate.headerValue(value, `Headers: ${header}`) };
}

function byName(entered: Pair[]): IDataObject {
	const values = new Map<string, string[]>();
	for (const { name, value } of entered) {
		const key = toText(name).trim();
		if (key === '') continue;
		validate.sendableName(key, 'Query Parameters: Name');
		values.set(key, [...(values.get(key) ?? []), toText(value)]);
	}
	return Object.fromEntries(
		[...values].map(([key, all]) => [key, all.length === 1 ? all[0] : all]),
	);
}

/** Splits a pasted query off the path: values there can be secrets, which must not stand in an address. */
function readPath(entered: string): { path: string; query: Pair[] } {
	const [beforeHash = ''] = entered.split('#');
	const [rawPath = '', ...rest] = beforeHash.split('?');
	const query = [...new URLSearchParams(rest.join('?'))].map(([name, value]) => ({ name, value }));
	return { path: validate.relativePath(rawPath, 'Path'), query };
}

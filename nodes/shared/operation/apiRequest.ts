import type {
	IDataObject,
	IHttpRequestMethods,
	INodeParameters,
	INodeProperties,
} from 'n8n-workflow';
import type { ItemParameters } from './parameters';
import type { ApiRequest } from '../http/client';
import { toText } from '../base/text';
import * as validate from './validate';
import type { Effect } from '../http/verdict';

const METHODS = ['DELETE', 'GET', 'PATCH', 'POST', 'PUT'];

/**
 * The fields of the API Request operation, for whatever a service offers beyond the node's other
 * operations.
 *
 * @param examplePath shown as the path's placeholder
 */
export function apiRequestFields(examplePath: string): INodeProperties[] {
	return [
		{
			displayName: 'Method',
			name: 'method',
			type: 'options',
			options: METHODS.map((method) => ({ name: method, value: method })),
			default: 'GET',
			description: 'The HTTP method; GET reads, the others usually change something',
		},
		{
			displayName: 'Path',
			name: 'path',
			type: 'string',
			default: '',
			required: true,
			placeholder: `e.g. ${examplePath}`,
			description:
				'The part of the address after the host. The host is always the one in the credential, so that your login goes nowhere else.',
		},
		keyValueList(
			'queryParameters',
			'Query Parameters',
			'Add parameter',
			'Sent after the question mark of the address; the same name may come several times',
		),
		keyValueList('headers', 'Headers', 'Add header', 'Sent in addition to the login'),
		{
			displayName: 'JSON Body',
			name: 'body',
			type: 'json',
			displayOptions: { show: { method: METHODS.filter((method) => method !== 'GET') } },
			default: '',
			placeholder: 'e.g. {"name": "value"}',
			description: 'What to send; leave it empty to send nothing',
		},
	];
}

/** GET reads; a method that is an expression can be another one for each item. */
export function apiRequestEffect({ method }: INodeParameters): Effect {
	return method === 'GET' ? 'read' : 'write';
}

/**
 * Puts together the request that the fields describe.
 *
 * @throws UserError when the path leaves the credential's host or the body is not JSON
 */
export function readApiRequest(parameters: ItemParameters): ApiRequest {
	const method = parameters.choice('method') as IHttpRequestMethods;
	const { path, pairs } = readPath(parameters.text('path'));
	return {
		method,
		path,
		query: readPairs([...pairs, ...parameters.rows('queryParameters', 'pairs')]),
		headers: readPairs(parameters.rows('headers', 'pairs').map(checkHeader)),
		body: method === 'GET' ? undefined : parameters.json('body'),
		subject: `${method} ${path}`,
	};
}

/** The answer as output items: a list gives one item a record, and nothing gives one that says so. */
export function toRecords(answer: unknown): IDataObject | IDataObject[] {
	if (Array.isArray(answer)) return answer.map(toRecord);
	return answer === undefined ? { success: true } : toRecord(answer);
}

function toRecord(value: unknown): IDataObject {
	return typeof value === 'object' && value !== null
		? (value as IDataObject)
		: { value: value as string };
}

function keyValueList(
	name: string,
	displayName: string,
	placeholder: string,
	description: string,
): INodeProperties {
	return {
		displayName,
		name,
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder,
		default: {},
		description,
		options: [
			{
				displayName: 'Entries',
				name: 'pairs',
				values: [
					{
						displayName: 'Name',
						name: 'name',
						type: 'string',
						default: '',
						placeholder: 'e.g. limit',
						description: 'The name as the documentation of the service gives it',
					},
					{
						displayName: 'Value',
						name: 'value',
						type: 'string',
						default: '',
						placeholder: 'e.g. 50',
						description: 'The value to send',
					},
				],
			},
		],
	};
}

function checkHeader({ name, value }: IDataObject): IDataObject {
	const header = validate.headerName(name, 'Headers: Name');
	return { name: header, value: validate.headerValue(value, `Headers: ${header}`) };
}

function readPairs(rows: IDataObject[]): IDataObject {
	const pairs = new Map<string, string[]>();
	for (const { name, value } of rows) {
		const key = toText(name).trim();
		if (key === '') continue;
		validate.sendableName(key, 'Query Parameters: Name');
		pairs.set(key, [...(pairs.get(key) ?? []), toText(value)]);
	}
	return Object.fromEntries(
		[...pairs].map(([key, values]) => [key, values.length === 1 ? values[0] : values]),
	);
}

/** Splits a pasted query off the path: values there can be secrets, which must not stand in an address. */
function readPath(entered: string): { path: string; pairs: IDataObject[] } {
	const [beforeHash = ''] = entered.split('#');
	const [rawPath = '', ...rest] = beforeHash.split('?');
	const pairs = [...new URLSearchParams(rest.join('?'))].map(([name, value]) => ({ name, value }));
	return { path: validate.relativePath(rawPath, 'Path'), pairs };
}

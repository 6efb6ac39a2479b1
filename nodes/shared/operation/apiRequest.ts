import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { toText } from '../base/text';
import type { ApiRequest } from '../http/client';
import type { Effect } from '../http/verdict';
import type { Field } from './field';
import { combined } from './field';
import type { Panel } from './fields';
import { anything, choice, json, rows, text } from './fields';
import * as validate from './validate';

const METHODS = ['DELETE', 'GET', 'PATCH', 'POST', 'PUT'] as const;

/**
 * The request of the API Request operation, for whatever a service offers beyond the node's other operations.
 *
 * @param examplePath shown as the path's placeholder
 */
export function apiRequest(examplePath: string): Field<ApiRequest> {
	return combined(
		{
			method: choice({
				displayName: 'Method',
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
			body: json({
				displayName: 'JSON Body',
				displayOptions: { show: { method: METHODS.filter((method) => method !== 'GET') } },
				placeholder: 'e.g. {"name": "value"}',
				description: 'What to send; leave it empty to send nothing',
			}),
		},
		(fields) => {
			const { method } = fields;
			const { path, query } = readPath(fields.path);
			return {
				method,
				path,
				query: byName([...query, ...fields.queryParameters]),
				headers: byName(fields.headers.map(checkHeader)),
				body: method === 'GET' ? undefined : fields.body,
				subject: `${method} ${path}`,
			};
		},
	);
}

/** GET reads; a method that is an expression can be another one for each item. */
export function apiRequestEffect({ method }: INodeParameters): Effect {
	return method === 'GET' ? 'read' : 'write';
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

function checkHeader({ name, value }: Pair): Pair {
	const header = validate.headerName(name, 'Headers: Name');
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

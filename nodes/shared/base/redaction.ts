import type { ICredentialDataDecryptedObject, IDataObject, INodeProperties } from 'n8n-workflow';
import { isObject } from './records';

const HIDDEN = '[hidden]';

/**
 * What a credential holds that must not turn up in a message: its fields that are hidden in the editor, and
 * the tokens of an OAuth2 login that n8n keeps in it.
 *
 * @param properties the credential's fields, inherited ones included
 */
export function secretsOf(
	properties: INodeProperties[],
	credentials: ICredentialDataDecryptedObject,
): string[] {
	const hidden = properties
		.filter(({ typeOptions }) => typeOptions?.password === true)
		.map(({ name }) => credentials[name]);
	const tokens = Object.entries((credentials.oauthTokenData ?? {}) as IDataObject)
		.filter(([name]) => name.endsWith('_token'))
		.map(([, token]) => token);
	return [...hidden, ...tokens].filter((secret) => typeof secret === 'string');
}

/**
 * A message without secrets, in whatever form the service repeats what it was sent: as text, as part of an
 * address or a form, of JSON, or encoded.
 */
export function redact(message: string, secrets: string[]): string {
	return secrets
		.flatMap(formsOf)
		.filter((form) => form !== '')
		.sort((a, b) => b.length - a.length)
		.reduce((result, form) => result.replaceAll(form, HIDDEN), message);
}

function formsOf(secret: string): string[] {
	const bytes = Buffer.from(secret);
	return [
		secret,
		encodeURIComponent(secret),
		new URLSearchParams({ '': secret }).toString().slice(1),
		JSON.stringify(secret).slice(1, -1),
		bytes.toString('hex'),
		...(['base64', 'base64url'] as const).flatMap((encoding) => base64Forms(bytes, encoding)),
	];
}

/** How long a part of a secret must be to be told from other text; secrets of eight bytes have so many. */
const MIN_PART = 10;

/** As it is, and as part of something longer, such as "Bearer …": base64 differs with the place of a byte. */
function base64Forms(bytes: Buffer, encoding: 'base64' | 'base64url'): string[] {
	const parts = [0, 1, 2].map((before) => {
		const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString(encoding);
		return encoded.slice(before && before + 1, Math.floor(((before + bytes.length) * 8) / 6));
	});
	return [bytes.toString(encoding), ...parts.filter(({ length }) => length >= MIN_PART)];
}

/** Whether two names are the same but for case, of which services are not sure themselves. */
export function isSameName(one: string, other: string): boolean {
	return one.toLowerCase() === other.toLowerCase();
}

/** A text with something else in the JSON that it is; the text itself where it is none, or nothing changes. */
export function withJson(text: string, change: (json: object) => unknown): string {
	const json = jsonIn(text);
	if (!json) return text;
	const changed = JSON.stringify(change(json));
	return changed === JSON.stringify(json) ? text : changed;
}

/** What a text holds that is the JSON of a record or of a list; undefined for other texts and values. */
export function jsonIn(value: unknown): object | undefined {
	if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return undefined;
	try {
		return JSON.parse(value) as object;
	} catch {
		return undefined;
	}
}

/** A copy of a record without the fields of these names, however deep they are in it, also in JSON as text. */
export function withoutFields(record: IDataObject, names: string[]): IDataObject {
	return Object.fromEntries(
		Object.entries(record)
			.filter(([name]) => !names.some((hidden) => isSameName(name, hidden)))
			.map(([name, value]) => [name, withoutFieldsWithin(value, names)]),
	) as IDataObject;
}

function withoutFieldsWithin(value: unknown, names: string[]): unknown {
	if (typeof value === 'string') {
		return withJson(value, (json) => withoutFieldsWithin(json, names));
	}
	if (Array.isArray(value)) return value.map((part) => withoutFieldsWithin(part, names));
	return isObject(value) ? withoutFields(value as IDataObject, names) : value;
}

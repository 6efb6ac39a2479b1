import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

/** How an address field may be filled in. */
export interface BaseUrlRules {
	/** The field as the user sees it, for messages. */
	field: string;
	/** Whether plain HTTP to a host other than this machine is acceptable. */
	allowUnencrypted: boolean;
}

/** The field of a credential that says where a service is. */
export interface AddressField {
	name: string;
	/** The field as the user sees it, for messages. */
	label: string;
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

/**
 * Turns what people paste into an address field into the service's base URL, without a trailing
 * slash: surrounding blanks, trailing slashes, and a `/api` copied along with the domain are
 * dropped (a service's own documentation can print its domain with `/api`).
 *
 * @throws UserError when the address is empty, has no scheme, is not a web address, or is plain
 * HTTP to another machine without permission
 */
export function normalizeBaseUrl(
	address: unknown,
	{ field, allowUnencrypted }: BaseUrlRules,
): string {
	const trimmed = trimAddress(typeof address === 'string' ? address : '');
	if (trimmed === '') {
		throw new UserError(`${field} is empty`, {
			description: `Enter it in the credential with https:// in front, for example https://app.example.com.`,
		});
	}
	if (!/^https?:\/\//i.test(trimmed)) {
		throw new UserError(`${field} "${trimmed}" does not begin with https://`, {
			description: `Enter it in the credential as https://${trimmed.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')}.`,
		});
	}
	if (!URL.canParse(trimmed)) {
		throw new UserError(`${field} "${trimmed}" is not a web address`, {
			description: 'Enter it in the credential like https://app.example.com.',
		});
	}
	const url = new URL(trimmed);
	if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
		throw new UserError(`${field} has more in it than an address`, {
			description: 'Leave out user names, passwords, and everything from "?" or "#" on.',
		});
	}
	if (url.protocol === 'http:' && !allowUnencrypted && !isLoopback(trimmed)) {
		throw new UserError(`${field} uses http://, which sends passwords unencrypted`, {
			description:
				'Use https://. If the service can only be reached over http:// inside a trusted network, turn on "Allow Unencrypted HTTP" in the credential.',
		});
	}
	return trimmed;
}

/**
 * The base URL that a credential gives.
 *
 * @throws UserError as `normalizeBaseUrl` does
 */
export function baseUrlOf(
	credentials: ICredentialDataDecryptedObject,
	{ name, label }: AddressField,
): string {
	return normalizeBaseUrl(credentials[name], {
		field: label,
		allowUnencrypted: credentials.allowUnencrypted === true,
	});
}

/** Whether a web address leads to this machine itself. */
export function isLoopback(address: string): boolean {
	return LOOPBACK.test(new URL(address).hostname);
}

/**
 * The same clean-up as an n8n expression, for places where n8n takes no function (credential tests
 * and the URLs of an OAuth2 credential).
 *
 * @param source the expression that yields the address, such as `$credentials.domain`
 */
export function baseUrlExpression(source: string): string {
	return `{{${source}.trim().replace(/\\/+$/, "").replace(/\\/api$/i, "").replace(/\\/+$/, "")}}`;
}

function trimAddress(address: string): string {
	return address
		.trim()
		.replace(/\/+$/, '')
		.replace(/\/api$/i, '')
		.replace(/\/+$/, '');
}

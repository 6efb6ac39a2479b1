import type { IDataObject } from 'n8n-workflow';
import { isRedirect } from '../base/outcome';
import { toText } from '../base/text';

/** Where login pages are, whatever the host: a part of the path such as /login, /authorize or /Account. */
const LOGIN_ADDRESS =
	/\/(log-?in|sign-?in)\b|\/(sso|authori[sz]e|auth|oauth2?|oidc|saml2?|account)(\/|$)/i;

/** A field for a password, or a title that says so. */
const LOGIN_FORM = /type=["']?password|<title>[^<]*(log|sign)[ -]?(in|on)\b/i;

/**
 * Whether a service sends those it does not know to its login page: a redirect to an address of that kind, or
 * a web page with a login form. Any other page says nothing about who is asking: it can be the answer of a
 * proxy, or a request that was carried out.
 */
export function isLoginPage(status: number, headers: IDataObject, text: string): boolean {
	if (isRedirect(status)) return LOGIN_ADDRESS.test(pathOf(toText(headers.location)));
	return isWebPage(headers, text) && LOGIN_FORM.test(text);
}

/** Whether an answer is shown as a page; a page that is a file comes as an attachment. */
export function isWebPage(headers: IDataObject, text = ''): boolean {
	if (isAttachment(headers)) return false;
	return toText(headers['content-type']).includes('html') || /^\s*<(!doctype|html)/i.test(text);
}

/** Whether an answer is to be saved. */
export function isAttachment(headers: IDataObject): boolean {
	return toText(headers['content-disposition']).startsWith('attachment');
}

function pathOf(location: string): string {
	const base = 'https://host.invalid';
	return URL.canParse(location, base) ? new URL(location, base).pathname : '';
}

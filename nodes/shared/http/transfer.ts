import type { IHttpRequestOptions } from 'n8n-workflow';

/**
 * A service that sends nothing for so long is given up. Gateways in front of a service answer in its place
 * after 60 to 100 seconds, which says more than silence does, so it is a little longer; n8n would wait for
 * 300 seconds, and without an end for the rest of a file.
 */
export const IDLE_TIMEOUT_MS = 120_000;

/** How answers are taken in, whatever they are. */
export function transferOptions(isFile: boolean): Partial<IHttpRequestOptions> {
	return {
		encoding: isFile ? 'stream' : 'text',
		returnFullResponse: true,
		// The token must not follow a redirect, and a redirect is an answer of its own here.
		disableFollowRedirect: true,
		ignoreHttpStatusErrors: true,
		timeout: IDLE_TIMEOUT_MS,
	};
}

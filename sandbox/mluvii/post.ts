import { unescape } from 'node:querystring';

/** What is sent to an address that a user registered. */
interface Message {
	body: string;
	contentType: string;
	/** How long the answer may take. */
	timeoutMs: number;
	cancelled: AbortSignal;
}

/** Status of the answer; null without one. Userinfo of the address goes into a header. */
export async function post(
	address: string,
	{ body, contentType, timeoutMs, cancelled }: Message,
): Promise<number | null> {
	// Not AbortSignal.any of a timeout: while only a request holds it, Node may collect it as garbage.
	const attempt = new AbortController();
	const abort = () => {
		attempt.abort();
	};
	const timer = setTimeout(abort, timeoutMs);
	cancelled.addEventListener('abort', abort);
	try {
		const url = new URL(address);
		const userinfo = `${unescape(url.username)}:${unescape(url.password)}`;
		url.username = '';
		url.password = '';
		const response = await fetch(url, {
			method: 'POST',
			headers: {
				'content-type': contentType,
				...(userinfo !== ':' && {
					authorization: `Basic ${Buffer.from(userinfo).toString('base64')}`,
				}),
			},
			body,
			redirect: 'manual',
			signal: attempt.signal,
		});
		await response.body?.cancel();
		return response.status;
	} catch {
		return null;
	} finally {
		clearTimeout(timer);
		cancelled.removeEventListener('abort', abort);
	}
}

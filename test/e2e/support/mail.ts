import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';

/** An e-mail that has arrived. */
export interface Mail {
	to: Array<string | undefined>;
	subject?: string;
	html: string;
	text: string;
	/** The names of its files. */
	attachments: Array<string | null>;
}

/** A mail server for tests, which delivers to nobody. */
export interface MailServer {
	/** For the data of n8n's SMTP credential. */
	data: Record<string, unknown>;
	/** All that has arrived, oldest first. */
	mails: Mail[];
	close(): Promise<void>;
}

/** Starts a mail server that takes in everything from everyone. */
export async function startMailServer(): Promise<MailServer> {
	const mails: Mail[] = [];
	const server = new SMTPServer({
		authOptional: true,
		disabledCommands: ['STARTTLS'],
		onData(stream, _session, taken) {
			void stream.toArray().then(async (chunks) => {
				const {
					to = [],
					subject,
					html = '',
					text = '',
					attachments,
				} = await PostalMime.parse(Buffer.concat(chunks as Buffer[]));
				mails.push({
					to: to.map(({ address }) => address),
					subject,
					html,
					text,
					attachments: attachments.map(({ filename }) => filename),
				});
				taken();
			}, taken);
		},
	});
	const listening = server.listen(0, '127.0.0.1');
	await once(listening, 'listening');
	const { port } = listening.address() as AddressInfo;
	return {
		data: { host: '127.0.0.1', port, secure: false, disableStartTls: true, user: '', password: '' },
		mails,
		async close() {
			await new Promise<void>((closed) => {
				server.close(closed);
			});
		},
	};
}

/** The address of the link in a mail that shows a text. */
export function linkIn({ html }: Mail, text: string): string {
	const links = [...html.matchAll(/<a href="([^"]+)"[^>]*>([^<]*)<\/a>/g)];
	const [, address] = links.find(([, , shown]) => shown === text) ?? [];
	if (address === undefined) throw new Error(`No link "${text}" in the mail: ${html}`);
	return address;
}

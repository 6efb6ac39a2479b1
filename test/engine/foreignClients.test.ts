import { GoTrueClient, isAuthApiError } from '@supabase/auth-js';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { useFixture } from '../support/fixture';
import type { OpenIdLogins } from '../support/openIdClient';

/** Clients that others wrote are answered as the services would answer them. */
const fixture = useFixture();

describe("Supabase's own client", () => {
	function client(): GoTrueClient {
		return new GoTrueClient({
			url: `${fixture.sandbox.lovi.url}/auth/v1`,
			headers: { apikey: 'anon' },
			autoRefreshToken: false,
			persistSession: false,
		});
	}

	async function logIn() {
		const { email, password } = fixture.sandbox.lovi;
		return await client().signInWithPassword({ email, password });
	}

	afterEach(async () => {
		// It sends more than Lovi documents.
		for (const violation of await fixture.expectViolations()) {
			expect(violation).toContain('gotrue_meta_security');
		}
	});

	it('logs in to Lovi with a token that lists the keys', async () => {
		const { data, error } = await logIn();
		const keys = await fetch(`${fixture.sandbox.lovi.url}/functions/v1/api_keys`, {
			method: 'POST',
			headers: { authorization: `Bearer ${data.session?.access_token ?? ''}` },
		});

		expect(error).toBeNull();
		expect(data.user?.email).toBe(fixture.sandbox.lovi.email);
		expect(keys.status).toBe(200);
	});

	it.each([
		['new', 'invalid_credentials'],
		['old', undefined],
	] as const)('is told of a wrong password (%s shape)', async (errorStyle, code) => {
		await fixture.sandbox.configure({ lovi: { errorStyle } });
		const { email } = fixture.sandbox.lovi;
		const { error } = await client().signInWithPassword({ email, password: 'wrong' });

		expect(isAuthApiError(error)).toBe(true);
		expect(error).toMatchObject({ status: 400, message: 'Invalid login credentials' });
		expect(error?.code).toBe(code);
	});

	it('refreshes its session, with each refresh token once', async () => {
		const { data } = await logIn();
		const first = { refresh_token: data.session?.refresh_token ?? '' };
		const second = await client().refreshSession(first);
		const again = await client().refreshSession(first);
		const afterwards = await client().refreshSession({
			refresh_token: second.data.session?.refresh_token ?? '',
		});

		expect(second.error).toBeNull();
		expect(second.data.session?.access_token).not.toBe(data.session?.access_token);
		expect(again.error).toMatchObject({
			code: 'refresh_token_not_found',
			message: 'Invalid Refresh Token: Refresh Token Not Found',
		});
		// Who uses a token twice may have stolen it, so its successor is dead, too.
		expect(afterwards.error).toMatchObject({ code: 'refresh_token_not_found' });
	});
});

describe('an OpenID client', () => {
	it('logs in to Mluvii with client credentials, and through the login screen with PKCE', async () => {
		const { mluvii } = fixture.sandbox;
		const child = fork(join(__dirname, '..', 'support', 'openIdClient.ts'), {
			execArgv: ['--require', require.resolve('tsx/cjs')],
		});
		child.send(mluvii);
		const exit = once(child, 'exit').then(() => {
			throw new Error('The client failed, see above');
		});
		const [logins] = (await Promise.race([once(child, 'message'), exit])) as [OpenIdLogins];
		const { clientCredentials, authorizationCode, refreshed, refused } = logins;

		for (const { access_token, expires_in, token_type } of [
			clientCredentials,
			authorizationCode,
			refreshed,
		]) {
			const answer = await fetch(`${mluvii.url}/api/v1/Companies`, {
				headers: { authorization: `Bearer ${access_token}` },
			});
			expect([answer.status, expires_in, token_type]).toEqual([200, 3600, 'bearer']);
		}
		expect(refused).toBe('invalid_client');
	});
});

describe('the clients of Mluvii', () => {
	const session = 7_600_003;

	async function send(method: string, path: string, body: unknown): Promise<Response> {
		const { mluvii } = fixture.sandbox;
		const token = await fetch(`${mluvii.url}/login/connect/token`, {
			method: 'POST',
			body: new URLSearchParams({
				grant_type: 'client_credentials',
				client_id: mluvii.apiUsername,
				client_secret: mluvii.apiPassword,
			}),
		});
		const { access_token } = (await token.json()) as { access_token: string };
		return await fetch(`${mluvii.url}/api/v1/${path}`, {
			method,
			headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
			body: JSON.stringify(body),
		});
	}

	async function record(path: string): Promise<Record<string, unknown>> {
		return (await (await send('GET', path, undefined)).json()) as Record<string, unknown>;
	}

	it('may spell fields with capitals', async () => {
		const answer = await send('PUT', `Sessions/${session}/callparams`, {
			CallParams: { Order: '7' },
		});

		expect(answer.ok).toBe(true);
		expect(JSON.stringify(await record(`Sessions/${session}/callparams`))).toContain('"Order"');
		expect(await fixture.expectViolations()).toEqual([expect.stringContaining('callParams')]);
	});

	it('may send fields and filters that Mluvii does not know', async () => {
		const answer = await send('POST', `Sessions/${session}/forward`, { userId: 101, urgent: true });
		const list = await send('GET', 'Sessions?limit=2&nothing=1', undefined);

		expect(answer.ok).toBe(true);
		expect(JSON.stringify(await record(`Sessions/${session}`))).toContain('SessionForwarded');
		expect(await list.json()).toHaveLength(2);
		expect(await fixture.expectViolations()).toEqual([
			expect.stringContaining('urgent'),
			expect.stringContaining('nothing'),
		]);
	});

	it.each([
		['a session as text', { activity: 'Text', sessionId: String(session), text: 'Hi' }],
		['a field in capitals', { Activity: 'Text', SessionId: session, Text: 'Hi' }],
		['a type beside it', { type: 'message', activity: 'Text', sessionId: session, text: 'Hi' }],
		['an activity in lower case', { activity: 'text', sessionId: session, text: 'Hi' }],
	])('may write as a chatbot with %s', async (_what, body) => {
		const answer = await send('POST', 'Chatbot/801/activity', body);

		expect(answer.status).toBe(200);
		expect(JSON.stringify(await record(`Sessions/${session}`))).toContain('"text":"Hi"');
		expect(await fixture.expectViolations()).toHaveLength(1);
	});

	it('may write as a chatbot without a time, and with a language', async () => {
		const body = { activity: 'Text', sessionId: session, text: 'Hi', language: 'cs' };
		const answer = await send('POST', 'Chatbot/801/activity', body);

		expect(answer.status).toBe(200);
	});

	it.each([
		['a session to nobody', `Sessions/${session}/forward`, { Nobody: 1 }],
		['a chat to nobody', 'Chatbot/801/activity', { activity: 'Forward', sessionId: session }],
	])('may not forward %s', async (_what, path, body) => {
		const answer = await send('POST', path, body);

		expect(answer.status).toBe(400);
		expect(await fixture.expectViolations()).toHaveLength(1);
	});

	it('find the sessions of a contact by ClientId, which is not that of the channel', async () => {
		const found = await send('GET', 'Sessions?ClientId=500003', undefined);
		const others = await send('GET', 'Sessions?ChannelIdentityId=500003', undefined);

		expect(await found.json()).toMatchObject([
			{ id: session, guest: { identity: '500003', channelIdentity: 900_003 } },
		]);
		expect(await others.json()).toEqual([]);
	});

	it('write an e-mail to a list of addresses, and create contacts without a department', async () => {
		const thread = await send('POST', 'EmailThreads', {
			...{ inboxId: 501, subject: 'S', body: 'B' },
			clientEmails: ['a@example.com', 'b@example.com'],
		});
		const contact = await send('POST', 'Contacts', [{ oo1_guest_ident: ['Nora'] }]);
		const [contactId] = (await contact.json()) as number[];

		expect(await record(`EmailThreads/${await thread.text()}`)).toMatchObject({
			clientEmail: 'a@example.com',
			clientEmails: ['a@example.com', 'b@example.com'],
		});
		expect(await record(`Contacts/${String(contactId)}`)).toMatchObject({
			data: { oo1_guest_ident: ['Nora'] },
		});
	});

	it('are held to the contract when they are nodes of this package', async () => {
		const { json, error } = await fixture.engine.run({
			node: 'mluvii',
			parameters: {
				resource: 'apiRequest',
				operation: 'send',
				method: 'PUT',
				path: `/api/v1/Sessions/${session}/callparams`,
				sendBody: true,
				body: '{"CallParams": {"order": "7"}}',
			},
		});

		expect([json.length, error]).toEqual([1, undefined]);
		expect(await fixture.expectViolations()).toEqual([expect.stringContaining('callParams')]);
	});
});

import type { IDataObject } from 'n8n-workflow';
import { UnclearWrite } from '../../shared/errors';
import { path } from '../../shared/service';
import { textOf } from '../../shared/textOf';
import type { MluviiClient } from '../transport';
import { addressOf, secretsIn } from './callbackUrl';

/*
 * Webhooks at Mluvii (mluvii-api.md, section 13.1). A trigger knows its own ones by the address of this
 * n8n in them: a stored number alone can be outdated, when n8n's data was restored, when Mluvii deleted the
 * webhook after three days of failures, or when a deactivation did not reach Mluvii.
 */

/** What Mluvii stores of a webhook. */
export interface Webhook {
	eventTypes: string[];
	callbackUrl: string;
}

/** Creates a webhook, or changes the one that Mluvii says to have this address already. @returns its ID */
export async function putOrCreate(client: MluviiClient, webhook: Webhook): Promise<number> {
	const { status, body } = await client.answer({
		method: 'POST',
		path: '/api/v1/Webhooks',
		body: webhook,
		subject: 'The list of webhooks',
		alsoAccept: [409],
		secrets: secretsIn(webhook.callbackUrl),
	});
	if (typeof body !== 'number') throw new UnclearWrite('Mluvii', 'the ID of the webhook');
	if (status === 409) await updateWebhook(client, body, webhook);
	return body;
}

/** Whether Mluvii has exactly this webhook for its address. */
export async function isRegistered(client: MluviiClient, webhook: Webhook): Promise<boolean> {
	const [own, ...others] = await ownWebhooks(client, webhook.callbackUrl);
	return (
		own !== undefined &&
		others.length === 0 &&
		own.callbackUrl === webhook.callbackUrl &&
		isSameSet([own.eventTypes].flat(), webhook.eventTypes)
	);
}

/** Makes Mluvii have exactly this webhook for its address. @returns its ID */
export async function register(client: MluviiClient, webhook: Webhook): Promise<number> {
	const [own, ...others] = await ownWebhooks(client, webhook.callbackUrl);
	for (const { id } of others) await remove(client, Number(id));
	if (own === undefined) return await putOrCreate(client, webhook);
	const id = Number(own.id);
	await updateWebhook(client, id, webhook);
	return id;
}

/**
 * Removes the webhooks of an address; none is fine, too.
 *
 * @param knownId the ID that was stored for it, in case Mluvii lists the address in another form
 */
export async function unregister(
	client: MluviiClient,
	callbackUrl: string,
	knownId?: number,
): Promise<void> {
	const own = (await ownWebhooks(client, callbackUrl)).map(({ id }) => Number(id));
	const ids = new Set(knownId === undefined ? own : [...own, knownId]);
	for (const id of ids) await remove(client, id);
}

async function ownWebhooks(client: MluviiClient, callbackUrl: string): Promise<IDataObject[]> {
	const address = addressOf(callbackUrl);
	const webhooks = await client.records({
		method: 'GET',
		path: '/api/v1/Webhooks',
		subject: 'The list of webhooks',
	});
	return webhooks.filter((webhook) => addressOf(textOf(webhook.callbackUrl)) === address);
}

/** Changes a webhook. */
export async function updateWebhook(
	client: MluviiClient,
	id: number,
	webhook: Webhook,
): Promise<void> {
	await client.request({
		method: 'PUT',
		path: path`/api/v1/Webhooks/${id}`,
		body: webhook,
		subject: `Webhook ${id}`,
		secrets: secretsIn(webhook.callbackUrl),
	});
}

async function remove(client: MluviiClient, id: number): Promise<void> {
	await client.answer({
		method: 'DELETE',
		path: path`/api/v1/Webhooks/${id}`,
		subject: `Webhook ${id}`,
		alsoAccept: [404],
	});
}

function isSameSet(some: unknown[], others: string[]): boolean {
	return some.length === others.length && some.every((entry) => others.includes(textOf(entry)));
}

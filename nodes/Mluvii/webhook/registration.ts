import type { IDataObject } from 'n8n-workflow';
import { IndeterminateWriteError } from '../../shared/http/errors';
import { toText } from '../../shared/base/text';
import type { MluviiClient } from '../client';
import * as endpoints from '../generated/endpoints';
import { addressOf, secretsIn } from './callbackUrl';

/*
 * Webhooks at Mluvii (mluvii-api.md, section 13.1). A trigger knows its own ones by the address of this
 * n8n in them, and by nothing else: a stored number may be that of another n8n, of whose data this one was
 * made, or of a webhook that Mluvii deleted long ago.
 */

/** What Mluvii stores of a webhook. */
export interface Webhook {
	eventTypes: string[];
	callbackUrl: string;
}

/** Creates a webhook, or changes the one that Mluvii says to have this address already. @returns its ID */
export async function upsertWebhook(client: MluviiClient, webhook: Webhook): Promise<number> {
	const { status, body } = await client.answer({
		...endpoints.createWebhook(),
		body: webhook,
		subject: 'The list of webhooks',
		alsoAccept: [409],
		secrets: secretsIn(webhook.callbackUrl),
	});
	if (typeof body !== 'number')
		throw new IndeterminateWriteError('Mluvii', 'the ID of the webhook');
	if (status === 409) await updateWebhook(client, body, webhook);
	return body;
}

/** Webhooks of a trigger as Mluvii lists them now. */
export interface TriggerWebhooks {
	/** Those under the address of this n8n; there should be one. */
	own: IDataObject[];
	/** Those that call the same trigger under another address, which may belong to another n8n. */
	elsewhere: IDataObject[];
}

/** Reads which webhooks Mluvii has for the trigger with this address. */
export async function readWebhooks(
	client: MluviiClient,
	callbackUrl: string,
): Promise<TriggerWebhooks> {
	const address = addressOf(callbackUrl);
	const webhooks = await client.pagedRecords(
		{ ...endpoints.listWebhooks(), subject: 'The list of webhooks' },
		{ mayBeUnpaged: true },
	);
	const addressIn = (webhook: IDataObject) => addressOf(toText(webhook.callbackUrl));
	const others = webhooks.filter((webhook) => addressIn(webhook) !== address);
	return {
		own: webhooks.filter((webhook) => addressIn(webhook) === address),
		elsewhere: others.filter((webhook) => placeOf(addressIn(webhook)) === placeOf(address)),
	};
}

/** The part of a webhook's address that n8n makes of the trigger, which stays when n8n moves. */
function placeOf(address: string): string {
	return address.split('/').slice(-3).join('/');
}

/** Whether exactly this webhook is there for its address. */
export function isRegistered(
	{ own: [own, ...others] }: TriggerWebhooks,
	webhook: Webhook,
): boolean {
	return (
		own !== undefined &&
		others.length === 0 &&
		own.callbackUrl === webhook.callbackUrl &&
		isSameSet([own.eventTypes].flat(), webhook.eventTypes)
	);
}

/** Makes Mluvii have exactly this webhook for its address. */
export async function register(client: MluviiClient, webhook: Webhook): Promise<void> {
	const {
		own: [own, ...others],
	} = await readWebhooks(client, webhook.callbackUrl);
	for (const { id } of others) await remove(client, Number(id));
	if (own === undefined) await upsertWebhook(client, webhook);
	else await updateWebhook(client, Number(own.id), webhook);
}

/** Removes the webhooks of an address; none is fine, too. */
export async function unregister(client: MluviiClient, callbackUrl: string): Promise<void> {
	const { own } = await readWebhooks(client, callbackUrl);
	for (const { id } of own) await remove(client, Number(id));
}

/** Reads a webhook. */
export async function readWebhook(client: MluviiClient, id: number): Promise<IDataObject> {
	return await client.record({ ...endpoints.getWebhook({ id }), subject: `Webhook ${id}` });
}

/** Changes a webhook. */
export async function updateWebhook(
	client: MluviiClient,
	id: number,
	webhook: Webhook,
): Promise<void> {
	await client.request({
		...endpoints.updateWebhook({ id }),
		body: webhook,
		subject: `Webhook ${id}`,
		secrets: secretsIn(webhook.callbackUrl),
	});
}

async function remove(client: MluviiClient, id: number): Promise<void> {
	await client.answer({
		...endpoints.deleteWebhook({ id }),
		subject: `Webhook ${id}`,
		alsoAccept: [404],
	});
}

function isSameSet(some: unknown[], others: string[]): boolean {
	return some.length === others.length && some.every((entry) => others.includes(toText(entry)));
}

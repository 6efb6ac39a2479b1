import type { Handler } from '../service';
import { created, done, found, notFound, refused } from './answers';
import { maybePage } from './pages';
import type { Webhook } from './seed';
import type { MluviiState } from './state';

type WebhookRequest = Omit<Webhook, 'id'>;

/** Handlers of webhooks. Mluvii can also delete all of them at once, which the node never does. */
export function webhookHandlers(state: MluviiState): Record<string, Handler> {
	return {
		listWebhooks: ({ query }) =>
			found(maybePage(state.records.webhooks.all(), query, state.settings)),

		getWebhook: ({ params }) => found(state.records.webhooks.get(Number(params['id']))),

		createWebhook({ body }) {
			const { webhooks } = state.records;
			const { eventTypes, callbackUrl } = body as WebhookRequest;
			if (!isWebAddress(callbackUrl)) return refusedAddress;
			const known = webhooks.all().find((webhook) => webhook.callbackUrl === callbackUrl);
			if (known !== undefined) return { status: 409, body: known.id };
			return created(webhooks.add((id) => ({ id, eventTypes, callbackUrl })).id);
		},

		updateWebhook({ params, body }) {
			const webhook = state.records.webhooks.get(Number(params['id']));
			if (webhook === undefined) return notFound;
			const { eventTypes, callbackUrl } = body as WebhookRequest;
			if (!isWebAddress(callbackUrl)) return refusedAddress;
			Object.assign(webhook, { eventTypes, callbackUrl });
			return done;
		},

		deleteWebhook({ params }) {
			return state.records.webhooks.delete(Number(params['id'])) ? done : notFound;
		},
	};
}

const refusedAddress = refused('callbackUrl', 'Not an address of the web');

/** Whether events can be sent to an address. */
export function isWebAddress(text: string): boolean {
	return ['http:', 'https:'].includes(URL.parse(text)?.protocol ?? '');
}

import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { callbackUrl } from '../../fields';
import type { ItemParameters } from '../../../shared/parameters';
import { textOf } from '../../../shared/textOf';
import { checkCallbackUrl, hideSecret } from '../../webhook/callbackUrl';
import { eventTypesField } from '../../webhook/events';

/** What a webhook consists of. */
export const webhookFields: INodeProperties[] = [eventTypesField, callbackUrl];

/** The body of a webhook (mluvii-api.md, section 13.1). @throws UserError that names the wrong field */
export function readWebhook(parameters: ItemParameters): {
	eventTypes: string[];
	callbackUrl: string;
} {
	return {
		eventTypes: parameters.list('eventTypes'),
		callbackUrl: checkCallbackUrl(parameters.text('callbackUrl'), 'Callback URL'),
	};
}

/** A webhook as it may be shown: with its secret, anyone could send events to its owner. */
export function withoutSecret(webhook: IDataObject): IDataObject {
	return { ...webhook, callbackUrl: hideSecret(textOf(webhook.callbackUrl)) };
}

import type { IDataObject, INodeListSearchItems } from 'n8n-workflow';
import { toText } from '../../shared/base/text';
import { recordId } from '../../shared/operation/fields';
import * as endpoints from '../generated/endpoints';
import { redactSecret } from '../webhook/callbackUrl';
import { joined, searchWholeList } from './search';

const searchWebhooks = searchWholeList(
	{ ...endpoints.listWebhooks(), subject: 'The list of webhooks' },
	describeWebhook,
);

export const webhookId = recordId({
	displayName: 'Webhook ID',
	description: 'The number of the webhook, as Webhook: Get Many returns it',
	placeholder: 'Choose a webhook',
	exampleId: 17,
	search: { searchWebhooks },
});

function describeWebhook({ id, eventTypes, callbackUrl }: IDataObject): INodeListSearchItems {
	const address = redactSecret(toText(callbackUrl));
	return {
		name: joined(`#${toText(id)}`, address, [eventTypes].flat().map(toText).join(', ')),
		value: toText(id),
	};
}

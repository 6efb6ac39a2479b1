import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { callbackUrl } from '../../fields';
import { toText } from '../../../shared/base/text';
import { redactSecret } from '../../webhook/callbackUrl';

/** The address in Update, where the stored one can be kept: its password is not shown anywhere. */
export const newCallbackUrl: INodeProperties = {
	displayName: callbackUrl.displayName,
	name: callbackUrl.name,
	type: 'string',
	default: '',
	placeholder: callbackUrl.placeholder,
	description:
		'The address that Mluvii calls from now on. Leave it empty to keep the stored one, with its password.',
};

/** A webhook as it may be shown: with its secret, anyone could send events to its owner. */
export function withoutSecret(webhook: IDataObject): IDataObject {
	return { ...webhook, callbackUrl: redactSecret(toText(webhook.callbackUrl)) };
}

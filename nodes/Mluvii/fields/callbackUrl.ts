import { line } from '../../shared/operation/fields';
import { checkCallbackUrl } from '../webhook/callbackUrl';

/** Where a webhook or a chatbot is called. */
export const callbackUrl = line(checkCallbackUrl)({
	displayName: 'Callback URL',
	required: true,
	placeholder: 'e.g. https://example.com/mluvii',
	description:
		'The whole address that Mluvii calls. With user:password@ before the host, Mluvii logs in there with them.',
});

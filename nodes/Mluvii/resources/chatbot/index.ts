import type { MluviiResource } from '../../operation';
import { sendActivity } from './sendActivity.operation';
import { sendText } from './sendText.operation';
import { setCallbackUrl } from './setCallbackUrl.operation';

export const chatbot: MluviiResource = {
	value: 'chatbot',
	name: 'Chatbot',
	operations: [sendActivity, sendText, setCallbackUrl],
};

import type { MluviiResource } from '../../operation';
import { askForFile } from './askForFile.operation';
import { askForLocation } from './askForLocation.operation';
import { assignCrmIdentity } from './assignCrmIdentity.operation';
import { endConversation } from './endConversation.operation';
import { findCrmIdentity } from './findCrmIdentity.operation';
import { forward } from './forward.operation';
import { getAvailableGroups } from './getAvailableGroups.operation';
import { getAvailableOperators } from './getAvailableOperators.operation';
import { getCallParameters } from './getCallParameters.operation';
import { getGuestIdentity } from './getGuestIdentity.operation';
import { getHeroCards } from './getHeroCards.operation';
import { getMediaObjects } from './getMediaObjects.operation';
import { handOff } from './handOff.operation';
import { sendActivity } from './sendActivity.operation';
import { sendCard } from './sendCard.operation';
import { sendHeroCard } from './sendHeroCard.operation';
import { sendOfflineEmail } from './sendOfflineEmail.operation';
import { sendText } from './sendText.operation';
import { setCallParameters } from './setCallParameters.operation';
import { setCallbackUrl } from './setCallbackUrl.operation';
import { setGuestInput } from './setGuestInput.operation';
import { setGuestUpload } from './setGuestUpload.operation';
import { setTag } from './setTag.operation';
import { shareFile } from './shareFile.operation';
import { showTyping } from './showTyping.operation';
import { unsetTag } from './unsetTag.operation';

export const chatbot: MluviiResource = {
	value: 'chatbot',
	name: 'Chatbot',
	description: 'Chatbots, in whose name guests are written to and sessions are forwarded',
	operations: [
		askForFile,
		askForLocation,
		assignCrmIdentity,
		endConversation,
		findCrmIdentity,
		forward,
		getAvailableGroups,
		getAvailableOperators,
		getCallParameters,
		getGuestIdentity,
		getHeroCards,
		getMediaObjects,
		handOff,
		sendActivity,
		sendCard,
		sendHeroCard,
		sendOfflineEmail,
		sendText,
		setCallParameters,
		setCallbackUrl,
		setGuestInput,
		setGuestUpload,
		setTag,
		shareFile,
		showTyping,
		unsetTag,
	],
};

import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { storeNoted, wasNoted } from '../webhook/duplicates';
import { inOrder } from '../webhook/order';
import { addressOf, withSecret } from '../webhook/callbackUrl';
import { answer, bodyOf, secretOf } from '../webhook/request';
import { secretPlacementOf } from '../webhook/secretPlacement';
import { isAnswer, isPing } from './incoming';
import { noteReceiver, takeAnswer } from './answers';
import type { Callback } from './callback';
import { callbackIn, identityOf, itemOf, joinedItemOf } from './callback';
import { join, release } from './joining';
import { noteCalled, secretsOf } from './registration';
import type { TriggerSettings } from './settings';
import { readDelivery } from './settings';

/** What is needed of the settings when an activity comes. */
interface DeliverySettings extends Pick<TriggerSettings, 'activities' | 'joinMessages'> {
	settingsError?: string;
}

/**
 * Takes in a request to the trigger's address: refuses what does not come from Mluvii, answers the rest before
 * anything else, as Mluvii waits 2 seconds (mluvii-api.md, section 14), hands answers to nodes that wait for
 * them, and starts the workflow: by the first output with the activities that are chosen, in the order in which
 * those of a session came, by the second one with answers that nobody waits for.
 */
export async function handleCallback(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const staticData = context.getWorkflowStaticData('node');
	const address = context.getNodeWebhookUrl('default') ?? '';
	const secret = secretOf(context, secretsOf(staticData, addressOf(address)));
	// The chatbot as Mluvii was given it: the field can have been changed since.
	const chatbotId = secret?.sender;
	if (chatbotId === undefined) return answer(context, 401, 'Unauthorized');
	const callback = await bodyOf(context, callbackIn);
	// Whatever it is: Mluvii disables a chatbot that refuses what it sends.
	const answered = answer(context, 200, 'Received');
	if (secret?.isCurrent) noteCaller(context, chatbotId, address, secret.text);
	if (!callback || isPing(callback.activity)) return answered;
	const { activity, sessionId } = callback;
	if (sessionId === '') {
		context.logger.warn(`"${context.getNode().name}" ignored ${activity} without a session.`);
		return answered;
	}
	const settings = settingsFor(context, callback);
	const isChosen = settings.activities.includes(activity);
	if (!isChosen && !isAnswer(activity)) return answered;
	const trigger = `${context.getWorkflow().id ?? ''}/${context.getNode().id}/${context.getMode()}`;
	const identity = identityOf(callback);
	if (identity !== undefined && wasNoted(identity, trigger, staticData)) return answered;
	const isHeld = isChosen && activity === 'Text' && settings.joinMessages !== undefined;
	// By the time at which a held one ends, n8n would write back what others have changed meanwhile.
	if (identity !== undefined && !isHeld) storeNoted(trigger, staticData);
	if (takeAnswer(chatbotId, Number(sessionId), callback)) return answered;
	const { settingsError } = settings;
	const error = settingsError === undefined ? {} : { settingsError };
	if (!isChosen) {
		const json = { ...callback, chatbotId, ...error };
		return { ...answered, workflowData: [[], [{ json }]] };
	}
	const item = await inTurn(callback, chatbotId, settings, `${trigger}/${sessionId}`);
	return item ? { ...answered, workflowData: [[{ json: { ...item, ...error } }]] } : answered;
}

/** Notes from what comes that it comes to this process, and to which address Mluvii sends it. */
function noteCaller(
	context: IWebhookFunctions,
	chatbotId: number,
	address: string,
	secret: string,
): void {
	noteReceiver(chatbotId);
	if (context.getMode() === 'manual') return;
	const callbackUrl = withSecret(address, secret, secretPlacementOf(context));
	// Nothing waits for it, so that the order of what comes stays.
	noteCalled(context, chatbotId, callbackUrl).catch((error: unknown) => {
		const { message } = error as Error;
		context.logger.warn(`"${context.getNode().name}" could not read its credential: ${message}`);
	});
}

/**
 * What was checked when the trigger was activated, and can be otherwise now where there are expressions. No
 * visitor is left without an answer for that.
 */
function settingsFor(context: IWebhookFunctions, { activity }: Callback): DeliverySettings {
	try {
		return readDelivery(context);
	} catch (error) {
		const { message } = error as Error;
		context.logger.warn(
			`"${context.getNode().name}" handed an activity on as it came, because its fields could not be read: ${message}`,
		);
		return { activities: isAnswer(activity) ? [] : [activity], settingsError: message };
	}
}

/** What the workflow gets, as soon as nothing that came before in the session is held back any more. */
async function inTurn(
	callback: Callback,
	chatbotId: number,
	{ joinMessages }: DeliverySettings,
	session: string,
): Promise<IDataObject | undefined> {
	if (joinMessages === undefined) return itemOf(callback, chatbotId);
	if (callback.activity !== 'Text') {
		release(session);
		return await inOrder(session, Promise.resolve(itemOf(callback, chatbotId)));
	}
	const joined = await inOrder(session, join(session, callback, joinMessages));
	return joined && joinedItemOf(joined, chatbotId);
}

import type { IDataObject } from 'n8n-workflow';
import { OperationalError } from 'n8n-workflow';
import { recordsIn } from '../../shared/base/records';
import { toText } from '../../shared/base/text';
import type { MluviiClient } from '../client';
import { CHATBOT_ANSWERS } from '../generated/answers';
import * as endpoints from '../generated/endpoints';
import type { CHATBOT_ACTIVITY } from '../generated/lists';

/*
 * What a chatbot does in a session: activities, which Mluvii takes in with one call for all of them, and answers,
 * if at all, at the callback URL of the chatbot (mluvii-api.md, sections 14 and 18.5).
 */

/** As which chatbot something is done, and in which session. */
export interface ChatbotPlace {
	chatbotId: number;
	sessionId: number;
}

/** An activity that Mluvii answers. */
export type AnsweredActivity = keyof typeof CHATBOT_ANSWERS;

/** The fields of every activity from Mluvii, which say nothing of what was asked. */
const ENVELOPE = ['activity', 'sessionId', 'timestamp', 'language', 'source'];

/** Does something as a chatbot. @returns the beginning of the output: where it was done, and that it was */
export async function sendActivity(
	client: MluviiClient,
	place: ChatbotPlace,
	activity: IDataObject,
): Promise<ChatbotPlace & { success: true }> {
	const { chatbotId, sessionId } = place;
	await client.request({
		...endpoints.sendChatbotActivity({ chatbotId }),
		body: { ...activity, sessionId },
		// Whatever the operation is: a second one would bring a second answer.
		effect: 'write',
		subject: `Chatbot ${chatbotId} or session ${sessionId}`,
	});
	return { chatbotId, sessionId, success: true };
}

/** Does something as a chatbot that Mluvii does not answer: the activity by its name, with its fields. */
export async function act(
	client: MluviiClient,
	place: ChatbotPlace,
	activity: Exclude<(typeof CHATBOT_ACTIVITY)[number], AnsweredActivity>,
	fields: IDataObject = {},
): Promise<IDataObject> {
	return { ...(await sendActivity(client, place, { activity, ...fields })) };
}

/**
 * Does something as a chatbot that Mluvii answers.
 *
 * @param place as which chatbot, where, and for how many seconds to wait for the answer; not at all if left out
 * @returns where it was done, and the fields of the answer
 * @throws OperationalError in Mluvii's words where the answer is that it was not done; what `askAndWait` throws
 */
export async function ask(
	client: MluviiClient,
	{ chatbotId, sessionId, wait }: ChatbotPlace & { wait: number | undefined },
	activity: AnsweredActivity,
	fields: IDataObject = {},
): Promise<IDataObject> {
	const place = { chatbotId, sessionId };
	const send = async () => await sendActivity(client, place, { activity, ...fields });
	const question = { ...place, answers: CHATBOT_ANSWERS[activity] };
	if (wait === undefined) return { ...(await client.askOnly(question, send)) };
	const answer = await client.untilAnswered(question, wait, send);
	checkSuccess(answer);
	const content = Object.entries(answer).filter(([name]) => !ENVELOPE.includes(name));
	return at(place, Object.fromEntries(content));
}

/**
 * Asks for a list, which is in the field `list` of the answer.
 *
 * @returns a record for each entry; what `ask` returns where the answer is not waited for
 */
export async function askForList(
	client: MluviiClient,
	place: ChatbotPlace & { wait: number | undefined },
	activity: AnsweredActivity,
	list: string,
	fields: IDataObject = {},
): Promise<IDataObject | IDataObject[]> {
	const answer = await ask(client, place, activity, fields);
	if (place.wait === undefined) return answer;
	const { chatbotId, sessionId } = place;
	return recordsIn(answer[list]).map((entry) => at({ chatbotId, sessionId }, entry));
}

/** Where it was done, first and whatever else is there under the same names, and what was answered. */
function at(place: ChatbotPlace, content: IDataObject): IDataObject {
	return { ...place, ...content, ...place };
}

/** @throws OperationalError where Mluvii says that it did not do what was asked */
function checkSuccess({ success, isSuccess, errorMessage }: IDataObject): void {
	if (success !== false && isSuccess !== false) return;
	throw refusal(toText(errorMessage));
}

/** The error for what Mluvii answered that it did not do. @param reason in Mluvii's words, or none */
export function refusal(reason: string): OperationalError {
	return new OperationalError(
		`Mluvii refused the request: ${reason === '' ? 'it gave no reason' : reason}`,
		{ description: 'Check the values of this item against the message.' },
	);
}

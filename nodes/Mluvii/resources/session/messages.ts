import type { IDataObject } from 'n8n-workflow';
import { htmlToText } from '../../../shared/base/html';
import { isObject, recordsIn } from '../../../shared/base/records';
import { toText } from '../../../shared/base/text';
import { inOrder, nameIn } from '../../conversation';
import { inWords } from '../../enums';
import { CONTACT_NAME } from '../../fields/contactData';

/** Who wrote, by the `client` of an activity. */
const SENDERS = new Map([
	['Chatbot', 'chatbot'],
	['Guest', 'guest'],
	['User', 'operator'],
]);

/** What types of activity mean; the others say it by their names, such as FileUploadFailed. */
const EVENTS = new Map([
	['AutoActivity', 'Automatic message'],
	['AutoActivityAsOperator', 'Automatic message as operator'],
	['AvGetMediaResult', 'Camera and microphone'],
	['AvRequest', 'Audio or video requested'],
	['AvResponse', 'Audio or video request answered'],
	['AvTerminated', 'Audio or video ended'],
	['CallScript', 'Call script shown'],
	['CallScriptSubmission', 'Call script submitted'],
	['ChatToMail', 'Chat sent as an e-mail'],
	['ChatbotHeroCardSubmission', 'Form submitted'],
	['HeroCard', 'Form shown'],
	['HeroCardQuickReply', 'Quick reply chosen'],
	['HeroCardSubmission', 'Form submitted'],
	['LocationRequest', 'Location requested'],
	['NotifyOperator', 'Operator notified'],
	['OnHold', 'Put on hold'],
	['OperatorKicked', 'Operator removed'],
	['PhotoRequest', 'Photo requested'],
	['PreviewUrl', 'Link preview'],
	['ResumeGuest', 'Taken off hold'],
	['SharedFile', 'File shared'],
	['SharedScreen', 'Screen shared'],
]);

/** Answers to a request for audio or video that Mluvii spells in its own way. */
const RESPONSES = new Map([
	['RejectedNoMic', 'Rejected, no microphone'],
	['RejectedShitBrowser', 'Rejected, unsuitable browser'],
	['RejectedUser', 'Rejected by the user'],
]);

/** What became of a message that did not arrive. */
const FAILED = ['SendingFailed', 'DeliveryFailed'];

/** The conversation of a session, oldest first: its activities (mluvii-api.md, section 3) as a person reads them. */
export function messagesOf(sessionId: number, session: IDataObject): IDataObject[] {
	return inOrder(recordsIn(session.activities), 'time', 'activityId').map((activity) => {
		const from = SENDERS.get(toText(activity.client)) ?? 'system';
		const name = nameOf(from, activity, session);
		const { file } = activity;
		return {
			sessionId,
			time: activity.time,
			from,
			...(name !== undefined && { name }),
			text: textOf(activity, session),
			...(isObject(file) && { files: [fileOf(file as IDataObject)] }),
		};
	});
}

function nameOf(from: string, activity: IDataObject, session: IDataObject): string | undefined {
	if (from === 'operator') return nameIn(session.operators, 'userId', activity.userId);
	if (from === 'chatbot') return nameIn(session.chatbots, 'chatbotId', activity.chatbotId);
	if (from !== 'guest') return undefined;
	const { callParams } = (session.guest ?? {}) as IDataObject;
	return toText(((callParams ?? {}) as IDataObject)[CONTACT_NAME]) || undefined;
}

/** Without the address: whoever has it needs no login (mluvii-api.md, section 18.2). */
function fileOf({ id, name, isDeleted, isUploading }: IDataObject): IDataObject {
	const state = isDeleted === true ? 'deleted' : isUploading === true ? 'uploading' : undefined;
	return { id, name, ...(state !== undefined && { state }) };
}

/** What was written, and what happened beside it. */
function textOf(activity: IDataObject, session: IDataObject): string {
	const { text, chatbotMessageContent, note, status } = activity;
	const written = htmlToText(toText(text)) || chatbotMessage(chatbotMessageContent);
	const details = detailsOf(activity, session);
	const values = valuesOf(activity);
	const isEvent = written === '' || details.length > 0 || values.length > 0;
	const shownNote = htmlToText(toText(note));
	const lines = [
		written,
		isEvent ? [eventOf(activity), ...details].join(' ') : '',
		...values,
		shownNote && `Note: ${shownNote}`,
		FAILED.includes(toText(status)) ? `(${inWords(toText(status))})` : '',
	];
	return lines.filter((line) => line !== '').join('\n');
}

/** The message of a chatbot: text, or text with attachments in the shapes of the Bot Framework (section 18.2). */
function chatbotMessage(content: unknown): string {
	if (!isObject(content)) return htmlToText(toText(content));
	const { text, attachments } = content as IDataObject;
	const parts = [htmlToText(toText(text)), ...recordsIn(attachments).map(attachmentText)];
	return parts.filter((part) => part !== '').join('\n');
}

/** What is written on a card; of other attachments, such as images, their type only. */
function attachmentText({ content, contentType }: IDataObject): string {
	const { title, subtitle, text, buttons } = (isObject(content) ? content : {}) as IDataObject;
	const labels = recordsIn(buttons).map((button) => button.title);
	const written = [title, subtitle, text, ...labels].map((part) => htmlToText(toText(part)));
	return written.filter((part) => part !== '').join('\n') || `[${toText(contentType)}]`;
}

/** The type of an activity in words. */
function eventOf({ type, submissionResult }: IDataObject): string {
	const words = EVENTS.get(toText(type)) ?? inWords(toText(type));
	const result = inWords(toText(submissionResult) || 'Submitted').toLowerCase();
	return words.replace(/submitted$/, result);
}

/** To whom, why, and with what result. */
function detailsOf(activity: IDataObject, session: IDataObject): string[] {
	const { type, terminationReason, response, result, heroCard, callScript } = activity;
	const target = targetOf(activity, session);
	const isForward = type === 'SessionForwarded';
	const answer = toText(response);
	const labels = type === 'HeroCard' || type === 'CallScript' ? [heroCard, callScript] : [];
	const inBrackets = [
		isForward ? '' : target,
		inWords(toText(terminationReason)),
		RESPONSES.get(answer) ?? inWords(answer),
		inWords(toText(result)),
		labels
			.flatMap(recordsIn)
			.map(({ label }) => htmlToText(toText(label)))
			.filter((label) => label !== '')
			.join(', '),
	].filter((detail) => detail !== '');
	return [
		...(isForward && target !== '' ? [`to ${target}`] : []),
		...inBrackets.map((detail) => `(${detail})`),
	];
}

/** Whom an activity was meant for: an operator, a group or a phone. */
function targetOf(activity: IDataObject, { operators }: IDataObject): string {
	const { toOperatorUserId, toOperatorFullName, toGroupId, toGroupName, toPhoneNumber } = activity;
	const [operator, group] = [toOperatorUserId, toGroupId].map(toText);
	if (toText(toOperatorFullName) !== '') return toText(toOperatorFullName);
	if (operator) return nameIn(operators, 'userId', toOperatorUserId) ?? `operator ${operator}`;
	if (toText(toGroupName) !== '') return `group ${toText(toGroupName)}`;
	return group ? `group ${group}` : toText(toPhoneNumber);
}

/** What was filled in, a line for each field. */
function valuesOf(activity: IDataObject): string[] {
	const { submissionParams, chatbotHeroCardSubmissionKey, chatbotHeroCardSubmissionValue } =
		activity;
	const filledIn = [
		...Object.entries(isObject(submissionParams) ? submissionParams : {}),
		[toText(chatbotHeroCardSubmissionKey), chatbotHeroCardSubmissionValue] as const,
	];
	return filledIn
		.map(([key, value]) => [key, toText(value)] as const)
		.filter(([, value]) => value !== '')
		.map((pair) => pair.join(': '));
}

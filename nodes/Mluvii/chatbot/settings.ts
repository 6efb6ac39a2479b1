import type { IDataObject, IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { isObject } from '../../shared/base/records';
import type { Fields, OptionalValues, Values } from '../../shared/operation/field';
import { Entries, readAdded, readFields } from '../../shared/operation/field';
import { collection, line, number, yesNo } from '../../shared/operation/fields';
import * as validate from '../../shared/operation/validate';
import { chatbotId } from '../fields/chatbot';
import { checkCallbackUrl } from '../webhook/callbackUrl';
import { secretPlacement } from '../webhook/secretPlacement';
import { activities } from './incoming';

/** A visitor who waits longer than that for an answer thinks that nobody is there. */
const MAX_JOIN_SECONDS = 30;

const settings = {
	fallbackUrl: line(checkCallbackUrl)({
		displayName: 'Callback URL When Unpublished',
		placeholder: 'e.g. https://example.com/other-bot',
		description:
			'Where Mluvii is to send what happens in the sessions of the chatbot after this workflow was unpublished. Without it Mluvii disables the chatbot after 15 minutes, as nobody answers its calls.',
	}),
	isForTesting: yesNo({
		displayName: 'Chatbot Is for Testing',
		default: true,
		description:
			'Whether n8n may take the chatbot away from its visitors while it listens for a test event: Mluvii calls one address only',
	}),
	joinMessages: number(
		{
			displayName: 'Join Messages (Seconds)',
			typeOptions: { minValue: 1, maxValue: MAX_JOIN_SECONDS },
			default: 3,
			description:
				'How long the visitor has to be silent until the texts written so far start the workflow, together and once. They wait in memory: what waits while n8n is stopped is lost.',
		},
		validate.integerUpTo(MAX_JOIN_SECONDS),
	),
};

/** The fields of the trigger. */
export const triggerFields = {
	chatbotId,
	activities,
	options: collection(
		{
			displayName: 'Options',
			placeholder: 'Add option',
			description: 'How messages are taken in, and what becomes of the chatbot without n8n',
		},
		{ ...settings, secretPlacement },
	),
};

/** Which chatbot the trigger is for, and how. */
export interface TriggerSettings {
	chatbotId: number;
	/** What comes out of the first output. */
	activities: string[];
	/** For how many seconds a visitor has to be silent; undefined where each text stands for itself. */
	joinMessages?: number;
	fallbackUrl?: string;
	isForTesting?: boolean;
}

type Context = IHookFunctions | IWebhookFunctions;

/** Reads and checks what was filled in in the panel. @throws UserError that names the wrong field */
export function readSettings(context: Context): TriggerSettings {
	return {
		...readRequired(context, { chatbotId, activities }),
		...readOptions(context, settings),
	};
}

/** The same for what is needed when an activity comes: what is wrong with the rest does not matter then. */
export function readDelivery(
	context: Context,
): Pick<TriggerSettings, 'activities' | 'joinMessages'> {
	const { joinMessages } = settings;
	return { ...readRequired(context, { activities }), ...readOptions(context, { joinMessages }) };
}

/** The same for what is needed when the trigger is given up. */
export function readFallbackUrl(context: Context): string | undefined {
	const { fallbackUrl } = settings;
	return readOptions(context, { fallbackUrl }).fallbackUrl;
}

function readRequired<F extends Fields>(context: Context, fields: F): Values<F> {
	const names = Object.keys(fields);
	const entered = names.map((name) => [name, context.getNodeParameter(name)]);
	const values = Object.fromEntries(entered) as IDataObject;
	return readFields(fields, new Entries(values, context.getTimezone()));
}

function readOptions<F extends Fields>(context: Context, fields: F): OptionalValues<F> {
	const { options: stored } = context.getNode().parameters;
	const added = Object.keys(fields).filter((name) => isObject(stored) && name in stored);
	const entered = added.map((name) => [name, context.getNodeParameter(`options.${name}`)]);
	const values = Object.fromEntries(entered) as IDataObject;
	return readAdded(fields, new Entries(values, context.getTimezone(), '', stored));
}

import type {
	IHookFunctions,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes, UserError } from 'n8n-workflow';
import { methodsOf, propertiesOf } from '../shared/operation/field';
import { itemOf } from './chatbot/callback';
import { handleCallback } from './chatbot/delivery';
import type { Holding } from './chatbot/registration';
import { holdingOf, leaveChatbot, secretsOf, takeChatbot } from './chatbot/registration';
import { readFallbackUrl, readSettings, triggerFields } from './chatbot/settings';
import { createMluviiClient } from './client';
import { authenticationField, credentials } from './fields/authentication';
import { addressFor, checkReachable } from './webhook/address';
import { addressOf, withSecret } from './webhook/callbackUrl';
import { exampleNotice } from './webhook/exampleNotice';
import { currentSecret, renewed } from './webhook/secret';
import { secretPlacementOf } from './webhook/secretPlacement';

/** A message of a visitor (mluvii-api.md, section 14). */
const EXAMPLE = itemOf(
	{
		activity: 'Text',
		sessionId: '7635657',
		text: 'Where is my order?',
		language: 'cs',
		source: 'Default',
		timestamp: '2024-07-15T09:41:31.257306+02:00',
	},
	4,
);

const WHILE_BUILDING =
	'<b>While you build the workflow</b>, use a chatbot that has no visitors: add the option Chatbot Is for Testing, click the button, and write to the chatbot in Mluvii. What comes first shows up here in the editor. Mluvii calls one address only, so n8n gives a chatbot back to its published workflow as soon as it stops listening. Where n8n was started again and Mluvii has not called since, n8n does not know that workflow: its log says so, and it has to be published again.<br /> <br />';

/** The trigger for chatbots: starts a workflow when a visitor writes to a chatbot in Mluvii. */
export class MluviiChatbotTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Mluvii Chatbot Trigger',
		name: 'mluviiChatbotTrigger',
		icon: { light: 'file:mluvii.svg', dark: 'file:mluvii.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ [$parameter["activities"]].flat().join(", ") }}',
		description: 'Starts the workflow when a visitor writes to a chatbot in Mluvii',
		eventTriggerDescription:
			'Open a chat with this chatbot, for example on your test page, and write something',
		activationMessage:
			'Mluvii sends what happens in the sessions of the chatbot to this workflow from now on. Open a chat and write to it.',
		triggerPanel: {
			header: 'Answer the visitors of a Mluvii chatbot',
			executionsHelp: {
				inactive: `${WHILE_BUILDING}<b>To answer visitors</b>, <a data-key="activate">publish</a> the workflow. n8n then sets the callback URL of the chatbot in Mluvii by itself; there is nothing to copy. Each message starts the workflow, which you see in the executions list, but not in the editor.`,
				active: `${WHILE_BUILDING}<b>This workflow answers visitors</b>: n8n has set the callback URL of the chatbot in Mluvii. Each message starts it, which you see in the <a data-key="executions">executions list</a>, but not in the editor.`,
			},
			activationHint: {
				inactive:
					'To answer visitors, <a data-key="activate">publish</a> this workflow: the callback URL of the chatbot is set in Mluvii by itself. Then write to the chatbot.',
				active:
					'This workflow is published: write to the chatbot, and look at the <a data-key="executions">executions list</a>.',
			},
		},
		defaults: { name: 'Mluvii Chatbot Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		outputNames: ['Activities', 'Answers'],
		credentials,
		builderHint: {
			searchHint:
				'Starts the workflow with each message of a visitor; an AI agent and its chat memory find chatInput and sessionId in it by themselves. It answers nothing by itself: reply with Chatbot: Send Text of the Mluvii node, with chatbotId and sessionId of this trigger. It sets the callback URL in Mluvii when the workflow is published: add no Webhook node, and do not use Chatbot: Set Callback URL for it. Connect the second output only for answers that no node waits for.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-mluvii-lovi.mluvii',
					relationHint:
						'Replies to the visitor (Chatbot: Send Text), and forwards the session to operators',
				},
				{
					nodeType: 'n8n-nodes-mluvii-lovi.mluviiTool',
					relationHint: 'Lets an AI agent forward the session, or end it',
				},
			],
		},
		webhooks: [
			{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'webhook' },
		],
		properties: [
			{
				displayName:
					'When the workflow is published, n8n sets the callback URL of this chatbot in Mluvii, in place of the one that it has now. After unpublishing, Mluvii disables the chatbot after 15 minutes, unless you give <b>Callback URL When Unpublished</b> under Options.',
				name: 'callbackNotice',
				type: 'notice',
				default: '',
			},
			authenticationField,
			...propertiesOf(triggerFields),
			exampleNotice('example', EXAMPLE),
		],
	};

	methods = methodsOf(triggerFields);

	webhookMethods = {
		default: {
			/** Mluvii does not tell where it calls a chatbot, so each start of n8n says it again. */
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await Promise.resolve(false);
			},
			async create(this: IHookFunctions): Promise<boolean> {
				const { chatbotId, isForTesting } = readSettings(this);
				const isTest = this.getMode() === 'manual';
				if (isTest && isForTesting !== true) throw takesOver(chatbotId);
				const client = createMluviiClient(this);
				await checkReachable(this, client);
				const staticData = this.getWorkflowStaticData('node');
				const address = addressOf(addressFor(this));
				const secrets = renewed(secretsOf(staticData, address));
				const callbackUrl = withSecret(
					addressFor(this),
					currentSecret(secrets, chatbotId),
					secretPlacementOf(this),
				);
				const holding = { chatbotId, address, isTest };
				const isTaken = await takeChatbot(this, client, holding, callbackUrl, secrets);
				staticData.secrets = secrets;
				if (isTaken) warnOfOther(this, chatbotId, isTest);
				return true;
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				const staticData = this.getWorkflowStaticData('node');
				const holding = holdingOf(staticData, addressOf(addressFor(this)));
				if (!holding) return true;
				const fallbackUrl = readFallbackUrl(this);
				const isCalledElsewhere = await leaveChatbot(
					createMluviiClient(this),
					holding,
					fallbackUrl,
				);
				staticData.holding = undefined;
				if (!isCalledElsewhere) warnOfSilence(this, holding);
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await handleCallback(this);
	}
}

/** All in the message, as the editor shows nothing else of an error before a run. */
function takesOver(chatbotId: number): UserError {
	return new UserError(
		`Listening for a test event would take chatbot ${chatbotId} away from its visitors. If it has none, add the option Chatbot Is for Testing. Otherwise publish the workflow, write to the chatbot, and look at the executions.`,
	);
}

/** n8n has no place in the editor for what a trigger finds out while it is activated, except a refusal. */
function warnOfOther(context: IHookFunctions, chatbotId: number, isTest: boolean): void {
	const consequence = isTest
		? 'It gets nothing while this one listens for a test event, and gets the chatbot back afterwards.'
		: 'It gets nothing any more, as Mluvii calls one address only. Unpublish one of the two workflows.';
	context.logger.warn(
		`"${context.getNode().name}" took chatbot ${chatbotId} from another published Mluvii Chatbot Trigger. ${consequence}`,
	);
}

function warnOfSilence(context: IHookFunctions, { chatbotId, isTest }: Holding): void {
	const remedy = isTest
		? 'If a published workflow had it, publish that again: since n8n was started, Mluvii has not called it. If none had it, set'
		: 'Publish a workflow for it, or set';
	const option = isTest ? '' : ' The option Callback URL When Unpublished does that by itself.';
	context.logger.warn(
		`"${context.getNode().name}" does not answer chatbot ${chatbotId} any more, and Mluvii disables a chatbot that nobody answers for 15 minutes. ${remedy} another address with the Mluvii node (Chatbot: Set Callback URL).${option}`,
	);
}

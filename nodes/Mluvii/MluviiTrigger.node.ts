import type {
	IDataObject,
	IHookFunctions,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { toText } from '../shared/base/text';
import { methodsOf, propertiesOf } from '../shared/operation/field';
import { authenticationField, credentials } from './fields/authentication';
import { createMluviiClient } from './client';
import { addressFor, checkReachable } from './webhook/address';
import { addressOf, withSecret } from './webhook/callbackUrl';
import { handleWebhook } from './webhook/delivery';
import { OUTPUT_EXAMPLES } from './webhook/events';
import { exampleNotice } from './webhook/exampleNotice';
import type { Webhook } from './webhook/registration';
import { isRegistered, readWebhooks, register, unregister } from './webhook/registration';
import type { Secrets } from './webhook/secret';
import { currentSecret, renewed, storedSecrets } from './webhook/secret';
import { secretPlacementOf } from './webhook/secretPlacement';
import { readSettings, triggerFields } from './webhook/settings';

/** One example for each form of event chosen. */
const examples = OUTPUT_EXAMPLES.map(({ events, example }, index) =>
	exampleNotice(`example${index + 1}`, example, { show: { eventTypes: events } }),
);

/** The Mluvii trigger: starts a workflow when something happens in Mluvii. */
export class MluviiTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Mluvii Trigger',
		name: 'mluviiTrigger',
		icon: { light: 'file:mluvii.svg', dark: 'file:mluvii.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ [$parameter["eventTypes"]].flat().join(", ") }}',
		description: 'Starts the workflow when something happens in Mluvii, such as the end of a chat',
		eventTriggerDescription: 'Make it happen in Mluvii, for example end a session',
		activationMessage: 'Mluvii reports events to this workflow from now on.',
		defaults: { name: 'Mluvii Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials,
		builderHint: {
			searchHint:
				'Registers its webhook at Mluvii by itself when the workflow is published: add no Webhook node, and do not use Webhook: Create of the Mluvii node for it. An event brings little more than IDs; set the option fetchFullObject to true to get the whole session or e-mail thread with it.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-mluvii-lovi.mluvii',
					relationHint:
						'Reads, tags or changes the session or e-mail thread that an event is about',
				},
			],
		},
		webhooks: [
			{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'webhook' },
		],
		properties: [authenticationField, ...propertiesOf(triggerFields), ...examples],
	};

	methods = methodsOf(triggerFields);

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				const webhooks = await readWebhooks(createMluviiClient(this), addressFor(this));
				warnOf(this, webhooks.elsewhere);
				const secrets = storedSecrets(this.getWorkflowStaticData('node'));
				return secrets !== undefined && isRegistered(webhooks, webhookOf(this, secrets));
			},
			async create(this: IHookFunctions): Promise<boolean> {
				const staticData = this.getWorkflowStaticData('node');
				const client = createMluviiClient(this);
				await checkReachable(this, client);
				const secrets = renewed(storedSecrets(staticData));
				await register(client, webhookOf(this, secrets));
				staticData.secrets = secrets;
				// Stored by older versions.
				delete staticData.secret;
				delete staticData.webhookId;
				return true;
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				await unregister(createMluviiClient(this), addressFor(this));
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await handleWebhook(this);
	}
}

/** The webhook that the trigger needs at Mluvii. @throws UserError when the trigger is not filled in */
function webhookOf(context: IHookFunctions, secrets: Secrets): Webhook {
	const { eventTypes } = readSettings(context);
	const placement = secretPlacementOf(context);
	return {
		eventTypes,
		callbackUrl: withSecret(addressFor(context), currentSecret(secrets), placement),
	};
}

/** n8n has no place in the editor for what a trigger finds out while it is activated, except a refusal. */
function warnOf(context: IHookFunctions, elsewhere: IDataObject[]): void {
	for (const { id, callbackUrl } of elsewhere) {
		context.logger.warn(
			`"${context.getNode().name}": Mluvii also has webhook ${toText(id)} for this trigger, which calls ${addressOf(toText(callbackUrl))}. If that is an earlier address of this n8n, delete it with the Mluvii node (Webhook: Delete). If it is the address of another n8n, leave it.`,
		);
	}
}

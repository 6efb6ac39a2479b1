import type {
	IDataObject,
	IHookFunctions,
	INodeProperties,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes, UserError } from 'n8n-workflow';
import { isLoopback } from '../../credentials/shared/baseUrl';
import { textOf } from '../shared/textOf';
import * as validate from '../shared/validate';
import { authenticationField, credentials } from './authentication';
import { enumOptions, SESSION_CHANNEL } from './enums';
import { departmentsField } from './fields';
import { loadOptions } from './listSearch';
import type { MluviiClient } from './transport';
import { createTriggerClient } from './transport';
import { withSecret } from './webhook/callbackUrl';
import type { TriggerOptions } from './webhook/delivery';
import { receive } from './webhook/delivery';
import { EVENT_FORMS, eventTypesField } from './webhook/events';
import type { Webhook } from './webhook/registration';
import { isRegistered, register, unregister } from './webhook/registration';
import { newSecret } from './webhook/secret';

const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	description: 'Which events start the workflow, and what they bring',
	options: [
		{
			displayName: 'Channels',
			name: 'channels',
			type: 'multiOptions',
			options: enumOptions(SESSION_CHANNEL),
			default: [],
			description:
				'Only events of sessions on these channels; events that have no channel always start the workflow',
		},
		departmentsField,
		{
			displayName: 'Fetch Full Object',
			name: 'fetchFullObject',
			type: 'boolean',
			default: true,
			description:
				'Whether to read the session or e-mail thread that an event is about, and hand it on with the event',
		},
		{
			displayName: 'Secret Placement',
			name: 'secretPlacement',
			type: 'options',
			options: [
				{
					name: 'Basic Auth',
					value: 'basicAuth',
					description: 'As user name and password of the address',
				},
				{
					name: 'Query Parameter',
					value: 'query',
					description: 'For a proxy in front of n8n that takes user names and passwords away',
				},
			],
			default: 'basicAuth',
			description: 'How Mluvii proves that an event comes from it',
		},
	],
};

/** What comes out, shown before the first event has come: one example for each form of event chosen. */
const examples: INodeProperties[] = EVENT_FORMS.map(({ events, example }, index) => ({
	displayName: `What comes out, for example:<ul>${fieldsOf(example).join('')}</ul>`,
	name: `example${index + 1}`,
	type: 'notice',
	displayOptions: { show: { eventTypes: events } },
	default: '',
}));

/** The fields of a record as entries of a list, by the names under which expressions find them. */
function fieldsOf(record: IDataObject, prefix = ''): string[] {
	return Object.entries(record).flatMap(([name, value]) =>
		typeof value === 'object' && value !== null
			? fieldsOf(value as IDataObject, `${prefix}${name}.`)
			: [`<li>${prefix}${name}: ${textOf(value) || 'nothing'}</li>`],
	);
}

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
		webhooks: [
			{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'webhook' },
		],
		properties: [authenticationField, eventTypesField, options, ...examples],
	};

	methods = { loadOptions };

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				const { secret } = this.getWorkflowStaticData('node');
				if (typeof secret !== 'string') return false;
				return await isRegistered(createTriggerClient(this), webhookOf(this, secret));
			},
			async create(this: IHookFunctions): Promise<boolean> {
				const staticData = this.getWorkflowStaticData('node');
				const client = createTriggerClient(this);
				await checkReachable(this, client);
				// A secret that stays the same cannot be undone by an event that is just coming in.
				const secret = typeof staticData.secret === 'string' ? staticData.secret : newSecret();
				staticData.webhookId = await register(client, webhookOf(this, secret));
				staticData.secret = secret;
				return true;
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				const staticData = this.getWorkflowStaticData('node');
				const { webhookId } = staticData;
				const knownId = Number.isSafeInteger(webhookId) ? (webhookId as number) : undefined;
				await unregister(createTriggerClient(this), addressFor(this), knownId);
				delete staticData.webhookId;
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive(this);
	}
}

/** The webhook that the trigger needs at Mluvii. */
function webhookOf(context: IHookFunctions, secret: string): Webhook {
	const eventTypes = validate.list(
		context.getNodeParameter('eventTypes'),
		eventTypesField.displayName,
	);
	if (eventTypes.length === 0) {
		throw new UserError('No event is chosen', {
			description: 'Choose under Events what is to start the workflow.',
		});
	}
	const { secretPlacement = 'basicAuth' } = context.getNodeParameter(
		'options',
		{},
	) as TriggerOptions;
	return { eventTypes, callbackUrl: withSecret(addressFor(context), secret, secretPlacement) };
}

function addressFor(context: IHookFunctions): string {
	return context.getNodeWebhookUrl('default') ?? '';
}

/** @throws UserError when n8n is only known to itself under its address */
async function checkReachable(context: IHookFunctions, client: MluviiClient): Promise<void> {
	const address = addressFor(context);
	if (!isLoopback(address) || isLoopback(await client.baseUrl())) return;
	throw new UserError(`Mluvii cannot reach this n8n at ${new URL(address).host}`, {
		description:
			'Set the environment variable WEBHOOK_URL of n8n to the address under which it is reached from outside.',
	});
}

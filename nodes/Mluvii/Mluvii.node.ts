import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { assembleProperties, findOperation } from '../shared/operation';
import { runOperation } from '../shared/run';
import { listSearch } from './locators';
import { resources } from './resources';
import { createMluviiClient } from './transport';

/** The Mluvii node: customer engagement by chat, call and e-mail. */
export class Mluvii implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Mluvii',
		name: 'mluvii',
		icon: { light: 'file:mluvii.svg', dark: 'file:mluvii.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Work with chats, calls and other sessions in Mluvii',
		defaults: { name: 'Mluvii' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'mluviiApi',
				required: true,
				displayOptions: { show: { authentication: ['mluviiApi'] } },
			},
			{
				name: 'mluviiOAuth2Api',
				required: true,
				displayOptions: { show: { authentication: ['mluviiOAuth2Api'] } },
			},
		],
		properties: [
			{
				displayName: 'Authentication',
				name: 'authentication',
				type: 'options',
				options: [
					{
						name: 'API Username and Password',
						value: 'mluviiApi',
						description: 'For automations: an API key that a company administrator created',
					},
					{
						name: 'OAuth2 (Login Screen)',
						value: 'mluviiOAuth2Api',
						description: 'Act as the person who logs in to Mluvii',
					},
				],
				default: 'mluviiApi',
			},
			...assembleProperties(resources, 'session'),
		],
	};

	methods = { listSearch };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const resource = this.getNodeParameter('resource', 0);
		const operation = this.getNodeParameter('operation', 0);
		return [
			await runOperation(this, findOperation(resources, resource, operation), (maxParallel) =>
				createMluviiClient(this, maxParallel),
			),
		];
	}
}

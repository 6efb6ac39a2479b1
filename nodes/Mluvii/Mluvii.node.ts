import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { assembleMethods, assembleProperties } from '../shared/operation/assembly';
import { runNode } from '../shared/operation/runner';
import { authenticationField, credentials } from './fields/authentication';
import { resources } from './resources';
import { createMluviiClient, SENSITIVE_FIELDS, WITHHELD_FROM_MODELS } from './client';

/** The Mluvii node: customer engagement by chat, call and e-mail. */
export class Mluvii implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Mluvii',
		name: 'mluvii',
		icon: { light: 'file:mluvii.svg', dark: 'file:mluvii.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Work with chats, calls, e-mails, contacts and campaigns in Mluvii',
		defaults: { name: 'Mluvii' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials,
		sensitiveOutputFields: SENSITIVE_FIELDS,
		builderHint: {
			searchHint:
				'Takes many input items at once and pages lists by itself, so that no loop is needed. To react to what happens in Mluvii, start with the Mluvii Trigger instead of reading lists on a schedule.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-mluvii-lovi.mluviiTrigger',
					relationHint:
						'Starts the workflow when something happens in Mluvii, such as the end of a session',
				},
				{
					nodeType: 'n8n-nodes-mluvii-lovi.mluviiChatbotTrigger',
					relationHint: 'Starts the workflow when a visitor writes to a chatbot',
				},
				{
					nodeType: 'n8n-nodes-mluvii-lovi.mluviiTool',
					relationHint: 'Tool version for AI Agent use, one for each task',
				},
			],
		},
		properties: [authenticationField, ...assembleProperties(resources, 'session')],
	};

	methods = assembleMethods(resources);

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runNode(
			this,
			resources,
			(limiter) => createMluviiClient(this, limiter),
			WITHHELD_FROM_MODELS,
		);
	}
}

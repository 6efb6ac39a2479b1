import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { assembleMethods, assembleProperties } from '../shared/operation/assembly';
import { runNode } from '../shared/operation/runner';
import { resources } from './resources';
import { LoviClient, SENSITIVE_FIELDS } from './client';

/** The Lovi node: WhatsApp and voice notifications for many companies under one login. */
export class Lovi implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Lovi',
		name: 'lovi',
		icon: { light: 'file:lovi.svg', dark: 'file:lovi.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Send WhatsApp messages and calls for your companies through Lovi',
		defaults: { name: 'Lovi' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'loviApi', required: true }],
		sensitiveOutputFields: SENSITIVE_FIELDS,
		builderHint: {
			searchHint:
				'Looks up the key of the company by itself: a notification needs no API Key or Company Token step before it. For a list of people use WhatsApp Notification: Send Bulk, which sends all input items in few requests, instead of a loop. A message needs a template that WhatsApp has approved; Template: Get Many lists them.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-mluvii-lovi.loviTool',
					relationHint: 'Tool version for AI Agent use, one for each task',
				},
			],
		},
		properties: assembleProperties(resources, 'whatsAppNotification'),
	};

	methods = assembleMethods(resources);

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runNode(
			this,
			resources,
			(limiter) => new LoviClient(this, limiter),
			SENSITIVE_FIELDS,
		);
	}
}

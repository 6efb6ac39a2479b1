import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { assembleMethods, assembleProperties, findOperation } from '../shared/operation/assembly';
import { runOperation } from '../shared/operation/runner';
import { resources } from './resources';
import { createLoviClient, SENSITIVE_FIELDS } from './client';

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
		properties: assembleProperties(resources, 'whatsAppNotification'),
	};

	methods = assembleMethods(resources);

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const resource = this.getNodeParameter('resource', 0);
		const operation = this.getNodeParameter('operation', 0);
		return [
			await runOperation(
				this,
				findOperation(resources, resource, operation),
				(maxParallel) => createLoviClient(this, maxParallel),
				SENSITIVE_FIELDS,
			),
		];
	}
}

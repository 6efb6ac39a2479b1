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

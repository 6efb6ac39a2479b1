import type {
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IPollFunctions,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { methodsOf, propertiesOf } from '../shared/operation/field';
import { authenticationField, credentials } from './fields/authentication';
import { poll } from './polling/poll';
import { pollingFields } from './polling/settings';

/** The Mluvii polling trigger: asks Mluvii for what is new, for an n8n that Mluvii cannot reach. */
export class MluviiPollingTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Mluvii Polling Trigger',
		name: 'mluviiPollingTrigger',
		icon: { light: 'file:mluvii.svg', dark: 'file:mluvii.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["event"] }}',
		description:
			'Starts the workflow when it finds new sessions or contacts in Mluvii, also where Mluvii cannot reach n8n',
		activationMessage: 'Sessions and contacts that are new from now on start this workflow.',
		defaults: { name: 'Mluvii Polling Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials,
		builderHint: {
			searchHint:
				'For an n8n that cannot be reached from outside: it asks Mluvii regularly and needs no webhook. Where Mluvii can reach n8n, use the Mluvii Trigger instead, which reports at once and knows more events. Several sessions that are new come as several items of one execution.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-mluvii-lovi.mluviiTrigger',
					relationHint: 'Reports events at once where Mluvii can reach n8n',
				},
				{
					nodeType: 'n8n-nodes-mluvii-lovi.mluvii',
					relationHint: 'Reads, tags or changes the sessions and contacts that were found',
				},
			],
		},
		properties: [authenticationField, ...propertiesOf(pollingFields)],
	};

	methods = methodsOf(pollingFields);

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await poll(this);
	}
}

import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { locator } from './fixture';

const company = locator('name', '={{ $json.company }}');
const recipient = {
	company,
	number: '={{ $json.number }}',
	recipientId: '34911670470',
	notificationType: 'transactional',
	campaignName: 'Orders',
};
const template = { template: locator('list', 'welcome_message|en') };

/** How each operation is run, and which of its calls is made once for each item, to be refused. */
export const LOVI_CASES: Record<string, { parameters: INodeParameters; refused?: string }> = {
	'apiKey.get': { parameters: { company } },
	'apiKey.getMany': { parameters: { returnAll: true } },
	'companyToken.mint': { parameters: { company }, refused: 'access_key' },
	'template.create': {
		parameters: { company, wabaId: '1', name: 'a_b', language: 'en', body: 'Hello' },
		refused: 'create',
	},
	'template.getComponents': { parameters: { company, ...template }, refused: 'components' },
	'template.getMany': { parameters: { company, phoneNumber: '34911670470' }, refused: 'templates' },
	'voiceNotification.preview': { parameters: { ...recipient, agentId: 'a' } },
	'voiceNotification.send': { parameters: { ...recipient, agentId: 'a' }, refused: 'voice' },
	'whatsAppNotification.preview': { parameters: { ...recipient, ...template } },
	'whatsAppNotification.send': { parameters: { ...recipient, ...template }, refused: 'notify?' },
	'whatsAppNotification.sendBulk': {
		parameters: { ...recipient, ...template },
		refused: 'notify?',
	},
};

/** An item for each of three companies. */
export const LOVI_ITEMS: IDataObject[] = ['Acme Ltd', 'Borealis GmbH', 'Café Ñandú'].map(
	(name, index) => ({
		company: name,
		number: 34666000000 + index,
	}),
);

/** The parameters of a node that runs a case. */
export function loviParameters(name: string, options: INodeParameters = {}): INodeParameters {
	const [resource = '', operation = ''] = name.split('.');
	return { resource, operation, ...LOVI_CASES[name]?.parameters, options };
}

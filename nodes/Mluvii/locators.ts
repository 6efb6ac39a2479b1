import type { INodeProperties, INodePropertyMode } from 'n8n-workflow';

/*
 * The fields by which an operation is told which record it is about. Their lists are searched by the
 * functions in listSearch.ts.
 */

interface Locator {
	displayName: string;
	name: string;
	description: string;
	/** Name of the function in listSearch.ts. */
	searchListMethod: string;
	/** Shown in the empty list, such as "Choose a session". */
	placeholder: string;
	exampleId: number;
	/** Ways other than the list and the ID. */
	modes?: INodePropertyMode[];
}

function locatorField({
	displayName,
	name,
	description,
	searchListMethod,
	placeholder,
	exampleId,
	modes = [],
}: Locator): INodeProperties {
	return {
		displayName,
		name,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		description,
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder,
				typeOptions: { searchListMethod, searchable: true },
			},
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: `e.g. ${exampleId}`,
			},
			...modes,
		],
	};
}

/** A session, also by its address in Mluvii (mluvii-api.md, section 1, CLI). */
export const sessionLocator = locatorField({
	displayName: 'Session',
	name: 'sessionId',
	description: 'The session (chat, call or video call) to work with',
	searchListMethod: 'searchSessions',
	placeholder: 'Choose a session',
	exampleId: 7635642,
	modes: [
		{
			displayName: 'By URL',
			name: 'url',
			type: 'string',
			placeholder: 'e.g. https://app.mluvii.com/app/12/62/sessions/7635642',
			extractValue: { type: 'regex', regex: '/app/\\d+/\\d+/sessions/(\\d+)' },
			validation: [
				{
					type: 'regex',
					properties: {
						regex: 'https?://.+/app/\\d+/\\d+/sessions/\\d+.*',
						errorMessage:
							'Copy the address of the session from Mluvii: https://…/app/…/…/sessions/7635642',
					},
				},
			],
		},
	],
});

export const companyLocator = locatorField({
	displayName: 'Company',
	name: 'companyId',
	description: 'The company to work with; usually the one that the API key belongs to',
	searchListMethod: 'searchCompanies',
	placeholder: 'Choose a company',
	exampleId: 12,
});

export const userLocator = locatorField({
	displayName: 'User',
	name: 'userId',
	description: 'The user, such as an operator, to work with',
	searchListMethod: 'searchUsers',
	placeholder: 'Choose a user',
	exampleId: 501,
});

export const departmentLocator = locatorField({
	displayName: 'Department',
	name: 'departmentId',
	description: 'The department to work with; Mluvii also calls it tenant',
	searchListMethod: 'searchDepartments',
	placeholder: 'Choose a department',
	exampleId: 62,
});

export const groupLocator = locatorField({
	displayName: 'Group',
	name: 'groupId',
	description: 'The group of operators to work with',
	searchListMethod: 'searchGroups',
	placeholder: 'Choose a group',
	exampleId: 7299,
});

export const tagLocator = locatorField({
	displayName: 'Tag',
	name: 'tagId',
	description: 'The tag to add or remove',
	searchListMethod: 'searchTags',
	placeholder: 'Choose a tag',
	exampleId: 31,
});

/** A tag by name: e-mail threads take names where sessions take IDs (mluvii-api.md, section 7). */
export const tagNameLocator: INodeProperties = {
	displayName: 'Tag',
	name: 'tagName',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The tag to add or remove',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Choose a tag',
			typeOptions: { searchListMethod: 'searchTagNames', searchable: true },
		},
		{
			displayName: 'By Name',
			name: 'name',
			type: 'string',
			placeholder: 'e.g. complaint',
		},
	],
};

export const contactLocator = locatorField({
	displayName: 'Contact',
	name: 'contactId',
	description: 'The contact in the contact directory to work with',
	searchListMethod: 'searchContacts',
	placeholder: 'Choose a contact',
	exampleId: 500123,
});

export const campaignLocator = locatorField({
	displayName: 'Campaign',
	name: 'campaignId',
	description: 'The phone or WhatsApp campaign to work with',
	searchListMethod: 'searchCampaigns',
	placeholder: 'Choose a campaign',
	exampleId: 41,
});

export const webhookLocator = locatorField({
	displayName: 'Webhook',
	name: 'webhookId',
	description: 'The webhook to work with',
	searchListMethod: 'searchWebhooks',
	placeholder: 'Choose a webhook',
	exampleId: 17,
});

import type {
	IDataObject,
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
	INodeProperties,
} from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import { toNodeError } from '../shared/errors';
import { textOf } from '../shared/textOf';
import { MluviiClient } from './transport';

const SEARCH_PAGE = 50;

/** The field by which an operation is told which session it is about. */
export const sessionLocator: INodeProperties = {
	displayName: 'Session',
	name: 'sessionId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The session (chat, call or video call) to work with',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Choose a session',
			typeOptions: { searchListMethod: 'searchSessions', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 7635642',
		},
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
};

/** The field by which an operation is told which company it is about. */
export const companyLocator: INodeProperties = {
	displayName: 'Company',
	name: 'companyId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The company to work with; usually the one that the API key belongs to',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Choose a company',
			typeOptions: { searchListMethod: 'searchCompanies', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 12',
		},
	],
};

/** List searches by the names that the locators use. */
export const listSearch = { searchCompanies, searchSessions };

/** Sessions by their number, or by words that were written in them; the newest page first, more on demand. */
async function searchSessions(
	this: ILoadOptionsFunctions,
	filter = '',
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const offset = Number(paginationToken ?? 0);
	const words = filter.trim();
	const query: IDataObject = { limit: SEARCH_PAGE, offset };
	if (/^\d+$/.test(words)) query.SessionId = words;
	else if (words !== '') query.ActivityTextsContain = words;
	const sessions = await search(
		this,
		async (client) => await client.records({ method: 'GET', path: '/api/v1/Sessions', query }),
	);
	return {
		results: sessions.map(describeSession),
		paginationToken: sessions.length === SEARCH_PAGE ? String(offset + SEARCH_PAGE) : undefined,
	};
}

/** The companies that the key may read; an ordinary key reads its own (mluvii-api.md, section 9). */
async function searchCompanies(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const answer = await search(
		this,
		async (client) => await client.request({ method: 'GET', path: '/api/v1/Companies' }),
	);
	return {
		results: ([answer].flat() as IDataObject[])
			.map(({ id, name }) => ({ name: textOf(name), value: textOf(id) }))
			.filter(({ name }) => name.toLowerCase().includes(filter.trim().toLowerCase())),
	};
}

async function search<T>(
	context: ILoadOptionsFunctions,
	read: (client: MluviiClient) => Promise<T>,
): Promise<T> {
	const authentication = context.getCurrentNodeParameter('authentication');
	if (authentication !== 'mluviiApi' && authentication !== 'mluviiOAuth2Api') {
		throw new UserError('Choose a credential first');
	}
	return await read(new MluviiClient(context, authentication, 1)).catch((error: unknown) => {
		throw toNodeError(context.getNode(), error, 0);
	});
}

function describeSession(session: IDataObject): INodeListSearchItems {
	const { id, channel, status, created, guest } = session;
	const { oo1_guest_ident: guestName } = ((guest as IDataObject | null)?.callParams ??
		{}) as IDataObject;
	const details = [guestName, channel, status, textOf(created).slice(0, 16).replace('T', ' ')];
	const shown = details.map(textOf).filter((text) => text !== '');
	return { name: [`#${textOf(id)}`, ...shown].join(' · '), value: textOf(id) };
}

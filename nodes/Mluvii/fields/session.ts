import type {
	IDataObject,
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';
import { toText } from '../../shared/base/text';
import { recordId } from '../../shared/operation/fields';
import { CONTACT_NAME } from './contactData';
import { joined, readInPanel, SEARCH_PAGE } from './search';
import { searchPage } from './sessionSearch';

/** A session, also by its address in Mluvii (mluvii-api.md, section 1, CLI). */
export const sessionId = recordId({
	displayName: 'Session ID',
	description:
		'The number of the session (chat, call or video call), as the trigger or Session: Get Many returns it',
	placeholder: 'Choose a session',
	exampleId: 7635642,
	search: { searchSessions },
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

/** Sessions by their number, or by words that were written in them; the newest ones first, more on demand. */
async function searchSessions(
	this: ILoadOptionsFunctions,
	filter = '',
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const words = filter.trim();
	const isNumber = /^\d+$/.test(words);
	const byWords = words === '' ? {} : { ActivityTextsContain: words };
	const { sessions, token } = await readInPanel(
		this,
		async (client) =>
			await searchPage(client, isNumber ? { SessionId: words } : byWords, {
				size: SEARCH_PAGE,
				token: paginationToken,
			}),
	);
	return { results: sessions.map(describeSession), paginationToken: isNumber ? undefined : token };
}

function describeSession(session: IDataObject): INodeListSearchItems {
	const { id, channel, status, created, guest } = session;
	const { [CONTACT_NAME]: guestName } = ((guest as IDataObject | null)?.callParams ??
		{}) as IDataObject;
	const time = toText(created).slice(0, 16).replace('T', ' ');
	return { name: joined(`#${toText(id)}`, guestName, channel, status, time), value: toText(id) };
}

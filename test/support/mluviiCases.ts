import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { locator } from './fixture';

/** How one operation is run on three items, and what must go over the wire for them. */
export interface MluviiCase {
	parameters: INodeParameters;
	/** The three items. */
	items: IDataObject[];
	/** Method and path (with query where it matters) of the calls, in order. */
	calls: string[];
	/** JSON bodies of the calls that have one, in order. */
	bodies?: unknown[];
	/** What the output must have in it, item by item; several records for an item follow each other. */
	output: IDataObject[];
	/** The call that is refused in the tests with a 404 and a 400; by default every call. */
	refused?: { method?: string; path: RegExp };
}

/** Sessions with a recording. */
export const SESSIONS = { a: 7600001, b: 7600004, c: 7600010 };
const session = locator('id', '={{ $json.session }}');
const user = locator('id', '={{ $json.user }}');
const department = locator('id', '={{ $json.department }}');
const sessionItems = Object.values(SESSIONS).map((id) => ({ session: id }));
const userItems = [101, 102, 103].map((id) => ({ user: id }));
const limits = [{ limit: 1 }, { limit: 2 }, { limit: 3 }];
const limit = '={{ $json.limit }}';

function forSessions(call: (id: number) => string): string[] {
	return Object.values(SESSIONS).map(call);
}

/** A chatbot in the three sessions; nobody takes answers here, so that they are not waited for. */
function asChatbot(
	parameters: INodeParameters,
	each: Array<{ item?: IDataObject; body: IDataObject; output?: IDataObject }>,
): MluviiCase {
	const sessions = Object.values(SESSIONS);
	return {
		parameters: { chatbotId: '801', sessionId: session, ...parameters },
		items: each.map(({ item }, index) => ({ session: sessions[index], ...item })),
		calls: each.map(() => 'POST /api/v1/Chatbot/801/activity'),
		bodies: each.map(({ body }, index) => ({ sessionId: sessions[index], ...body })),
		output: each.map(({ output }, index) => ({
			chatbotId: 801,
			sessionId: sessions[index],
			success: true,
			...output,
		})),
	};
}

/** The same in each session. */
function thrice(body: IDataObject): Array<{ body: IDataObject }> {
	return [{ body }, { body }, { body }];
}

const ASK = { waitForAnswer: false };
const timestamp = expect.stringMatching(/^\d{4}-.*Z$/) as string;
const card = (content: IDataObject) => ({
	contentType: 'application/vnd.microsoft.card.hero',
	content,
});

const CHATBOT_CASES: Record<string, MluviiCase> = {
	'chatbot.sendCard': asChatbot(
		{
			cards: {
				cards: [
					{
						title: '={{ $json.title }}',
						subtitle: 'Otevřeno 🕕',
						imageUrl: 'https://example.com/a.jpg?b=ž',
						buttons: {
							buttons: [
								{ title: 'Hodiny', kind: 'reply', value: '' },
								{ title: 'Web', kind: 'openUrl', value: 'https://example.com/' },
							],
						},
					},
					{ text: 'مرحبا' },
				],
			},
			layout: '={{ $json.layout }}',
		},
		[
			['Brno', 'List'],
			['Praha', 'Carousel'],
			['Wien', 'list'],
		].map(([title = '', layout = '']) => ({
			item: { title, layout },
			body: {
				activity: 'RichCardList',
				timestamp,
				layout: layout === 'Carousel' ? layout : 'List',
				items: [
					card({
						title,
						subtitle: 'Otevřeno 🕕',
						images: [{ url: 'https://example.com/a.jpg?b=ž' }],
						buttons: [
							{ type: 'imBack', title: 'Hodiny', value: 'Hodiny' },
							{ type: 'openUrl', title: 'Web', value: 'https://example.com/' },
						],
					}),
					card({ text: 'مرحبا' }),
				],
			},
			output: { cardCount: 2 },
		})),
	),
	'chatbot.sendHeroCard': asChatbot(
		{
			...ASK,
			heroCardId: '={{ $json.card }}',
			language: '={{ $json.language }}',
			initialParams: { values: [{ name: 'order', value: '={{ $json.card }}' }] },
			additionalParams: {
				values: [
					{ name: 'body', value: 'á' },
					{ name: 'body', value: '' },
				],
			},
		},
		[
			{ card: 12, language: 'cs' },
			{ card: 13, language: '' },
			{ card: '14', language: 'en' },
		].map((item) => ({
			item,
			body: {
				activity: 'SendHeroCard',
				heroCardId: Number(item.card),
				...(item.language === '' ? {} : { selectedLanguage: item.language }),
				initialParams: { order: String(item.card) },
				additionalParams: { body: ['á', ''] },
			},
			output: { heroCardId: Number(item.card) },
		})),
	),
	'chatbot.shareFile': asChatbot(
		{
			...ASK,
			fileFrom: '={{ $json.from }}',
			url: '={{ $json.url }}',
			mediaObject: '={{ $json.name }}',
		},
		[
			{
				item: { from: 'url', url: 'https://example.com/a.pdf?b=1' },
				body: { activity: 'ShareFile', url: 'https://example.com/a.pdf?b=1' },
			},
			{
				item: { from: 'mediaObject', name: 'ceník.pdf' },
				body: { activity: 'ShareFile', name: 'ceník.pdf' },
			},
			{
				item: { from: 'Media Object', name: 'b.pdf' },
				body: { activity: 'ShareFile', name: 'b.pdf' },
			},
		],
	),
	'chatbot.showTyping': asChatbot(
		{ isShown: '={{ $json.shown }}' },
		[true, false, true].map((show) => ({
			item: { shown: show },
			body: { activity: 'Typing', show },
			output: { isShown: show },
		})),
	),
	'chatbot.forward': asChatbot(
		{
			target: '={{ $json.target }}',
			groupId: locator('id', 7299),
			userId: locator('id', '={{ $json.user }}'),
		},
		[
			{
				item: { target: 'group' },
				body: { activity: 'Forward', operatorGroupId: 7299 },
				output: { operatorGroupId: 7299 },
			},
			{
				item: { target: 'user', user: 102 },
				body: { activity: 'Forward', userId: 102 },
				output: { userId: 102 },
			},
			{
				item: { target: 'Operator', user: '103' },
				body: { activity: 'Forward', userId: 103 },
				output: { userId: 103 },
			},
		],
	),
	'chatbot.handOff': asChatbot({}, thrice({ activity: 'HandOff' })),
	'chatbot.endConversation': asChatbot({}, thrice({ activity: 'EndConversation' })),
	...Object.fromEntries(
		[
			['chatbot.setTag', 'SetTag'],
			['chatbot.unsetTag', 'UnsetTag'],
		].map(([name = '', activity]) => [
			name,
			asChatbot(
				{ tagName: locator('name', '={{ $json.tag }}') },
				['vip', 'reklamace', 'č 1'].map((tag) => ({
					item: { tag },
					body: { activity, name: tag },
					output: { tagName: tag },
				})),
			),
		]),
	),
	'chatbot.sendOfflineEmail': asChatbot(
		{ subject: '={{ $json.subject }}', message: 'Zpráva 🚚\nשלום', location: 'Bot' },
		['a', 'b', 'c'].map((subject) => ({
			item: { subject },
			body: {
				activity: 'SendGuestOfflineEmail',
				subject,
				message: 'Zpráva 🚚\nשלום',
				location: 'Bot',
			},
			output: { subject },
		})),
	),
	...Object.fromEntries(
		['Input', 'Upload'].map((what) => [
			`chatbot.setGuest${what}`,
			asChatbot(
				{ ...ASK, isAllowed: '={{ $json.allowed }}' },
				[true, false, 'no'].map((allowed) => ({
					item: { allowed },
					body: { activity: allowed === true ? `EnableGuest${what}` : `DisableGuest${what}` },
					output: { isAllowed: allowed === true },
				})),
			),
		]),
	),
	'chatbot.askForFile': asChatbot(ASK, thrice({ activity: 'ChatbotOpenFileUploadPrompt' })),
	'chatbot.askForLocation': asChatbot(
		{ ...ASK, text: '={{ $json.text }}' },
		['Kde jste?', '', 'Where?'].map((text) => ({
			item: { text },
			body: { activity: 'RequestLocation', ...(text === '' ? {} : { text }) },
		})),
	),
	'chatbot.getAvailableOperators': asChatbot(
		{ ...ASK, groupId: locator('id', '={{ $json.group }}') },
		[7299, 7300, 7301].map((groupId) => ({
			item: { group: groupId },
			body: { activity: 'GetAvailableOperators', groupId },
		})),
	),
	'chatbot.getAvailableGroups': asChatbot({ ...ASK, groups: '={{ $json.groups }}' }, [
		{
			item: { groups: [7299, 7300] },
			body: { activity: 'GetAvailableGroups', groupIds: [7299, 7300] },
		},
		{ item: { groups: '7301' }, body: { activity: 'GetAvailableGroups', groupIds: [7301] } },
		{
			item: { groups: ' 7302,7303 ' },
			body: { activity: 'GetAvailableGroups', groupIds: [7302, 7303] },
		},
	]),
	'chatbot.getCallParameters': asChatbot(ASK, thrice({ activity: 'GetCallParams' })),
	'chatbot.setCallParameters': asChatbot(
		{
			...ASK,
			callParameters: { parameters: [{ name: 'order', value: '={{ $json.order }}' }] },
		},
		[0, 1, 2].map((order) => ({
			item: { order },
			body: { activity: 'SetCallParams', callParams: { order: String(order) } },
			output: { callParams: { order: String(order) } },
		})),
	),
	'chatbot.getGuestIdentity': asChatbot(ASK, thrice({ activity: 'GetGuestIdentity' })),
	'chatbot.getHeroCards': asChatbot(ASK, thrice({ activity: 'GetHeroCards' })),
	'chatbot.getMediaObjects': asChatbot(ASK, thrice({ activity: 'GetMediaObjects' })),
	'chatbot.findCrmIdentity': asChatbot(ASK, thrice({ activity: 'ObtainCrmIdentity' })),
	'chatbot.assignCrmIdentity': asChatbot({ ...ASK, crmIdentityId: '={{ $json.contact }}' }, [
		{
			item: { contact: 500_003 },
			body: { activity: 'AssignCrmIdentity', existingCrmIdentityId: 500_003 },
		},
		{ item: { contact: '' }, body: { activity: 'AssignCrmIdentity' } },
		{
			item: { contact: '500004' },
			body: { activity: 'AssignCrmIdentity', existingCrmIdentityId: 500_004 },
		},
	]),
};

/** Every operation of the contract, as `resource.operation`. */
export const MLUVII_CASES: Record<string, MluviiCase> = {
	'session.get': {
		parameters: { sessionId: session },
		items: sessionItems,
		calls: forSessions((id) => `GET /api/v1/Sessions/${id}`),
		output: Object.values(SESSIONS).map((id) => ({ id, tags: expect.any(Array) as string[] })),
	},
	'session.getMany': {
		parameters: { limit, filters: { channel: '={{ [$json.channel] }}' } },
		items: [
			{ limit: 1, channel: 'Chat' },
			{ limit: 2, channel: 'Phone' },
			{ limit: 1, channel: 'AV' },
		],
		calls: [
			'GET /api/v1/Sessions?limit=1&offset=0&Channel=Chat',
			'GET /api/v1/Sessions?limit=2&offset=0&Channel=Phone',
			'GET /api/v1/Sessions?limit=1&offset=0&Channel=AV',
		],
		output: [{ channel: 'Chat' }, { channel: 'Phone' }, { channel: 'Phone' }, { channel: 'AV' }],
	},
	'session.getCallParameters': {
		parameters: { sessionId: session },
		items: sessionItems,
		calls: forSessions((id) => `GET /api/v1/Sessions/${id}/callparams`),
		output: Object.values(SESSIONS).map((sessionId) => ({
			sessionId,
			callParams: expect.objectContaining({
				oo1_guest_email: expect.stringContaining('@') as string,
			}) as IDataObject,
			details: expect.arrayContaining([
				expect.objectContaining({
					name: 'oo1_guest_email',
					readOnly: expect.any(Boolean) as boolean,
				}),
			]) as IDataObject[],
		})),
	},
	'session.getMessages': {
		parameters: { sessionId: session, limit },
		items: sessionItems.map((item, index) => ({ ...item, limit: index + 1 })),
		calls: forSessions((id) => `GET /api/v1/Sessions/${id}`),
		output: [
			{ sessionId: SESSIONS.a, from: 'system', text: 'Session ended (Guest left)' },
			{ sessionId: SESSIONS.b, from: 'operator', name: 'Ben Smith', text: 'Hello, Ben here' },
			{ sessionId: SESSIONS.b, from: 'system' },
			{ sessionId: SESSIONS.c, from: 'guest', text: 'My card was refused' },
			{ sessionId: SESSIONS.c, from: 'operator', text: 'Hello, Ben here' },
			{ sessionId: SESSIONS.c, from: 'system' },
		],
	},
	'session.updateCallParameters': {
		parameters: {
			sessionId: session,
			callParameters: {
				parameters: [
					{ name: 'order', value: '={{ $json.order }}' },
					{ name: 'note', value: 'Zpráva 🚚\nשלום' },
				],
			},
		},
		items: sessionItems.map((item, order) => ({ ...item, order })),
		calls: forSessions((id) => `PUT /api/v1/Sessions/${id}/callparams`),
		bodies: ['0', '1', '2'].map((order) => ({
			callParams: { order, note: 'Zpráva 🚚\nשלום' },
		})),
		output: Object.values(SESSIONS).map((sessionId) => ({ sessionId, success: true })),
	},
	'session.addTag': {
		parameters: { sessionId: session, tagId: locator('id', '={{ $json.tag }}') },
		items: sessionItems.map((item, index) => ({ ...item, tag: 9001 + index })),
		calls: forSessions((id) => `PUT /api/v1/Sessions/${id}/tags/`).map(
			(call, index) => `${call}${9001 + index}`,
		),
		output: Object.values(SESSIONS).map((sessionId, index) => ({ sessionId, tagId: 9001 + index })),
	},
	'session.removeTag': {
		parameters: { sessionId: session, tagId: locator('id', '={{ $json.tag }}') },
		items: sessionItems.map((item, index) => ({ ...item, tag: 9001 + index })),
		calls: forSessions((id) => `DELETE /api/v1/Sessions/${id}/tags/`).map(
			(call, index) => `${call}${9001 + index}`,
		),
		output: Object.values(SESSIONS).map((sessionId, index) => ({ sessionId, tagId: 9001 + index })),
	},
	'session.forward': {
		parameters: {
			sessionId: session,
			target: '={{ $json.target }}',
			groupId: locator('id', 7299),
			userId: locator('id', 102),
			chatbotId: '801',
			note: '={{ $json.note }}',
		},
		items: [
			{ session: SESSIONS.a, target: 'group', note: 'Ptá se na fakturu 🧾' },
			{ session: SESSIONS.b, target: 'user', note: '' },
			{ session: SESSIONS.c, target: 'chatbot', note: 'x'.repeat(65_000) },
		],
		calls: forSessions((id) => `POST /api/v1/Sessions/${id}/forward`),
		bodies: [
			{ operatorGroupId: 7299, note: 'Ptá se na fakturu 🧾' },
			{ userId: 102 },
			{ chatbotId: 801, note: 'x'.repeat(65_000) },
		],
		output: [{ operatorGroupId: 7299 }, { userId: 102 }, { chatbotId: 801 }],
	},
	'session.anonymize': {
		parameters: { sessionId: session },
		items: sessionItems,
		calls: forSessions((id) => `POST /api/v1/Sessions/${id}/anonymize`),
		output: Object.values(SESSIONS).map((sessionId) => ({ sessionId, success: true })),
	},
	'session.deleteFiles': {
		parameters: { sessionId: session, fileIds: '={{ $json.files }}' },
		items: sessionItems.map((item, index) => ({ ...item, files: `${index + 1}, ${index + 2}` })),
		calls: forSessions((id) => `DELETE /api/v1/Sessions/${id}/files`),
		bodies: [{ fileIds: [1, 2] }, { fileIds: [2, 3] }, { fileIds: [3, 4] }],
		output: Object.values(SESSIONS).flatMap((sessionId, index) => [
			{ sessionId, fileId: index + 1, state: expect.any(String) as string },
			{ sessionId, fileId: index + 2 },
		]),
	},
	'user.get': {
		parameters: { userId: user },
		items: userItems,
		calls: ['GET /api/v1/Users/101', 'GET /api/v1/Users/102', 'GET /api/v1/Users/103'],
		output: [{ id: 101 }, { id: 102 }, { id: 103 }],
	},
	'user.getMany': {
		parameters: { limit, filters: { companyId: '={{ $json.company }}' } },
		items: limits.map((item, index) => ({ ...item, company: index === 0 ? '295' : 295 })),
		calls: [1, 2, 3].map((rows) => `GET /api/v1/Users?companyId=295&limit=${rows}&offset=0`),
		output: [101, 101, 102, 101, 102, 103].map((id) => ({ id })),
	},
	'user.create': {
		parameters: {
			companyId: locator('id', 295),
			firstName: 'Nora',
			lastName: 'نورا',
			username: '={{ $json.name }}',
			email: '={{ $json.name }}@example.com',
			options: { openIDProvider: '={{ $json.provider }}' },
		},
		items: [
			{ name: 'a', provider: 'Microsoft' },
			{ name: 'b', provider: 'Google' },
			{ name: 'c', provider: 'Google' },
		],
		calls: Array.from({ length: 3 }, () => 'POST /api/v1/Users?companyId=295'),
		bodies: ['a', 'b', 'c'].map((name) => ({
			firstName: 'Nora',
			lastName: 'نورا',
			username: name,
			email: `${name}@example.com`,
			openIDProvider: name === 'a' ? 'Microsoft' : 'Google',
		})),
		output: ['a', 'b', 'c'].map((username) => ({ id: expect.any(Number) as number, username })),
	},
	'user.setDepartments': {
		parameters: {
			userId: user,
			mode: '={{ $json.mode }}',
			departments: '={{ $json.departments }}',
		},
		items: [
			{ user: 101, mode: 'replace', departments: [62, 63] },
			{ user: 102, mode: 'add', departments: [64] },
			{ user: 103, mode: 'remove', departments: '63' },
		],
		calls: [
			'PUT /api/v1/Users/101/departments',
			'GET /api/v1/Users/102',
			'PUT /api/v1/Users/102/departments',
			'GET /api/v1/Users/103',
			'PUT /api/v1/Users/103/departments',
		],
		output: [{ userId: 101, departments: [62, 63] }, { userId: 102 }, { userId: 103 }],
		refused: { method: 'PUT', path: /departments$/ },
	},
	'user.setEnabled': {
		parameters: { userId: user, isEnabled: '={{ $json.user === 102 }}' },
		items: userItems,
		calls: [101, 102, 103].map((id) => `PUT /api/v1/Users/${id}/enabled`),
		bodies: [{ isEnabled: false }, { isEnabled: true }, { isEnabled: false }],
		output: [{ isEnabled: false }, { isEnabled: true }, { isEnabled: false }],
	},
	'user.getOperatorStates': {
		parameters: { limit },
		items: limits,
		calls: Array.from({ length: 3 }, () => 'GET /api/v1/Users/operatorStates'),
		output: [101, 101, 102, 101, 102, 103].map((userId) => ({ userId })),
	},
	'user.getOperatorStateHistory': {
		parameters: {
			userId: locator('id', 101),
			limit,
			filters: { LastModified: '={{ $json.from }}' },
		},
		items: [
			{ limit: 1, from: '2024-05-02T16:00:00+02:00' },
			{ limit: 1, from: '2024-05-02T14:00:00Z' },
			{ limit: 1, from: '2024-05-02T14:00:00' },
		],
		calls: Array.from(
			{ length: 3 },
			() =>
				'GET /api/v1/Users/101/operatorStates?LastModified=2024-05-02T14:00:00.000&Limit=1&Page=1',
		),
		output: [{ userId: 101 }, { userId: 101 }, { userId: 101 }],
	},
	'contact.get': {
		parameters: { contactId: locator('id', '={{ $json.id }}') },
		items: [{ id: 500000 }, { id: '500001' }, { id: 500002 }],
		calls: [500000, 500001, 500002].map((id) => `GET /api/v1/Contacts/${id}`),
		output: [{ id: 500000 }, { id: 500001 }, { id: 500002 }],
	},
	'contact.getMany': {
		parameters: {
			limit,
			filters: {
				departmentId: '={{ $json.department }}',
				filterField: '={{ $json.field }}',
				filterValue: '={{ $json.value }}',
			},
		},
		items: [
			{ limit: 1, department: 62, field: 'oo1_guest_ident', value: 'Jan Dvořák' },
			{ limit: 2, department: '63', field: 'oo1_guest_ident', value: 'Marie Černá' },
			{ limit: 9, department: 63, field: 'oo1_guest_email', value: 'guest7@example.com' },
		],
		calls: [
			'GET /api/v1/Contacts?departmentId=62&filterField=oo1_guest_ident&filterValue=Jan Dvořák&limit=1&offset=0',
			'GET /api/v1/Contacts?departmentId=63&filterField=oo1_guest_ident&filterValue=Marie Černá&limit=2&offset=0',
			'GET /api/v1/Contacts?departmentId=63&filterField=oo1_guest_email&filterValue=guest7@example.com&limit=9&offset=0',
			'GET /api/v1/Contacts?departmentId=63&filterField=oo1_guest_email&filterValue=guest7@example.com&limit=9&offset=1',
		],
		output: [
			{ id: expect.any(Number) as number },
			{},
			{},
			{ data: expect.objectContaining({ oo1_guest_email: ['guest7@example.com'] }) as IDataObject },
		],
	},
	'contact.create': {
		parameters: {
			departmentId: department,
			fullName: '={{ $json.name }}',
			email: '={{ $json.email }}',
			phone: '+420601234567',
			customFields: { fields: [{ key: 'note', value: 'שלום 🌍' }] },
		},
		items: [
			{ department: 62, name: 'Novák, Jan', email: 'a@example.com, b@example.com' },
			{ department: 63, name: '', email: '' },
			{ department: 64, name: 'Łukasz', email: '' },
		],
		calls: [62, 63, 64].map((id) => `POST /api/v1/Contacts?departmentId=${id}`),
		bodies: [
			[
				{
					oo1_guest_ident: ['Novák, Jan'],
					oo1_guest_email: ['a@example.com', 'b@example.com'],
					oo1_guest_phone: ['+420601234567'],
					note: ['שלום 🌍'],
				},
			],
			[{ oo1_guest_phone: ['+420601234567'], note: ['שלום 🌍'] }],
			[
				{
					oo1_guest_ident: ['Łukasz'],
					oo1_guest_phone: ['+420601234567'],
					note: ['שלום 🌍'],
				},
			],
		],
		output: [62, 63, 64].map((departmentId) => ({
			id: expect.any(Number) as number,
			departmentId,
		})),
	},
	'contact.update': {
		parameters: { contactId: locator('id', '={{ $json.id }}'), fullName: '={{ $json.name }}' },
		items: [
			{ id: 500000, name: 'A' },
			{ id: 500001, name: 'B' },
			{ id: 500002, name: 'C' },
		],
		calls: [500000, 500001, 500002].map((id) => `PUT /api/v1/Contacts/${id}`),
		bodies: ['A', 'B', 'C'].map((name) => ({ oo1_guest_ident: [name] })),
		output: [{ id: 500000, success: true }, { id: 500001 }, { id: 500002 }],
	},
	'contact.delete': {
		parameters: { contactId: locator('id', '={{ $json.id }}') },
		items: [{ id: 500000 }, { id: 500001 }, { id: 500002 }],
		calls: [500000, 500001, 500002].map((id) => `DELETE /api/v1/Contacts/${id}`),
		output: [{ id: 500000, deleted: true }, { deleted: true }, { deleted: true }],
	},
	'campaign.get': {
		parameters: { campaignId: locator('id', '={{ $json.id }}') },
		items: [{ id: 5001 }, { id: 5002 }, { id: 5003 }],
		calls: [5001, 5002, 5003].map((id) => `GET /api/v1/Campaigns/${id}`),
		output: [{ id: 5001 }, { id: 5002 }, { id: 5003 }],
	},
	'campaign.getMany': {
		parameters: { limit, filters: { departmentId: '={{ $json.department }}' } },
		items: [
			{ limit: 1, department: '62' },
			{ limit: 1, department: 63 },
			{ limit: 1, department: 64 },
		],
		calls: [
			'GET /api/v1/Campaigns?departmentId=62&limit=1&offset=0',
			'GET /api/v1/Campaigns?departmentId=63&limit=1&offset=0',
			'GET /api/v1/Campaigns?departmentId=64&limit=1&offset=0',
		],
		output: [{}, { departmentId: 63 }, { departmentId: 64 }],
	},
	'campaign.addContacts': {
		parameters: {
			campaignId: locator('id', '={{ $json.campaign }}'),
			contactIds: '={{ $json.contacts }}',
			options: {
				whatsAppFormContactFields: '={{ $json.fields }}',
				whatsAppFormDefaultValues: '={{ $json.defaults }}',
			},
		},
		items: [
			{ campaign: 5001, contacts: 500200 },
			{ campaign: 5002, contacts: '500201, 500202, 500201', fields: '' },
			{
				campaign: 5003,
				contacts: [500203],
				fields: 'oo1_guest_ident, order',
				defaults: ['customer', 'your order'],
			},
		],
		calls: [5001, 5002, 5003].map((id) => `POST /api/v1/Campaigns/${id}/identities`),
		bodies: [
			{ ids: [500200], contactInfoField: 'oo1_guest_phone' },
			{ ids: [500201, 500202], contactInfoField: 'oo1_guest_phone' },
			{
				ids: [500203],
				contactInfoField: 'oo1_guest_phone',
				whatsAppFormContactFields: ['oo1_guest_ident', 'order'],
				whatsAppFormDefaultValues: ['customer', 'your order'],
			},
		],
		output: [
			{ campaignId: 5001, contactIds: [500200] },
			{ campaignId: 5002 },
			{ campaignId: 5003 },
		],
	},
	'campaign.getContacts': {
		parameters: { campaignId: locator('id', '={{ $json.campaign }}'), limit },
		items: [
			{ campaign: 5001, limit: 2 },
			{ campaign: 5002, limit: 1 },
			{ campaign: 5003, limit: 1 },
		],
		calls: [
			'GET /api/v1/Campaigns/5001/identities?limit=2&offset=0',
			'GET /api/v1/Campaigns/5002/identities?limit=1&offset=0',
			'GET /api/v1/Campaigns/5003/identities?limit=1&offset=0',
		],
		output: [5001, 5001, 5002, 5003].map((campaignId) => ({
			campaignId,
			state: expect.any(String) as string,
		})),
	},
	'emailThread.get': {
		parameters: { emailThreadId: '={{ $json.id }}' },
		items: [{ id: 4200000 }, { id: 4200001 }, { id: 4200003 }],
		calls: [4200000, 4200001, 4200003].map((id) => `GET /api/v1/EmailThreads/${id}`),
		output: [
			{ id: 4200000, tags: ['complaint'] },
			{ id: 4200001, tags: [] },
			{ id: 4200003, tags: ['complaint'] },
		],
	},
	'emailThread.getMessages': {
		parameters: { emailThreadId: '={{ $json.id }}', limit },
		items: [
			{ id: 4200000, limit: 1 },
			{ id: 4200001, limit: 2 },
			{ id: '4200003', limit: 3 },
		],
		calls: [4200000, 4200001, 4200003].map((id) => `GET /api/v1/EmailThreads/${id}`),
		output: [
			{
				emailThreadId: 4200000,
				from: 'operator',
				name: 'Anna Novák',
				type: 'Mail',
				text: 'We are on it.',
			},
			{ emailThreadId: 4200001, from: 'client', type: 'Mail', text: 'Order 1001 has not arrived.' },
			{ emailThreadId: 4200003, from: 'operator', type: 'Open', text: 'Opened' },
			{ emailThreadId: 4200003, from: 'operator', type: 'Note', text: 'Asked the carrier' },
			{ emailThreadId: 4200003, from: 'operator', type: 'Mail', text: 'We are on it.' },
		],
	},
	'emailThread.getParameters': {
		parameters: { emailThreadId: '={{ $json.id }}' },
		items: [{ id: 4200000 }, { id: 4200001 }, { id: 4200002 }],
		calls: [4200000, 4200001, 4200002].map((id) => `GET /api/v1/EmailThreads/${id}/params`),
		output: ['1000', '1001', '1002'].map((order) => ({
			params: expect.objectContaining({ order_number: order }) as IDataObject,
		})),
	},
	'emailThread.create': {
		parameters: {
			inboxId: '={{ $json.inbox }}',
			clientEmail: '={{ $json.email }}',
			subject: 'Objednávka 📦',
			body: '<p>سلام</p>\n',
			options: {
				clientAdditionalEmails: '={{ $json.more }}',
				contactId: '={{ $json.contact }}',
				operatorUserId: '={{ $json.operator }}',
			},
		},
		items: [
			{ inbox: 501, email: 'a@example.com', operator: 102 },
			{ inbox: '502', email: '', contact: '500001', operator: '102' },
			{ inbox: 503, email: 'c@example.com', more: 'd@example.com', operator: 101 },
		],
		calls: Array.from({ length: 3 }, () => 'POST /api/v1/EmailThreads'),
		bodies: [
			{
				inboxId: 501,
				subject: 'Objednávka 📦',
				body: '<p>سلام</p>\n',
				clientEmails: ['a@example.com'],
				operatorUserId: 102,
			},
			{
				inboxId: 502,
				subject: 'Objednávka 📦',
				body: '<p>سلام</p>\n',
				contactId: 500001,
				operatorUserId: 102,
			},
			{
				inboxId: 503,
				subject: 'Objednávka 📦',
				body: '<p>سلام</p>\n',
				clientEmails: ['c@example.com', 'd@example.com'],
				operatorUserId: 101,
			},
		],
		output: [501, 502, 503].map((inboxId) => ({ id: expect.any(Number) as number, inboxId })),
	},
	'emailThread.addTag': {
		parameters: {
			emailThreadId: '={{ $json.id }}',
			tagName: locator('name', '={{ $json.tag }}'),
		},
		items: [
			{ id: 4200000, tag: 'vip' },
			{ id: 4200001, tag: 'IBAN/account' },
			{ id: 4200002, tag: '50 % off' },
		],
		calls: [
			'PUT /api/v1/EmailThreads/4200000/tags/vip',
			'PUT /api/v1/EmailThreads/4200001/tags/IBAN%2Faccount',
			'PUT /api/v1/EmailThreads/4200002/tags/50%20%25%20off',
		],
		output: [
			{ tagName: 'vip', success: true },
			{ tagName: 'IBAN/account' },
			{ tagName: '50 % off' },
		],
	},
	'emailThread.removeTag': {
		parameters: {
			emailThreadId: '={{ $json.id }}',
			tagName: locator('list', '={{ $json.tag }}'),
		},
		items: [
			{ id: 4200000, tag: 'complaint' },
			{ id: 4200003, tag: 'complaint' },
			{ id: 4200006, tag: 'vrácené zboží' },
		],
		calls: [
			'DELETE /api/v1/EmailThreads/4200000/tags/complaint',
			'DELETE /api/v1/EmailThreads/4200003/tags/complaint',
			'DELETE /api/v1/EmailThreads/4200006/tags/vr%C3%A1cen%C3%A9%20zbo%C5%BE%C3%AD',
		],
		output: [{ tagName: 'complaint' }, {}, { tagName: 'vrácené zboží' }],
	},
	'tag.getMany': {
		parameters: { limit },
		items: limits,
		calls: [1, 2, 3].map((rows) => `GET /api/v1/Tags?limit=${rows}&offset=0`),
		output: [9001, 9001, 9002, 9001, 9002, 9003].map((id) => ({ id })),
	},
	'tag.create': {
		parameters: {
			departmentId: department,
			name: '={{ $json.name }}',
			options: { label: '={{ $json.label }}', backgroundArgb: '={{ $json.color }}' },
		},
		items: [
			{ department: 62, name: 'nová 🏷' },
			{ department: 63, name: 'two', label: 'Two' },
			{ department: 64, name: 'three', color: '#FF000000' },
		],
		calls: [62, 63, 64].map((id) => `POST /api/v1/Tags/departments/${id}`),
		bodies: [
			{ name: 'nová 🏷' },
			{ name: 'two', label: 'Two' },
			{ name: 'three', backgroundArgb: '#FF000000' },
		],
		output: [62, 63, 64].map((departmentId) => ({
			id: expect.any(Number) as number,
			departmentId,
		})),
	},
	'company.get': {
		parameters: { companyId: locator('id', '={{ $json.id }}') },
		items: [{ id: 295 }, { id: 296 }, { id: 295 }],
		calls: [295, 296, 295].map((id) => `GET /api/v1/Companies/${id}`),
		output: [{ id: 295 }, { id: 296 }, { id: 295 }],
	},
	'company.getMetricSettings': {
		parameters: { companyId: locator('id', '={{ $json.id }}') },
		items: [{ id: 295 }, { id: 295 }, { id: 295 }],
		calls: Array.from({ length: 3 }, () => 'GET /api/v1/Companies/295/metricSettings'),
		output: Array.from({ length: 3 }, () => ({ databaseToken: expect.any(String) as string })),
	},
	'department.getMany': {
		parameters: { limit },
		items: limits,
		calls: [1, 2, 3].map((rows) => `GET /api/v1/Departments?limit=${rows}&offset=0`),
		output: [62, 62, 63, 62, 63, 64].map((id) => ({ id })),
	},
	'group.getMany': {
		parameters: { limit },
		items: limits,
		calls: [1, 2, 3].map((rows) => `GET /api/v1/Groups?limit=${rows}&offset=0`),
		output: [7299, 7299, 7300, 7299, 7300, 7301].map((id) => ({ id })),
	},
	'metricDashboard.getMany': {
		parameters: { companyId: locator('id', 295), limit },
		items: [{ limit: 1 }, { limit: 2 }, { limit: 1 }],
		calls: Array.from({ length: 3 }, () => 'GET /api/v1/MetricDashboards?companyId=295'),
		output: ['operations', 'operations', 'queues-today', 'operations'].map((key) => ({ key })),
	},
	'webhook.create': {
		parameters: {
			eventTypes: '={{ $json.events }}',
			callbackUrl: 'https://user:pass-{{ $json.name }}@example.com/{{ $json.name }}',
		},
		items: [
			{ name: 'a', events: ['SessionEnded'] },
			{ name: 'b', events: ['SessionEnded', 'SessionCreated'] },
			{ name: 'c', events: 'UserStatusChanged' },
		],
		calls: Array.from({ length: 3 }, () => 'POST /api/v1/Webhooks'),
		output: ['a', 'b', 'c'].map((name) => ({
			id: expect.any(Number) as number,
			callbackUrl: `https://user:***@example.com/${name}`,
		})),
	},
	'webhook.get': {
		parameters: { webhookId: locator('id', '={{ $json.id }}') },
		items: [{ id: 1 }, { id: 2 }, { id: 3 }],
		calls: [1, 2, 3].map((id) => `GET /api/v1/Webhooks/${id}`),
		output: [1, 2, 3].map((id) => ({ id, callbackUrl: `https://user:***@example.com/${id}` })),
	},
	'webhook.getMany': {
		parameters: { limit },
		items: limits,
		calls: [1, 2, 3].map((rows) => `GET /api/v1/Webhooks?limit=${rows}&offset=0`),
		output: [1, 1, 2, 1, 2, 3].map((id) => ({
			id,
			callbackUrl: `https://user:***@example.com/${id}`,
		})),
	},
	'webhook.update': {
		parameters: {
			webhookId: locator('id', '={{ $json.id }}'),
			eventTypes: ['SessionForwarded'],
			callbackUrl: 'https://example.com/new/{{ $json.id }}',
		},
		items: [{ id: 1 }, { id: 2 }, { id: 3 }],
		calls: [1, 2, 3].map((id) => `PUT /api/v1/Webhooks/${id}`),
		bodies: [1, 2, 3].map((id) => ({
			eventTypes: ['SessionForwarded'],
			callbackUrl: `https://example.com/new/${id}`,
		})),
		output: [{ id: 1 }, { id: 2 }, { id: 3 }],
	},
	'webhook.delete': {
		parameters: { webhookId: locator('id', '={{ $json.id }}') },
		items: [{ id: 1 }, { id: 2 }, { id: 3 }],
		calls: [1, 2, 3].map((id) => `DELETE /api/v1/Webhooks/${id}`),
		output: [{ id: 1, deleted: true }, { id: 2 }, { id: 3 }],
	},
	'chatbot.sendText': {
		parameters: { chatbotId: '={{ $json.bot }}', sessionId: session, text: '={{ $json.text }}' },
		items: [
			{ session: SESSIONS.a, bot: 801, text: 'Dobrý den 👋' },
			{ session: SESSIONS.b, bot: 802, text: 'مرحبا' },
			{ session: SESSIONS.c, bot: '801', text: '<b>x</b>' },
		],
		calls: [801, 802, 801].map((id) => `POST /api/v1/Chatbot/${id}/activity`),
		bodies: ['Dobrý den 👋', 'مرحبا', '<b>x</b>'].map((text, index) => ({
			activity: 'Text',
			sessionId: Object.values(SESSIONS)[index],
			timestamp: expect.stringMatching(/^\d{4}-.*Z$/) as string,
			text,
		})),
		output: [{ chatbotId: 801, success: true }, { chatbotId: 802 }, { chatbotId: 801 }],
	},
	...CHATBOT_CASES,
	'chatbot.sendActivity': {
		parameters: {
			chatbotId: '801',
			sessionId: session,
			activity: '={{ $json.activity }}',
			activityFields: '={{ $json.fields }}',
		},
		items: [
			{ session: SESSIONS.a, activity: 'Typing', fields: { show: true } },
			{ session: SESSIONS.b, activity: 'HandOff', fields: {} },
			{ session: SESSIONS.c, activity: 'SetTag', fields: '{"name": "vip"}' },
		],
		calls: Array.from({ length: 3 }, () => 'POST /api/v1/Chatbot/801/activity'),
		bodies: [
			{ activity: 'Typing', sessionId: SESSIONS.a, show: true },
			{ activity: 'HandOff', sessionId: SESSIONS.b },
			{ activity: 'SetTag', sessionId: SESSIONS.c, name: 'vip' },
		],
		output: [{ activity: 'Typing' }, { activity: 'HandOff' }, { activity: 'SetTag' }],
	},
	'chatbot.setCallbackUrl': {
		parameters: {
			chatbotId: '={{ $json.bot }}',
			callbackUrl: 'https://bot:s3cret@example.com/{{ $json.bot }}?a=1&b=ž',
		},
		items: [{ bot: 801 }, { bot: 802 }, { bot: 801 }],
		calls: [801, 802, 801].map(
			(id) => `PUT /api/v1/Chatbot/${id}?callbackUrl=https://bot:s3cret@example.com/${id}?a=1&b=ž`,
		),
		output: [{ chatbotId: 801, success: true }, { chatbotId: 802 }, { chatbotId: 801 }],
	},
	'session.downloadRecording': {
		parameters: { sessionId: session, what: 'recordings' },
		items: sessionItems,
		calls: forSessions((id) => `GET /api/v1/Sessions/${id}`).flatMap((call, index) => [
			call,
			`GET /Storage/Get?source=recording&key=${Object.values(SESSIONS)[index] ?? ''}&download=1`,
		]),
		output: Object.values(SESSIONS).map((sessionId) => ({
			sessionId,
			name: `session-${sessionId}.mp3`,
		})),
		refused: { path: /Sessions/ },
	},
};

/** The parameters of a node that runs a case. */
export function mluviiParameters(name: string, options: INodeParameters = {}): INodeParameters {
	const [resource = '', operation = ''] = name.split('.');
	const { options: own = {}, ...others } = asExpressions(mluviiCase(name).parameters);
	return { resource, operation, ...others, options: { ...(own as object), ...options } };
}

/** The case of an operation. */
export function mluviiCase(name: string): MluviiCase {
	const found = MLUVII_CASES[name];
	if (!found) throw new Error(`No case for ${name}`);
	return found;
}

/** As literals with expressions in them are written in n8n. */
function asExpressions(parameters: INodeParameters): INodeParameters {
	return Object.fromEntries(
		Object.entries(parameters).map(([name, value]) => [
			name,
			typeof value === 'string' && value.includes('{{') && !value.startsWith('=')
				? `=${value}`
				: value,
		]),
	);
}

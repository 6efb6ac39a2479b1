import type { IHttpRequestOptions } from 'n8n-workflow';
import type { WorkflowNode } from '../scripts/n8n/rest';
import type { BenchWorkflow } from './host';
import type { BaselineTask } from './n8nNodes/BenchBaseline.node';

/** One job, done in several variants. */
export interface Workload {
	id: string;
	title: string;
	/** How many input items the node under test gets. */
	items: number;
	/** How long Mluvii's list of sessions is. */
	sessions: number;
	/** By name, in the order of the table. */
	variants: Record<string, BenchWorkflow>;
}

/** The names of the variants. */
export const OURS = 'this package';
export const HTTP_REQUEST = 'HTTP Request node';
export const BASELINE = 'baseline (bare loop)';

const PAGE = 200;
const PARALLEL = 10;
const TAG = 31;

/** The jobs whose time is measured, on the server at this address. */
export function timedWorkloads(url: string): Workload[] {
	return [
		getSessions(url, 1000, PARALLEL),
		getSessions(url, 1000, 3 * PARALLEL),
		{
			id: 'W1b',
			title: 'Get 1,000 sessions by ID, looked up in batches',
			items: 1000,
			sessions: 1000,
			variants: {
				[OURS]: getSession({ inBatches: true }),
				[HTTP_REQUEST]: httpGetSessions(url),
			},
		},
		listSessions(url, 20_000),
		{
			id: 'W3',
			title: 'Notify 1,000 contacts',
			items: 1000,
			sessions: 0,
			variants: {
				[OURS]: notifyInBatches({}),
				[`${OURS}, ${PARALLEL} at once`]: notifyInBatches({ maxParallelRequests: PARALLEL }),
				[HTTP_REQUEST]: httpNotify(url),
				[BASELINE]: baseline({
					credential: 'loviApi',
					parallel: 1,
					per: 'task',
					requests: Array.from({ length: 10 }, (_, batch) => notifyRequest(url, batch * 100)),
				}),
			},
		},
		addTags(url, 1),
		addTags(url, PARALLEL),
	];
}

/** Return All of a list of this length. */
export function listSessions(url: string, sessions: number): Workload {
	const query = (page: number) => ({ limit: PAGE, offset: page * PAGE });
	return {
		id: 'W2',
		title: `Return All of ${sessions.toLocaleString('en')} sessions, ${PAGE} a page`,
		items: 1,
		sessions,
		variants: {
			[OURS]: {
				node: mluvii('session', 'getMany', { returnAll: true, simplify: false, options: {} }),
			},
			[HTTP_REQUEST]: { node: httpListSessions(url) },
			[BASELINE]: baseline({
				credential: 'mluviiApi',
				parallel: PARALLEL,
				per: 'task',
				requests: Array.from({ length: Math.ceil(sessions / PAGE) }, (_, page) => ({
					url: `${url}/api/v1/Sessions`,
					qs: query(page),
					json: true,
				})),
			}),
		},
	};
}

/** Get so many sessions by ID, with so many requests at once. */
export function getSessions(url: string, items: number, parallel: number): Workload {
	const isDefault = parallel === PARALLEL;
	return {
		id: isDefault ? 'W1' : 'W1p',
		title: `Get ${items.toLocaleString('en')} sessions by ID, ${parallel} at once`,
		items,
		sessions: items,
		variants: {
			[OURS]: getSession(isDefault ? {} : { maxParallelRequests: parallel }),
			[HTTP_REQUEST]: httpGetSessions(url),
			[BASELINE]: baseline({
				credential: 'mluviiApi',
				parallel,
				per: 'item',
				requests: [{ url: `${url}/api/v1/Sessions/{id}`, json: true }],
			}),
		},
	};
}

function getSession(options: Record<string, unknown>): BenchWorkflow {
	return {
		node: mluvii('session', 'get', {
			sessionId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
			simplify: false,
			options,
		}),
	};
}

function addTags(url: string, parallel: number): Workload {
	return {
		id: parallel === 1 ? 'W4' : 'W4p',
		title: `Add a tag to 1,000 sessions, ${parallel === 1 ? 'one by one' : `${parallel} at once`}`,
		items: 1000,
		sessions: 1000,
		variants: {
			[OURS]: {
				node: mluvii('session', 'addTag', {
					sessionId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
					tagId: { __rl: true, mode: 'id', value: String(TAG) },
					options: parallel === 1 ? {} : { maxParallelRequests: parallel },
				}),
			},
			// It cannot wait for one answer before it sends the next request.
			...(parallel === 1 ? {} : { [HTTP_REQUEST]: httpAddTag(url) }),
			[BASELINE]: baseline({
				credential: 'mluviiApi',
				parallel,
				per: 'item',
				requests: [{ method: 'PUT', url: `${url}/api/v1/Sessions/{id}/tags/${TAG}`, json: true }],
			}),
		},
	};
}

function mluvii(
	resource: string,
	operation: string,
	parameters: Record<string, unknown>,
): WorkflowNode {
	return {
		name: 'Mluvii',
		type: 'n8n-nodes-mluvii-lovi.mluvii',
		parameters: { authentication: 'mluviiApi', resource, operation, ...parameters },
		credentials: { mluviiApi: {} },
	};
}

function baseline(task: BaselineTask): BenchWorkflow {
	return {
		node: {
			name: 'Baseline',
			type: 'CUSTOM.benchBaseline',
			parameters: { task: JSON.stringify(task) },
			credentials: { [task.credential]: {} },
		},
	};
}

/** n8n's HTTP Request node with an OAuth2 credential, as it is when nothing else is changed. */
function httpRequest(url: string, parameters: Record<string, unknown> = {}): WorkflowNode {
	return {
		name: 'HTTP Request',
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.3,
		parameters: {
			url,
			authentication: 'genericCredentialType',
			genericAuthType: 'oAuth2Api',
			options: {},
			...parameters,
		},
		credentials: { oAuth2Api: {} },
	};
}

function httpGetSessions(url: string): BenchWorkflow {
	return { node: httpRequest(`=${url}/api/v1/Sessions/{{ $json.id }}`) };
}

function httpAddTag(url: string): BenchWorkflow {
	return {
		node: httpRequest(`=${url}/api/v1/Sessions/{{ $json.id }}/tags/${TAG}`, { method: 'PUT' }),
	};
}

function httpListSessions(url: string): WorkflowNode {
	return httpRequest(`${url}/api/v1/Sessions`, {
		sendQuery: true,
		queryParameters: { parameters: [{ name: 'limit', value: String(PAGE) }] },
		options: {
			pagination: {
				pagination: {
					paginationMode: 'updateAParameterInEachRequest',
					parameters: {
						parameters: [{ type: 'qs', name: 'offset', value: `={{ $pageCount * ${PAGE} }}` }],
					},
					paginationCompleteWhen: 'other',
					completeExpression: `={{ $response.body.length < ${PAGE} }}`,
				},
			},
		},
	});
}

const MESSAGE = {
	recipient_id: '34911234567',
	name_template: 'order_shipped',
	language_template: 'en',
	notification_type: 'order',
	campaign_name: 'bench',
};

function notifyInBatches(options: Record<string, unknown>): BenchWorkflow {
	return {
		node: {
			name: 'Lovi',
			type: 'n8n-nodes-mluvii-lovi.lovi',
			parameters: {
				resource: 'whatsAppNotification',
				operation: 'sendBulk',
				company: { __rl: true, mode: 'id', value: 'bench' },
				number: '={{ $json.number }}',
				recipientId: MESSAGE.recipient_id,
				template: { __rl: true, mode: 'name', value: MESSAGE.name_template },
				language: MESSAGE.language_template,
				templateParametersMode: 'fields',
				templateParameters: {
					parameters: [{ position: 'body', type: 'text', number: 0, value: '={{ $json.name }}' }],
				},
				contactFields: {},
				notificationType: MESSAGE.notification_type,
				campaignName: MESSAGE.campaign_name,
				// The limit is Lovi's; a benchmark that waits would measure the clock.
				options: { requestsPerMinute: 100_000, ...options },
			},
			credentials: { loviApi: {} },
		},
	};
}

/** One message for each contact, after a login that a user would put in front. */
function httpNotify(url: string): BenchWorkflow {
	const plain = { authentication: 'none', genericAuthType: undefined };
	const logIn: WorkflowNode = {
		...httpRequest(`${url}/auth/v1/token?grant_type=password`, {
			...plain,
			method: 'POST',
			sendBody: true,
			specifyBody: 'json',
			jsonBody: JSON.stringify({ email: 'bench@example.com', password: 'bench' }),
		}),
		name: 'Log In',
		credentials: undefined,
	};
	const body = {
		contact: { number: '{{ $json.number }}' },
		...MESSAGE,
		components_push: { body_text_0: '{{ $json.name }}' },
	};
	return {
		before: [logIn],
		node: {
			...httpRequest(`${url}/functions/v1/notify`, {
				...plain,
				method: 'POST',
				sendQuery: true,
				queryParameters: { parameters: [{ name: 'access_key', value: 'bench-key' }] },
				sendHeaders: true,
				headerParameters: {
					parameters: [
						{
							name: 'Authorization',
							value: "=Bearer {{ $('Log In').first().json.access_token }}",
						},
					],
				},
				sendBody: true,
				specifyBody: 'json',
				jsonBody: `=${JSON.stringify(body)}`,
			}),
			credentials: undefined,
		},
	};
}

function notifyRequest(url: string, first: number): IHttpRequestOptions {
	const contacts = Array.from({ length: 100 }, (_, index) => ({
		number: String(34_600_000_000 + first + index),
		body_text_0: `Guest ${first + index}`,
	}));
	return {
		method: 'POST',
		url: `${url}/functions/v1/notify`,
		qs: { access_key: 'bench-key' },
		body: { contacts, ...MESSAGE, components_push: { body_text_0: '{{body_text_0}}' } },
		json: true,
	};
}

import type { IHttpRequestOptions } from 'n8n-workflow';
import type { WorkflowNode } from '../scripts/n8n/rest';
import type { BenchWorkflow } from './host';
import type { BareLoopTask } from './n8nNodes/BenchBareLoop.node';
import type { Settings } from './server/lap';

/** One job, done in several variants. */
export interface Workload {
	id: string;
	title: string;
	/** How many input items the node under test gets. */
	items: number;
	/** How the server behaves. */
	settings: Settings;
	/** How many writes the server must have accepted after a run, each of them once. Absent: it only reads. */
	writes?: number;
	/** The most measured runs, where fewer have to do; the round that does not count then has 100 items. */
	runs?: number;
	/** Whether the chart shows it: what a user gets who changes nothing, in times that fit beside each other. */
	inChart?: boolean;
	/** By name, in the order of the table. */
	variants: Record<string, Variant>;
}

/** A workflow, or how it is made for as many requests at once as this package has in flight at most. */
export type Variant = BenchWorkflow | ((parallel: number) => BenchWorkflow);

/** The names of the variants; what is set in one of them may follow. */
export const OURS = 'this package';
export const HTTP_REQUEST = 'HTTP Request node';
export const BARE_LOOP = 'n8n itself (bare loop)';

/** How long the server takes to answer unless the title says otherwise, in milliseconds. */
export const LATENCY = 40;

const PAGE = 200;
const PARALLEL = 10;
const TAG = 31;
/** The limit is Lovi's: where it is not the subject, a benchmark that waits would measure the clock. */
const UNLIMITED = 100_000;
/** Lovi's 100 requests a minute in a time that goes ten times as fast. */
const LOVI_LIMIT = { requests: 100, windowMs: 6000 };

/** The jobs whose time is measured, on the server at this address. */
export function timedWorkloads(url: string): Workload[] {
	return [
		{
			id: 'W1',
			title: 'Get 1,000 sessions by ID',
			items: 1000,
			settings: { sessions: 1000, latencyMs: LATENCY },
			inChart: true,
			variants: { [OURS]: getSession({}), [HTTP_REQUEST]: httpGetSessions(url) },
		},
		...[5, 40, 200].map((latencyMs) => ({
			...getSessions(url, 1000, latencyMs),
			id: `W1-${latencyMs}`,
			inChart: true,
		})),
		getSessionsAtOnce(url, 3 * PARALLEL),
		getSessionsFromBusyServer(url),
		getSessionsWithinLimit(url),
		{ ...listSessions(url, 20_000, LATENCY), inChart: true },
		notifyContacts(url),
		notifyContactsWithinLimit(url),
		addTags(url, 1),
		addTags(url, PARALLEL),
		shareOfN8n(url),
	];
}

/** Return All of a list of this length. */
export function listSessions(url: string, sessions: number, latencyMs: number): Workload {
	const query = (page: number) => ({ limit: PAGE, offset: page * PAGE });
	return {
		id: 'W2',
		title: `Return All of ${sessions.toLocaleString('en')} sessions, ${PAGE} a page`,
		items: 1,
		settings: { sessions, latencyMs },
		variants: {
			[OURS]: {
				node: mluvii('session', 'getMany', { returnAll: true, simplify: false, options: {} }),
			},
			[HTTP_REQUEST]: { node: httpListSessions(url) },
			[BARE_LOOP]: (parallel) =>
				bareLoop({
					credential: 'mluviiApi',
					parallel,
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

/** Get so many sessions by ID with a request for each. */
export function getSessions(url: string, items: number, latencyMs: number): Workload {
	return {
		id: 'W1',
		title: `Get ${items.toLocaleString('en')} sessions by ID, without batches, ${latencyMs} ms`,
		items,
		settings: { sessions: items, latencyMs },
		variants: {
			[OURS]: getSession({ inBatches: false }),
			[HTTP_REQUEST]: httpGetSessions(url),
			[BARE_LOOP]: (parallel) => bareLoopOfSessions(url, parallel),
		},
	};
}

/** What a request costs in n8n, by the ways that it can take. */
function shareOfN8n(url: string): Workload {
	const loop = (through?: BareLoopTask['through']) => bareLoopOfSessions(url, PARALLEL, through);
	return {
		...getSessions(url, 1000, 5),
		id: 'W8',
		title: `n8n's share: get 1,000 sessions by ID, ${PARALLEL} at once`,
		runs: 3,
		variants: {
			[OURS]: getSession({ inBatches: false, maxParallelRequests: PARALLEL }),
			[BARE_LOOP]: loop(),
			'the same without a credential': loop('helper'),
			'Node.js itself, which keeps connections': loop('fetch'),
		},
	};
}

function getSessionsAtOnce(url: string, parallel: number): Workload {
	return {
		...getSessions(url, 1000, LATENCY),
		id: 'W1p',
		title: `Get 1,000 sessions by ID, without batches, ${parallel} at once`,
		runs: 3,
		variants: {
			[OURS]: getSession({ inBatches: false, maxParallelRequests: parallel }),
			[HTTP_REQUEST]: httpGetSessions(url),
			[BARE_LOOP]: bareLoopOfSessions(url, parallel),
		},
	};
}

function getSessionsFromBusyServer(url: string): Workload {
	const fixed = [4, 8, 12, 16].map((parallel) => [
		`${OURS}, ${parallel} at once`,
		getSession({ inBatches: false, maxParallelRequests: parallel }),
	]);
	return {
		id: 'W1-8',
		title: 'Get 1,000 sessions by ID, without batches, 8 served at once',
		items: 1000,
		settings: { sessions: 1000, latencyMs: LATENCY, servesAtOnce: 8 },
		runs: 3,
		inChart: true,
		variants: {
			[OURS]: getSession({ inBatches: false }),
			...(Object.fromEntries(fixed) as Workload['variants']),
			[HTTP_REQUEST]: httpGetSessions(url),
		},
	};
}

function getSessionsWithinLimit(url: string): Workload {
	const limit = 50;
	return {
		id: 'W1-429',
		title: `Get 1,000 sessions by ID, without batches, ${limit} accepted a second`,
		items: 1000,
		settings: { sessions: 1000, latencyMs: LATENCY, perSecond: limit },
		runs: 2,
		variants: {
			[OURS]: getSession({ inBatches: false }),
			[`${HTTP_REQUEST}, ${limit} a second`]: httpGetSessions(url, batching(limit, 1000)),
		},
	};
}

function notifyContacts(url: string): Workload {
	return {
		id: 'W3',
		title: 'Notify 1,000 contacts',
		items: 1000,
		settings: { sessions: 0, latencyMs: LATENCY },
		writes: 1000,
		inChart: true,
		variants: {
			[OURS]: notifyInBatches({ requestsPerMinute: UNLIMITED }),
			[`${OURS}, ${PARALLEL} at once`]: notifyInBatches({
				requestsPerMinute: UNLIMITED,
				maxParallelRequests: PARALLEL,
			}),
			[HTTP_REQUEST]: httpNotify(url),
			[BARE_LOOP]: bareLoop({
				credential: 'loviApi',
				parallel: 1,
				per: 'task',
				requests: Array.from({ length: 10 }, (_, batch) => notifyRequest(url, batch * 100)),
			}),
		},
	};
}

function notifyContactsWithinLimit(url: string): Workload {
	const { requests, windowMs } = LOVI_LIMIT;
	return {
		id: 'W3-limit',
		title: `Notify 1,000 contacts, ${requests} requests accepted in ${windowMs / 1000} s`,
		items: 1000,
		settings: { sessions: 0, latencyMs: LATENCY, notifyPerWindow: LOVI_LIMIT },
		writes: 1000,
		runs: 2,
		variants: {
			[OURS]: notifyInBatches({ requestsPerMinute: (requests * 60_000) / windowMs }),
			[`${HTTP_REQUEST}, ${requests} each ${windowMs / 1000} s`]: httpNotify(
				url,
				batching(requests, windowMs),
			),
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
		settings: { sessions: 1000, latencyMs: LATENCY },
		writes: 1000,
		runs: parallel === 1 ? 2 : 3,
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
			[BARE_LOOP]: bareLoop({
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

function bareLoopOfSessions(
	url: string,
	parallel: number,
	through?: BareLoopTask['through'],
): BenchWorkflow {
	return bareLoop({
		credential: 'mluviiApi',
		through,
		parallel,
		per: 'item',
		requests: [{ url: `${url}/api/v1/Sessions/{id}`, json: true }],
	});
}

function bareLoop(task: BareLoopTask): BenchWorkflow {
	return {
		node: {
			name: 'Bare Loop',
			type: 'CUSTOM.benchBareLoop',
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

/** The option Batching of the HTTP Request node: so many requests, then a pause. */
function batching(batchSize: number, batchInterval: number): Record<string, unknown> {
	return { batching: { batch: { batchSize, batchInterval } } };
}

function httpGetSessions(url: string, options: Record<string, unknown> = {}): BenchWorkflow {
	return { node: httpRequest(`=${url}/api/v1/Sessions/{{ $json.id }}`, { options }) };
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
				options,
			},
			credentials: { loviApi: {} },
		},
	};
}

/** One message for each contact, after a login that a user would put in front. */
function httpNotify(url: string, options: Record<string, unknown> = {}): BenchWorkflow {
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
				options,
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

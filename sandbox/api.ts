/** What the sandbox says about itself and what can be asked of it: shared by server and client. */

/** The two services that the sandbox stands in for. */
export type ServiceName = 'mluvii' | 'lovi';

/** Who is asked: a service, or the host where Mluvii may keep its files. */
export type HostName = ServiceName | 'storage';

/** Where the sandbox listens and how to log in. */
export interface SandboxInfo {
	controlUrl: string;
	mluvii: {
		url: string;
		companyId: number;
		companyName: string;
		apiUsername: string;
		apiPassword: string;
		oauthClientId: string;
		oauthClientSecret: string;
		/** The login screen takes any name and password; these are for display. */
		loginUser: string;
		loginPassword: string;
		/** Where files are when `fileHost` is `redirect`. */
		storageUrl: string;
	};
	lovi: { url: string; email: string; password: string };
}

/** One request as it came in, and how it was answered. */
export interface LoggedRequest {
	service: HostName;
	method: string;
	/** Without the query. */
	path: string;
	/** Repeated keys are arrays. */
	query: Record<string, string | string[] | undefined>;
	headers: Record<string, string | string[] | undefined>;
	/** Parsed JSON or form; text when it is neither. */
	body?: unknown;
	/** Undefined when the contract has no such call. */
	operationId?: string;
	/** Undefined while in flight; null when the connection ended without a whole answer. */
	status?: number | null;
	/** The fault that was applied. */
	fault?: FaultKind;
	/** Milliseconds since 1970. */
	startedAt: number;
	endedAt?: number;
}

/** A request or an answer that the contract does not allow; the request may be carried out all the same. */
export interface Violation {
	service: HostName;
	direction: 'request' | 'response';
	method: string;
	path: string;
	operationId?: string;
	/** One line that says it all. */
	message: string;
}

/**
 * - `status`: answer with `status` (default 500), `headers`, `body`, without handling
 * - `delay`: wait `delayMs`, then handle as usual
 * - `drop`: close the connection, without handling
 * - `dropAfter`: handle, then close the connection instead of answering
 * - `html`: 200 with an HTML login page, without handling
 * - `dropInBody`: handle, then close the connection after the first half of the body
 * - `truncated`: handle, then answer with the first half of the body only
 * - `redirect`: redirect to a login page, without handling
 * - `echo`: refuse with `status` (default 400) in words that repeat the whole request in several encodings
 * - `stall`: handle, then keep the answer back, with the connection open
 * - `stallInBody`: handle, then stop after the first half of the body, with the connection open
 * - `empty`: handle, then answer without a body
 * - `wrongType`: handle, then answer with a JSON text, whatever the body should be
 * - `htmlAfter`: handle, then answer 200 with `body` (default a page that is no login page) as text/html;
 *   an empty `body` for none
 * - `plainText`: handle, then answer 200 with `body` (default `OK`) as text/plain
 * - `gzip`: handle, then answer with the body compressed
 * - `large`: handle, then answer with blanks before the body, 10 MB in all
 */
export type FaultKind =
	| 'status'
	| 'delay'
	| 'drop'
	| 'dropAfter'
	| 'dropInBody'
	| 'html'
	| 'truncated'
	| 'redirect'
	| 'echo'
	| 'stall'
	| 'stallInBody'
	| 'empty'
	| 'wrongType'
	| 'htmlAfter'
	| 'plainText'
	| 'gzip'
	| 'large';

/** An order to go wrong. The first matching fault that is not used up is applied to a request. */
export interface Fault {
	service: HostName;
	method?: string;
	/** Part of the path, or an expression; matched against the path and against path plus query. */
	path?: string | RegExp;
	kind: FaultKind;
	status?: number;
	headers?: Record<string, string>;
	/** Sent as JSON; a string is sent as it is. */
	body?: unknown;
	/** A wait before any kind of fault. */
	delayMs?: number;
	/** So many matching requests pass first. */
	skip?: number;
	/** So many requests go wrong; default 1, 0 for all. */
	times?: number;
}

/** A fault in JSON, where an expression is spelled as its source and flags. */
export type WireFault = Omit<Fault, 'path'> & {
	path?: string | { source: string; flags: string };
};

/**
 * What is in the body of a success that has nothing to say: nothing, the text `OK`, or a page that is no
 * login page. Only Mluvii's webhooks have a documented one (mluvii-api.md, section 13.1).
 */
export type SuccessBody = 'json' | 'plainOk' | 'html';

/**
 * How the Mluvii stand-in behaves. Most settings stand for something that no source says; the default
 * is what is likely, or what the documentation shows.
 */
export interface MluviiSettings {
	/** Larger limits are cut to it; null for none. */
	maxPageSize: number | null;
	/** Whether `limit` and `offset` count for users, tags, webhooks, departments and groups, too. */
	pagedLists: boolean;
	/** What becomes of call parameters that a PUT of others does not name: they stay, or are removed. */
	callParams: 'merge' | 'replace';
	/** What a PUT of a user's departments does with those that it does not name. */
	userDepartments: 'merge' | 'replace';
	/** What a PUT of a contact does with fields that it does not name. */
	contactUpdate: 'merge' | 'replace';
	/** How the ids of new contacts are ordered, beside the contacts of the request. */
	contactIds: 'inOrder' | 'reversed';
	/** Whether contacts are listed and created in a department only. */
	contactsNeedDepartment: boolean;
	/** Whether campaigns list each of their contacts twice. */
	duplicateCampaignContacts: boolean;
	/** The answer to the deletion of files: what became of each, or nothing. */
	deletedFiles: 'list' | 'empty';
	/** Where recordings and files are: at their address, or at a storage host that it redirects to. */
	fileHost: 'same' | 'redirect';
	/** The body of successes without one. */
	successBody: SuccessBody;
	/** The content type that events are sent with. */
	eventContentType: string;
	/** Answer to a call without a token. */
	missingToken: 'redirect' | '401';
	/** Answer to a call with a bad, dead or revoked token. */
	badToken: '401' | 'redirect' | 'html';
	sessionOrder: 'newestFirst' | 'oldestFirst';
	/** Whether the list has all that there is of a session, or leaves out what happened in it. */
	listedSessions: 'whole' | 'lighter';
	/** So many sessions begin just before each list request is answered. */
	addSessionPerListRequest: number;
	latencyMs: number;
	tokenLifetimeSeconds: number;
	wrongSecretStatus: 400 | 401;
	/** From a failed delivery of an event to the next attempt. */
	webhookRetryDelayMs: number;
}

/** How the Lovi stand-in behaves. */
export interface LoviSettings {
	latencyMs: number;
	tokenLifetimeSeconds: number;
	/** Lovi's published limits. */
	rateLimits: boolean;
	/** Which of the three documented shapes the list of company keys has. */
	apiKeysShape: 'current' | 'accessKey' | 'nameOnly';
	/** Which of the two documented shapes the list of templates has. */
	templatesShape: 'current' | 'wrapped';
	/** Shape of a refused login. */
	errorStyle: 'old' | 'new';
	/**
	 * The answer to a notification: the two documented shapes, or others that the documentation, which is
	 * cut, does not rule out. Of the last two `results` and the mixture are made up here:
	 * - `queued`: success with an id
	 * - `registration`: a message only
	 * - `plainOk`, `html`: as in SuccessBody
	 * - `perContact`: `{success, results: [{number, success, message}]}`; success when all have it
	 * - `partialFailure`: as `queued`, but `{success: false, message}` for the whole when any contact failed
	 */
	notifySuccess: 'queued' | 'registration' | 'plainOk' | 'html' | 'perContact' | 'partialFailure';
	/** Contacts with these numbers are not taken in; only the last two answers above say so. */
	failingNumbers: string[];
}

/** Settings to change; what is left out stays. */
export interface SettingsPatch {
	mluvii?: Partial<MluviiSettings>;
	lovi?: Partial<LoviSettings>;
}

/** A company of the Lovi user, with its key. */
export interface LoviCompany {
	company_id: string;
	company_name: string;
	key: string;
	is_active: boolean;
}

/** What Lovi took in for one contact. */
export interface Delivery {
	kind: 'whatsapp' | 'voice';
	companyId: string;
	number: string;
	/** The nested form of the body, with this `contact` alone. */
	payload: Record<string, unknown>;
	/** Milliseconds since 1970. */
	receivedAt: number;
}

/** An event for the webhooks of Mluvii. */
export interface MluviiEvent {
	eventType: string;
	data: Record<string, unknown>;
	/** How often it is delivered although it was answered; default 1. */
	deliveries?: number;
}

/** What became of an event at one webhook. */
export interface EventDelivery {
	webhookId: number;
	eventType: string;
	/** Status of each attempt, null where no answer came. */
	attempts: Array<number | null>;
	/** Whether any attempt was answered with success. */
	delivered: boolean;
}

/** A webhook as Mluvii stores it. */
export interface StoredWebhook {
	id: number;
	eventTypes: string[];
	callbackUrl: string;
}

/** Which logged requests to show; all of the given things must fit. */
export interface RequestFilter {
	service?: HostName;
	operationId?: string;
	method?: string;
	/** Part of the path. */
	path?: string;
}

/** Everything that can be asked of a running sandbox. */
export interface SandboxControl {
	/** Seed anew; clear log, violations, faults, settings, rate limits, events. Tokens stay good. */
	reset(): Promise<void>;
	/** The log, oldest first. */
	requests(filter?: RequestFilter): Promise<LoggedRequest[]>;
	violations(): Promise<Violation[]>;
	clearViolations(): Promise<void>;
	/** Order a fault. */
	fault(fault: Fault): Promise<void>;
	/** Change settings from now on. */
	configure(settings: SettingsPatch): Promise<void>;
	/** Every token issued so far is dead from now on. */
	revokeTokens(service: ServiceName): Promise<void>;
	/** Replace Mluvii's sessions by so many deterministic ones. */
	setSessions(count: number): Promise<void>;
	/** Ids of Mluvii's sessions, in list order. */
	sessions(): Promise<number[]>;
	/** A session becomes closed, ended now, and its SessionEnded goes out; resolves like `emitEvents`. */
	endSession(id: number): Promise<EventDelivery[]>;
	/**
	 * Send events to every webhook of Mluvii that is registered for them: those of one entity kind in
	 * this order, kinds side by side. Resolves when all are delivered or dropped.
	 */
	emitEvents(events: MluviiEvent[]): Promise<EventDelivery[]>;
	/** Mluvii's webhooks. */
	webhooks(): Promise<StoredWebhook[]>;
	/** Replace Mluvii's webhooks: to make it forget one, or know one already. */
	setWebhooks(webhooks: StoredWebhook[]): Promise<void>;
	/** Replace Lovi's companies. */
	setCompanies(companies: LoviCompany[]): Promise<void>;
	/** What Lovi took in, oldest first. */
	notifications(): Promise<Delivery[]>;
}

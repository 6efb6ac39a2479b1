/** What the sandbox says about itself and what can be asked of it: shared by server and client. */

/** The two services that the sandbox stands in for. */
export type ServiceName = 'mluvii' | 'lovi';

/** Who is asked: a service, or the host where Mluvii may keep its files. */
export type HostName = ServiceName | 'storage';

/** Where the sandbox listens and how to log in. */
export interface SandboxInfo {
	controlUrl: string;
	/** A page on which one is a visitor of a chatbot. */
	chatUrl: string;
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

/** One part of a form that came in as multipart/form-data. */
export interface LoggedPart {
	name: string;
	/** Undefined for a file. */
	value?: string;
	/** Undefined for a text. */
	file?: { name: string; type: string } & LoggedBytes;
}

/** How many bytes came in, and which. */
export interface LoggedBytes {
	size: number;
	sha256: string;
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
	/** Parsed JSON or form, the `LoggedPart`s of a form with files; text when it is none of them. */
	body?: unknown;
	/** The body as it came in. */
	bytes?: LoggedBytes;
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
 * - `rewrite`: handle, then answer with the body after `changes`, and with `status` and `headers` where given
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
	| 'large'
	| 'rewrite';

/**
 * A change to a body. `at` leads to what is changed: names with dots between them, where `*` stands for
 * each element of a list or each value of an object, such as `*.guest.os`; empty for the whole body.
 * - `rename`: the field has this name
 * - `remove`: the field is not there
 * - `set`: this stands there, even where there was nothing
 * - `wrap`: an object stands there, which has what was there under this name
 * - `replace`: in each text that is there, or in a list or an object there, `with` (in which `$1` is a
 *   group) stands for each match of the expression `pattern`
 */
export type BodyChange = { at: string } & (
	| { rename: string }
	| { remove: true }
	| { set: unknown }
	| { wrap: string }
	| { replace: { pattern: string; with: string } }
);

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
	/** To JSON; a body that is none is one text. */
	changes?: BodyChange[];
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
	/** How many rows there are without a limit; null for all. */
	defaultPageSize: number | null;
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
	/** Whether a filter of contacts wants the whole value, or a part of it. */
	contactFilter: 'exact' | 'contains';
	/** How the filters of sessions spell a duration; another spelling is refused. */
	durationFilter: 'timeSpan' | 'iso';
	/** Whether contacts are listed and created in a department only. */
	contactsNeedDepartment: boolean;
	/** Whether campaigns list each of their contacts twice. */
	duplicateCampaignContacts: boolean;
	/** The answer to the deletion of files: what became of each, or nothing. */
	deletedFiles: 'list' | 'empty';
	/** Where recordings and files are: at their address, or at a storage host that it redirects to. */
	fileHost: 'same' | 'redirect';
	/** Whether a shared file is for callers with a token only; a recording is in any case. */
	fileNeedsToken: boolean;
	/** Whether anybody can read the Swagger UI, or there is none. */
	description: 'public' | 'absent';
	/** Calls of the API, by their `operationId`s, for which the key has no rights: a 403 without a body. */
	deniedOperations: string[];
	/** The body of a 400: fields and messages, or the ProblemDetails of ASP.NET. */
	invalidBody: 'fields' | 'problemDetails';
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
	/** From a failed delivery of an event, or of a chatbot's callback, to the next attempt. */
	webhookRetryDelayMs: number;
	/** How long a chatbot may take to answer a callback. */
	chatbotTimeoutMs: number;
	/** A chatbot whose callbacks fail for so long, with no success in between, is disabled. */
	chatbotDisabledAfterMs: number;
	/** Whether a new callback URL enables a chatbot that is disabled. */
	callbackUrlEnablesChatbot: boolean;
	/** Whether a new callback URL is tried out with a Ping. */
	pingsNewCallbacks: boolean;
	/** Whether what a chatbot asks for is answered at its callback URL. */
	chatbotAnswers: 'given' | 'lost';
	/** How long it takes until such an answer is sent. */
	chatbotAnswerDelayMs: number;
	/** Whether a callback that was not answered with success is sent again, twice. */
	redeliversCallbacks: boolean;
	/** What becomes of an activity of a chatbot that is not in the session any more: a 400, or nothing. */
	absentChatbot: 'refused' | 'ignored';
	/** Whether chatbots are told when Mluvii ends a session: an experimental, opt-in callback. */
	tellsConversationEnded: boolean;
	/** How far Mluvii's clock is ahead of this machine's: in the times at which sessions begin and end. */
	serverClockOffsetMs: number;
}

/** How the Lovi stand-in behaves. */
export interface LoviSettings {
	latencyMs: number;
	tokenLifetimeSeconds: number;
	/** Whether a call without an `apikey` header is refused by a gateway, as Supabase has one. */
	requiresGateway: boolean;
	/** Calls, by their `operationId`s, for which the login or the key has no rights: a 403. */
	deniedOperations: string[];
	/** Whether the documentation is where `llms.txt` lists it, or there is none. */
	description: 'public' | 'absent';
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
	/** Whether a message that does not fit its template, or names none that is approved, is refused. */
	checksTemplates: boolean;
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
	/** What the recipient reads: as WhatsApp shows it, from top to bottom. Of a known template only. */
	text?: string;
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

/** Fields of a record with their new values; the others stay. */
export interface ChangedRecord extends Record<string, unknown> {
	id: number;
}

/** A chatbot as Mluvii knows it. */
export interface StoredChatbot {
	id: number;
	name: string;
	callbackUrl: string | null;
	/** A disabled chatbot gets no callbacks. */
	isEnabled: boolean;
}

/** A visitor who opens a chat. */
export interface Visitor {
	/** Default: the first chatbot. */
	chatbotId?: number;
	/** Default `cs`. */
	language?: string;
	/** Where the visitor writes; default `Default`, which is the web chat. */
	source?: string;
	/** What the visitor is called. */
	guest?: string;
	/**
	 * A first text. As was observed (mluvii-api.md, section 18.5), it is sent 30 ms after
	 * ConversationStarted, without waiting for the answer to that, and has an older `timestamp`.
	 */
	text?: string;
}

/** Something that a visitor does; further fields depend on the activity. */
export interface VisitorActivity extends Record<string, unknown> {
	sessionId: number;
	activity: string;
}

/** One callback to a chatbot, and how it was answered. */
export interface CallbackDelivery {
	chatbotId: number;
	/** Null where the body names no session. */
	sessionId: number | null;
	/** Null where the body names none. */
	activity: string | null;
	/** Only 200 is a success; null without an answer in time. */
	status: number | null;
	/** Milliseconds since 1970. */
	startedAt: number;
	/** From sending to the answer, or to giving up. */
	milliseconds: number;
	body: unknown;
	/** Why nothing was sent, where that is so; then it is not in the log. */
	notSent?: string;
}

/** Which callbacks to show; all of the given things must fit. */
export interface CallbackFilter {
	chatbotId?: number;
	sessionId?: number;
	activity?: string;
}

/** Something in a chat. */
export interface ChatEntry extends Record<string, unknown> {
	/** Milliseconds since 1970. */
	at: number;
	/** `mluvii` tells what became of the chat. */
	from: 'visitor' | 'chatbot' | 'mluvii';
	/** A chatbot's classic message is a `Text`, too. */
	activity: string;
	text?: string;
	/** What became of the callback about it; undefined while that is in flight. */
	callback?: Pick<CallbackDelivery, 'status' | 'milliseconds' | 'notSent'>;
}

/** A chat as its visitor sees it. */
export interface Chat {
	sessionId: number;
	chatbotId: number;
	guest: string;
	/** Only in the first state the chatbot may do anything. */
	state: 'withChatbot' | 'inQueue' | 'withOperator' | 'offlineForm' | 'ended';
	isTyping: boolean;
	mayWrite: boolean;
	mayUpload: boolean;
	/** Whether the chatbot waits for a file. */
	isAskedForFile: boolean;
	/** Whether the chatbot waits for the visitor's place. */
	isAskedForLocation: boolean;
	entries: ChatEntry[];
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
	/** A session begins now and goes on, with these fields instead of made-up ones. @returns its ID */
	createSession(fields?: Record<string, unknown>): Promise<number>;
	/** Change fields of a session of Mluvii. */
	changeSession(fields: ChangedRecord): Promise<void>;
	/** Change fields of an e-mail thread. */
	changeEmailThread(fields: ChangedRecord): Promise<void>;
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
	/** A visitor opens a chat; resolves when the chatbot has answered, or that was given up. */
	openChat(visitor?: Visitor): Promise<{ sessionId: number }>;
	/**
	 * What a visitor does, one thing after the other in each chat; resolves when the chatbot has
	 * answered, or that was given up. A GuestFileUpload with a `fileName` shares a file of the sandbox;
	 * ConversationEnded leaves the chat.
	 */
	tellChatbot(activity: VisitorActivity): Promise<CallbackDelivery>;
	/** A chat as its visitor sees it. */
	chat(sessionId: number): Promise<Chat>;
	/** All chats, the oldest first. */
	chats(): Promise<Chat[]>;
	/** The callbacks that were sent, in the order in which they ended. */
	callbacks(filter?: CallbackFilter): Promise<CallbackDelivery[]>;
	chatbots(): Promise<StoredChatbot[]>;
	/** Enable a chatbot again, as an administrator does in Mluvii. */
	enableChatbot(id: number): Promise<void>;
	/** Send a chatbot a body as it is: a text stays a text. */
	sendCallback(callback: {
		chatbotId: number;
		body: unknown;
		contentType?: string;
	}): Promise<CallbackDelivery>;
	/** Replace Lovi's companies. */
	setCompanies(companies: LoviCompany[]): Promise<void>;
	/** What Lovi took in, oldest first. */
	notifications(): Promise<Delivery[]>;
}

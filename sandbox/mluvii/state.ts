import type { MluviiSettings } from '../api';
import { makeParams, mergeParams, type InteractionParam } from './params';
import { makeRecords, type Records } from './seed';
import { company } from './seed/company';
import {
	fileKey,
	makeSession,
	makeSharedFile,
	type Activity,
	type Session,
	type SharedFile,
} from './seed/sessions';
import { duration, timestamp } from './seed/values';

/** Logins that work. */
export const accounts = {
	apiUsername: 'sandbox-api-user',
	apiPassword: 'sandbox-api-password',
	oauthClientId: 'sandbox-n8n',
	oauthClientSecret: 'sandbox-n8n-secret',
	loginUser: 'admin@sandbox.example',
	loginPassword: 'any password will do',
};

const defaultSettings: MluviiSettings = {
	maxPageSize: null,
	// Mluvii does not publish it; this one is small enough to be noticed.
	defaultPageSize: 100,
	pagedLists: false,
	callParams: 'merge',
	userDepartments: 'replace',
	contactUpdate: 'merge',
	contactIds: 'inOrder',
	contactFilter: 'exact',
	durationFilter: 'timeSpan',
	contactsNeedDepartment: false,
	duplicateCampaignContacts: false,
	deletedFiles: 'list',
	fileHost: 'same',
	fileNeedsToken: true,
	description: 'public',
	deniedOperations: [],
	invalidBody: 'fields',
	successBody: 'json',
	eventContentType: 'application/json',
	missingToken: 'redirect',
	badToken: '401',
	sessionOrder: 'newestFirst',
	listedSessions: 'whole',
	addSessionPerListRequest: 0,
	latencyMs: 0,
	tokenLifetimeSeconds: 3600,
	wrongSecretStatus: 400,
	webhookRetryDelayMs: 200,
	chatbotTimeoutMs: 2000,
	chatbotDisabledAfterMs: 900_000,
	callbackUrlEnablesChatbot: false,
	pingsNewCallbacks: false,
	chatbotAnswers: 'given',
	chatbotAnswerDelayMs: 0,
	redeliversCallbacks: false,
	absentChatbot: 'refused',
	tellsConversationEnded: false,
	serverClockOffsetMs: 0,
};

const seededSessions = 250;

/** Everything that Mluvii remembers. */
export class MluviiState {
	readonly settings = { ...defaultSettings };
	/** Everything but the sessions. */
	records: Records;
	/** Made when they are first asked for, as many tests want none. */
	private stored?: Map<number, Session>;
	private makeSessions: () => Session[] = () => [];
	/** Of the sessions whose call parameters were set; the others have those of the seed. */
	private callParamsSet = new Map<number, InteractionParam[]>();

	/** Beyond the files of the seed. */
	private nextFileId = 900_000;

	constructor(private readonly baseUrl: string) {
		this.records = makeRecords(Date.now());
		this.setSessions(seededSessions);
	}

	/** Back to the seed and to the default settings. */
	reset(): void {
		Object.assign(this.settings, defaultSettings);
		this.records = makeRecords(Date.now());
		this.setSessions(seededSessions);
	}

	/** Replace the sessions by so many deterministic ones. */
	setSessions(count: number): void {
		const now = this.now();
		this.stored = undefined;
		this.makeSessions = () =>
			Array.from({ length: count }, (_, i) =>
				makeSession(i, now - (count - i) * 37 * 60_000, this.baseUrl, company.id),
			);
		this.callParamsSet.clear();
	}

	/** A session begins now. */
	addSession(fields: Partial<Session> = {}): Session {
		const { byId } = this;
		const session = makeSession(byId.size, this.now(), this.baseUrl, company.id);
		Object.assign(session, fields);
		byId.set(session.id, session);
		return session;
	}

	/** What Mluvii's clock says, by which sessions begin and end. */
	now(): number {
		return Date.now() + this.settings.serverClockOffsetMs;
	}

	/** Sessions in list order. */
	sessions(): Session[] {
		const oldestFirst = [...this.byId.values()];
		return this.settings.sessionOrder === 'oldestFirst' ? oldestFirst : oldestFirst.toReversed();
	}

	/** The session with this id. */
	session(id: number): Session | undefined {
		return this.byId.get(id);
	}

	/** The call parameters of a session; without it, undefined. */
	callParams(id: number): InteractionParam[] | undefined {
		const session = this.session(id);
		if (session === undefined) return undefined;
		const { created, guest } = session;
		return this.callParamsSet.get(id) ?? makeParams(guest.callParams, 'ENTRY_FORM', created);
	}

	/** Set call parameters of a session. */
	setCallParams(session: Session, values: Record<string, string>): void {
		const stays = this.settings.callParams === 'merge';
		const before = stays ? (this.callParams(session.id) ?? []) : [];
		this.callParamsSet.set(session.id, mergeParams(before, values));
		session.guest.callParams = { ...(stays && session.guest.callParams), ...values };
	}

	/** Forget who a session was with, and what was said. */
	anonymize(session: Session): void {
		Object.assign(session.guest, { ipAddress: null, trackedId: null, identity: null });
		session.guest.callParams = {};
		session.phoneCallbackNumber = null;
		for (const activity of session.activities) activity.text = null;
		this.callParamsSet.set(session.id, []);
	}

	/** Something happens in a session now. */
	addActivity(
		session: Session,
		type: string,
		more: Partial<Omit<Activity, 'activityId' | 'time' | 'type'>>,
	): Activity {
		const last = Math.max(session.id * 10, ...session.activities.map((a) => a.activityId));
		const activity: Activity = {
			activityId: last + 1,
			time: timestamp(this.now()),
			type,
			client: null,
			userId: null,
			chatbotId: null,
			text: null,
			terminationReason: null,
			...more,
		};
		session.activities.push(activity);
		return activity;
	}

	/** A session is closed now. */
	endSession(session: Session, terminationReason = 'GuestLeft'): void {
		const { time } = this.addActivity(session, 'SessionEnded', { terminationReason });
		const begin = session.started ?? session.created;
		session.status = 'CLOSED';
		session.ended = time;
		session.length = duration((Date.parse(time) - Date.parse(begin)) / 1000);
		session.guestLeftSession = 'LeftSession';
		for (const operator of session.operators) {
			operator.left ??= time;
			operator.concluded ??= time;
		}
		for (const chatbot of session.chatbots) chatbot.left ??= time;
	}

	/** A file is shared in a session. */
	shareFile(session: Session, name: string): SharedFile {
		const file = makeSharedFile(this.nextFileId++, name, this.baseUrl, session.departmentId);
		this.addActivity(session, 'SharedFile', { client: 'Guest', file });
		return file;
	}

	/** The sessions by id, oldest first. */
	private get byId(): Map<number, Session> {
		return (this.stored ??= new Map(this.makeSessions().map((session) => [session.id, session])));
	}

	/** The file that was shared in any session under the key of its address. */
	sharedFile(key: string): SharedFile | undefined {
		const encoded = encodeURIComponent(key);
		return [...this.byId.values()].flatMap(filesOf).find(({ id }) => fileKey(id) === encoded);
	}
}

/** The files that were shared in a session. */
export function filesOf({ activities }: Session): SharedFile[] {
	return activities.map(({ file }) => file).filter((file) => file !== undefined);
}

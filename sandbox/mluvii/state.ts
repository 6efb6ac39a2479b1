import type { MluviiSettings } from '../api';
import { makeSession, type Session } from './seed';

/** The company of the API key. */
export const company = {
	id: 295,
	name: 'Sandbox Contact Centre',
	companyGuid: '5f2b1f0e-7c0d-4b7e-9a35-0d5c3d1c9a11',
	language: 'en',
	timezone: 'Europe/Prague',
};

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
	missingToken: 'redirect',
	badToken: '401',
	sessionOrder: 'newestFirst',
	addSessionPerListRequest: 0,
	latencyMs: 0,
	tokenLifetimeSeconds: 3600,
	wrongSecretStatus: 400,
};

const seededSessions = 250;

/** Everything that Mluvii remembers. */
export class MluviiState {
	readonly settings = { ...defaultSettings };
	/** Oldest first. */
	private stored: Session[] = [];
	private byId = new Map<number, Session>();

	constructor(private readonly baseUrl: string) {
		this.reset();
	}

	/** Back to the seed and to the default settings. */
	reset(): void {
		Object.assign(this.settings, defaultSettings);
		this.setSessions(seededSessions);
	}

	/** Replace the sessions by so many deterministic ones. */
	setSessions(count: number): void {
		const now = Date.now();
		this.stored = Array.from({ length: count }, (_, i) =>
			makeSession(i, now - (count - i) * 37 * 60_000, this.baseUrl, company.id),
		);
		this.byId = new Map(this.stored.map((session) => [session.id, session]));
	}

	/** A session begins now. */
	addSession(): void {
		const session = makeSession(this.stored.length, Date.now(), this.baseUrl, company.id);
		this.stored.push(session);
		this.byId.set(session.id, session);
	}

	/** Sessions in list order. */
	sessions(): Session[] {
		return this.settings.sessionOrder === 'oldestFirst' ? this.stored : this.stored.toReversed();
	}

	session(id: number): Session | undefined {
		return this.byId.get(id);
	}
}

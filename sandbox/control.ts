import type {
	CallbackFilter,
	ChangedRecord,
	LoviCompany,
	MluviiEvent,
	RequestFilter,
	SandboxControl,
	ServiceName,
	SettingsPatch,
	StoredWebhook,
	Visitor,
	VisitorActivity,
	WireFault,
} from './api';
import type { Faults } from './faults';
import type { RequestLog } from './requestLog';
import type { createLovi } from './lovi';
import type { createMluvii } from './mluvii';
import { sessionHead } from './mluvii/events';

type RawCallback = Parameters<SandboxControl['sendCallback']>[0];

interface Parts {
	requestLog: RequestLog;
	faults: Faults;
	mluvii: Awaited<ReturnType<typeof createMluvii>>;
	lovi: Awaited<ReturnType<typeof createLovi>>;
}

/** The control API over the parts of a sandbox; arguments and results are plain JSON. */
export function createControl({ requestLog, faults, mluvii, lovi }: Parts) {
	return {
		reset() {
			requestLog.clear();
			faults.clear();
			mluvii.deliveries.cancel();
			mluvii.chats.clear();
			mluvii.state.reset();
			lovi.state.reset();
			lovi.rateLimits.clear();
		},
		requests: (filter: RequestFilter | undefined) => requestLog.find(filter),
		violations: () => requestLog.violations,
		clearViolations() {
			requestLog.violations = [];
		},
		fault(fault: WireFault) {
			faults.add(fault);
		},
		configure(settings: SettingsPatch) {
			Object.assign(mluvii.state.settings, settings.mluvii);
			Object.assign(lovi.state.settings, settings.lovi);
		},
		revokeTokens(service: ServiceName) {
			const revoke: Record<ServiceName, () => void> = {
				mluvii: () => {
					mluvii.tokens.revokeAll();
				},
				lovi: () => {
					lovi.state.revokeTokens();
				},
			};
			revoke[service]();
		},
		setSessions(count: number) {
			mluvii.chats.clear();
			mluvii.state.setSessions(count);
		},
		createSession(fields: Record<string, unknown>) {
			const session = mluvii.state.addSession({ status: 'ACTIVE', ended: null, length: null });
			session.started = session.created;
			return Object.assign(session, fields).id;
		},
		changeSession({ id, ...fields }: ChangedRecord) {
			const session = mluvii.state.session(id);
			if (session === undefined) throw new Error(`There is no session ${id}`);
			Object.assign(session, fields);
		},
		changeEmailThread({ id, ...fields }: ChangedRecord) {
			const thread = mluvii.state.records.emailThreads.get(id);
			if (thread === undefined) throw new Error(`There is no e-mail thread ${id}`);
			Object.assign(thread, fields);
		},
		sessions: () => mluvii.state.sessions().map(({ id }) => id),
		endSession(id: number) {
			const session = mluvii.state.session(id);
			if (session === undefined) throw new Error(`There is no session ${id}`);
			mluvii.chats.end(session, 'GuestLeft');
			const { started, ended } = session;
			const data = { ...sessionHead(session), started, ended };
			return mluvii.deliveries.emit([{ eventType: 'SessionEnded', data }]);
		},
		emitEvents: (events: MluviiEvent[]) => mluvii.deliveries.emit(events),
		webhooks: () => mluvii.state.records.webhooks.all(),
		setWebhooks(webhooks: StoredWebhook[]) {
			mluvii.state.records.webhooks.replace(webhooks);
		},
		openChat: (visitor: Visitor) => mluvii.chats.open(visitor),
		tellChatbot: (activity: VisitorActivity) => mluvii.chats.visitorDoes(activity),
		chat: (sessionId: number) => mluvii.chats.get(sessionId),
		chats: () => mluvii.chats.all(),
		callbacks: (filter: CallbackFilter | undefined) => mluvii.callbacks.find(filter),
		chatbots: () => mluvii.state.records.chatbots.all(),
		enableChatbot(id: number) {
			mluvii.callbacks.enable(id);
		},
		sendCallback: ({ chatbotId, body, contentType }: RawCallback) =>
			mluvii.callbacks.send(chatbotId, body, contentType),
		setCompanies(companies: LoviCompany[]) {
			lovi.state.companies = companies;
		},
		notifications: () => lovi.state.deliveries,
	} satisfies { [Name in keyof SandboxControl]: unknown };
}

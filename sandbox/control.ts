import type {
	LoviCompany,
	MluviiEvent,
	RequestFilter,
	SandboxControl,
	ServiceName,
	SettingsPatch,
	StoredWebhook,
	WireFault,
} from './api';
import type { Faults } from './faults';
import type { RequestLog } from './requestLog';
import type { createLovi } from './lovi';
import type { createMluvii } from './mluvii';
import { sessionHead } from './mluvii/events';

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
			mluvii.state.setSessions(count);
		},
		sessions: () => mluvii.state.sessions().map(({ id }) => id),
		endSession(id: number) {
			const session = mluvii.state.session(id);
			if (session === undefined) throw new Error(`There is no session ${id}`);
			mluvii.state.endSession(session);
			const { started, ended } = session;
			const data = { ...sessionHead(session), started, ended };
			return mluvii.deliveries.emit([{ eventType: 'SessionEnded', data }]);
		},
		emitEvents: (events: MluviiEvent[]) => mluvii.deliveries.emit(events),
		webhooks: () => mluvii.state.records.webhooks.all(),
		setWebhooks(webhooks: StoredWebhook[]) {
			mluvii.state.records.webhooks.replace(webhooks);
		},
		setCompanies(companies: LoviCompany[]) {
			lovi.state.companies = companies;
		},
		notifications: () => lovi.state.deliveries,
	} satisfies { [Name in keyof SandboxControl]: unknown };
}

import type { Express } from 'express';
import type { MluviiSettings } from '../api';
import { Contract } from '../contract';
import { loginPage, type Faults } from '../faults';
import type { RequestLog } from '../requestLog';
import { createServiceApp, type Answer, type Call } from '../service';
import { bearerToken, Tokens } from '../tokens';
import { problemDetails } from './answers';
import { campaignHandlers } from './campaigns';
import { Callbacks } from './chat/callbacks';
import { Chats } from './chat/chats';
import { chatbotHandlers, readActivity } from './chatbots';
import { companyHandlers } from './companies';
import { contactHandlers } from './contacts';
import { Deliveries, type Emit } from './deliveries';
import { departmentHandlers } from './departments';
import { descriptionRoutes } from './description';
import { emailThreadHandlers } from './emailThreads';
import { fileHandlers } from './files';
import { groupHandlers } from './groups';
import { createLogin } from './login';
import { metricDashboardHandlers } from './metricDashboards';
import { createProvider } from './provider';
import { isDurationFilter } from './sessionFilter';
import { sessionHandlers } from './sessions';
import { MluviiState } from './state';
import { Storage } from './storage';
import { tagHandlers } from './tags';
import { userHandlers } from './users';
import { webhookHandlers } from './webhooks';

/** The Mluvii stand-in, and the host where it may keep its files. */
export async function createMluvii(
	urls: { mluvii: string; storage: string },
	requestLog: RequestLog,
	faults: Faults,
) {
	const state = new MluviiState(urls.mluvii);
	const storage = new Storage(urls.storage, state);
	const tokens = new Tokens<string>();
	const deliveries = new Deliveries(state);
	const emit: Emit = (eventType, data) => {
		void deliveries.emit([{ eventType, data }]);
	};
	const callbacks = new Callbacks(state);
	const chats = new Chats(state, callbacks, emit);
	// The provider first: while its library is being loaded, there is time to read the contract.
	const [provider, contract] = await Promise.all([
		createProvider(`${urls.mluvii}/login`, state.settings),
		Contract.load('mluvii', { ignoreCase: true }),
	]);
	const login = createLogin({ provider, state, tokens, contract, requestLog });

	const description = descriptionRoutes(state, contract);

	const app: Express = createServiceApp(
		{
			name: 'mluvii',
			contract,
			handlers: {
				...sessionHandlers(state, emit),
				...fileHandlers(state, storage),
				...userHandlers(state),
				...contactHandlers(state),
				...campaignHandlers(state),
				...emailThreadHandlers(state, emit),
				...tagHandlers(state),
				...companyHandlers(state),
				...departmentHandlers(state),
				...groupHandlers(state),
				...metricDashboardHandlers(state),
				...webhookHandlers(state),
				...chatbotHandlers(state, chats, callbacks),
			},
			security: {
				bearer: (call) => {
					const token = bearerToken(call.headers.authorization) ?? '';
					return tokens.owner(token) !== undefined || isPublicFile(call, state.settings);
				},
			},
			latencyMs: () => state.settings.latencyMs,
			now: () => state.now(),
			successBody: () => state.settings.successBody,
			unauthorized: ({ headers }) => {
				const { missingToken, badToken } = state.settings;
				return refusals[bearerToken(headers.authorization) === undefined ? missingToken : badToken];
			},
			denied: () => state.settings.deniedOperations,
			forbidden: () => ({ status: 403 }),
			accepts: ({ field, rule }) =>
				state.settings.durationFilter === 'iso' && rule === 'pattern' && isDurationFilter(field),
			present: (answer) =>
				answer.status === 400 && state.settings.invalidBody === 'problemDetails'
					? problemDetails(answer)
					: answer,
			read: (operationId, body) =>
				operationId === 'sendChatbotActivity' ? readActivity(body) : body,
			invalid: (_call, problems) => ({
				status: 400,
				body: Object.fromEntries(problems.map(({ field, message }) => [field, message])),
			}),
			notFound: () => ({ status: 404 }),
			extend: (target) => {
				target.use('/login', login).use(description);
			},
		},
		requestLog,
		faults,
	);
	const storageApp = storage.app(requestLog, faults);
	return { app, storageApp, state, tokens, deliveries, callbacks, chats };
}

/** Whether the call is for a shared file that everybody may read. */
function isPublicFile({ operationId, query }: Call, { fileNeedsToken }: MluviiSettings): boolean {
	return operationId === 'downloadFile' && query['source'] === 'sharedFile' && !fileNeedsToken;
}

/** How Mluvii turns away a caller without a good token. */
const refusals: Record<'401' | 'redirect' | 'html', Answer> = {
	'401': { status: 401, headers: { 'www-authenticate': 'Bearer error="invalid_token"' } },
	redirect: { status: 302, headers: { location: '/login/Account/Login' } },
	html: { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: loginPage },
};

import { Contract } from '../contract';
import type { Faults } from '../faults';
import type { RequestLog } from '../requestLog';
import { createServiceApp } from '../service';
import { bearerToken } from '../tokens';
import { apiKeyHandlers } from './apiKeys';
import { docsRoutes } from './docs';
import { loginHandlers } from './login';
import { notificationHandlers } from './notifications';
import { RateLimits } from './rateLimits';
import { gatewayRefusal, refuseKey, refuseLogin, refuseProblem, refuseRights } from './refusals';
import { LoviState } from './state';
import { templateHandlers } from './templates';

/** The Lovi stand-in. */
export async function createLovi(requestLog: RequestLog, faults: Faults) {
	const state = new LoviState();
	const rateLimits = new RateLimits();
	const app = createServiceApp(
		{
			name: 'lovi',
			contract: await Contract.load('lovi'),
			handlers: {
				...loginHandlers(state),
				...apiKeyHandlers(state),
				...notificationHandlers(state),
				...templateHandlers(state),
			},
			security: {
				bearer: ({ headers }) =>
					state.tokens.owner(bearerToken(headers.authorization) ?? '') !== undefined,
				accessKey: ({ query }) => state.companyOfKey(query['access_key']) !== undefined,
			},
			latencyMs: () => state.settings.latencyMs,
			admit({ operationId, path, headers }) {
				const { requiresGateway, rateLimits: isLimited } = state.settings;
				const isBehindGateway = /^\/(auth|functions)\/v1\//.test(path);
				if (requiresGateway && isBehindGateway && !headers['apikey']) return gatewayRefusal;
				return isLimited ? rateLimits.admit(operationId) : undefined;
			},
			denied: () => state.settings.deniedOperations,
			forbidden: refuseRights,
			unauthorized({ operationId, headers }) {
				if (operationId !== 'listCompanyApiKeys') return refuseKey();
				const isMissing = headers.authorization === undefined;
				const message = isMissing ? 'Missing authorization header' : 'Invalid JWT';
				return { status: 401, body: { code: 401, message } };
			},
			invalid({ operationId, query }, [problem]) {
				if (operationId === 'logIn') {
					return ['password', 'refresh_token'].includes(String(query['grant_type']))
						? refuseLogin(state.settings.errorStyle, 400, 'Invalid login credentials')
						: { status: 400, body: { error: 'unsupported_grant_type' } };
				}
				return refuseProblem(problem ?? { place: '', field: '', rule: '', message: 'invalid' });
			},
			notFound: () => ({ status: 404, body: { message: 'Function not found' } }),
			extend: (target) => {
				target.use('/docs', docsRoutes(state));
			},
		},
		requestLog,
		faults,
	);
	return { app, state, rateLimits };
}

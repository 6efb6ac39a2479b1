import type { Answer, Handler } from '../service';
import { refuseLogin } from './refusals';
import { account, userId, type LoviState } from './state';

interface LoginRequest {
	email?: string;
	password?: string;
	refresh_token?: string;
}

/**
 * Handlers of the login. With a company key in the query the token is for that company alone. A refresh
 * token works once (lovi-api.md, section 1b).
 */
export function loginHandlers(state: LoviState): Record<string, Handler> {
	return {
		logIn({ query, body }) {
			const { email, password, refresh_token } = body as LoginRequest;
			const { errorStyle } = state.settings;
			if (query['grant_type'] === 'refresh_token') {
				const login = state.useRefreshToken(refresh_token ?? '');
				if (login !== undefined) return loggedIn(state, login);
				const text = 'Invalid Refresh Token: Refresh Token Not Found';
				return refuseLogin(errorStyle, 400, text, 'refresh_token_not_found');
			}
			if (email !== account.email || password !== account.password) {
				return refuseLogin(errorStyle, 400, 'Invalid login credentials');
			}
			const key = query['access_key'];
			const company = state.companyOfKey(key);
			if (key !== undefined && company === undefined) {
				return refuseLogin(errorStyle, 401, 'Invalid or expired access key');
			}
			return loggedIn(state, { companyId: company?.company_id });
		},
	};
}

function loggedIn(state: LoviState, login: { companyId?: string }): Answer {
	const now = new Date();
	const { tokenLifetimeSeconds } = state.settings;
	return {
		status: 200,
		body: {
			access_token: state.issueToken(login.companyId),
			token_type: 'bearer',
			expires_in: tokenLifetimeSeconds,
			expires_at: Math.floor(now.getTime() / 1000) + tokenLifetimeSeconds,
			refresh_token: state.issueRefreshToken(login),
			user: user(now.toISOString()),
		},
	};
}

function user(now: string) {
	return {
		id: userId,
		aud: 'authenticated',
		role: 'authenticated',
		email: account.email,
		email_confirmed_at: '2025-01-16T18:45:09.995114Z',
		phone: '',
		confirmed_at: '2025-01-16T18:45:09.995114Z',
		last_sign_in_at: now,
		app_metadata: { provider: 'email', providers: ['email'] },
		user_metadata: { email_verified: true, name: 'Sandbox' },
		identities: [],
		created_at: '2025-01-16T18:45:09.956743Z',
		updated_at: now,
		is_anonymous: false,
	};
}

import { randomUUID } from 'node:crypto';
import type { Handler } from '../service';
import { refuseLogin } from './refusals';
import { account, userId, type LoviState } from './state';

/** Handlers of the login. With a company key in the query the token is for that company alone. */
export function loginHandlers(state: LoviState): Record<string, Handler> {
	return {
		logIn({ query, body }) {
			const { email, password } = body as typeof account;
			const { errorStyle, tokenLifetimeSeconds } = state.settings;
			if (email !== account.email || password !== account.password) {
				return refuseLogin(errorStyle, 400, 'Invalid login credentials');
			}
			const key = query['access_key'];
			const company = state.companyOfKey(key);
			if (key !== undefined && company === undefined) {
				return refuseLogin(errorStyle, 401, 'Invalid or expired access key');
			}
			const now = new Date();
			return {
				status: 200,
				body: {
					access_token: state.issueToken(company?.company_id),
					token_type: 'bearer',
					expires_in: tokenLifetimeSeconds,
					expires_at: Math.floor(now.getTime() / 1000) + tokenLifetimeSeconds,
					refresh_token: randomUUID(),
					user: user(now.toISOString()),
				},
			};
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

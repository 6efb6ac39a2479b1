import type { LoggedRequest } from '../../sandbox/client';

/** Whether a request asks for a token. */
export function isLogIn({ path }: LoggedRequest): boolean {
	return ['/login/connect/token', '/auth/v1/token'].includes(path);
}

/** Tokens in circulation, by value, so that a revocation cannot hit a token issued later. */
export class Tokens<Owner> {
	private readonly live = new Map<string, { owner: Owner; expiresAt: number }>();

	/** Put a token into circulation. */
	add(token: string, owner: Owner, lifetimeSeconds: number): void {
		this.live.set(token, { owner, expiresAt: Date.now() + lifetimeSeconds * 1000 });
	}

	/** Whose token it is; undefined when it is unknown, revoked or expired. */
	owner(token: string): Owner | undefined {
		const entry = this.live.get(token);
		return entry !== undefined && entry.expiresAt > Date.now() ? entry.owner : undefined;
	}

	/** Kill every token issued so far. */
	revokeAll(): void {
		this.live.clear();
	}
}

/** The token of an Authorization header; undefined without one. */
export function bearerToken(authorization: unknown): string | undefined {
	if (typeof authorization !== 'string') return undefined;
	return /^bearer\s+(.+)$/i.exec(authorization)?.[1];
}

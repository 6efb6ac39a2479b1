import { LOVI_ITEMS } from '../../support/loviCases';
import type { Host } from './host';

/** Of the sandbox's company in Mluvii. */
export const METRIC_TOKEN = 'sandbox-metric-database-token';
/** For `gatewayApiKey` of a Lovi credential. */
export const GATEWAY_KEY = 'canary~gateway/key+=';
/** The companies in Lovi, with their keys. */
const COMPANIES = LOVI_ITEMS.map(({ company }, index) => ({
	company_id: `company-${index}`,
	company_name: company as string,
	key: `canary-company-key/+=${index}`,
	is_active: true,
}));

/** The ways in which a secret could have been written down. */
export function forms(secret: string): string[] {
	const bytes = Buffer.from(secret);
	return [
		secret,
		bytes.toString('latin1'),
		encodeURIComponent(secret),
		new URLSearchParams({ '': secret }).toString().slice(1),
		JSON.stringify(secret).slice(1, -1),
		JSON.stringify(JSON.stringify(secret)).slice(3, -3),
		bytes.toString('base64'),
		bytes.toString('base64url'),
		bytes.toString('hex'),
	];
}

/** What basic authentication makes of each user and password. */
export function basicLogins(users: string[], passwords: string[]): string[] {
	return users.flatMap((user) =>
		passwords.map((password) => Buffer.from(`${user}:${password}`).toString('base64')),
	);
}

/** Knows the secrets of the sandbox's services, and finds them in texts. */
export class SecretHunt {
	private readonly tokens = new Set<string>();
	/** Secrets that went over the wire. */
	private readonly sent = new Set<string>();

	constructor(private readonly host: Host) {}

	/** Puts the sandbox back to its seed, with companies whose keys can be told from everything else. */
	async begin(): Promise<void> {
		await this.host.sandbox.reset();
		await this.host.sandbox.setCompanies(COMPANIES);
	}

	/** Remembers the tokens that went over the wire since the beginning, and which other secrets did. */
	async remember(): Promise<void> {
		for (const token of await this.host.tokens()) this.tokens.add(token);
		const wire = JSON.stringify(await this.host.sandbox.requests());
		for (const secret of this.secrets()) if (wire.includes(secret)) this.sent.add(secret);
	}

	/** Those of the secrets that went over the wire so far, as a proof that there was something to find. */
	used(): string[] {
		return [...this.sent];
	}

	/** Every form of a secret that stands in one of the texts. */
	find(texts: string[]): string[] {
		const { mluvii, lovi } = this.host.sandbox;
		const wanted = new Set([
			...this.secrets().flatMap(forms),
			...basicLogins([mluvii.apiUsername, lovi.email], [mluvii.apiPassword, lovi.password]),
		]);
		const all = texts.join('\n');
		return [...wanted].filter((form) => all.includes(form));
	}

	/** All that must reach nobody but the services. */
	private secrets(): string[] {
		const { mluvii, lovi } = this.host.sandbox;
		return [
			...[mluvii.apiPassword, lovi.password, GATEWAY_KEY, METRIC_TOKEN],
			...COMPANIES.map(({ key }) => key),
			...this.tokens,
		];
	}
}

import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { Delivery, LoviCompany, LoviSettings } from '../api';
import { Tokens } from '../tokens';

/** The login that works. */
export const account = { email: 'owner@sandbox.example', password: 'sandbox-lovi-password' };

/** The user behind the login. */
export const userId = '3b601fa8-49fd-4a8c-af8c-b30601410975';

const seededCompanies: LoviCompany[] = [
	company('0d8f3c1a-acme', 'Acme Ltd', true),
	company('1e9a4d2b-borealis', 'Borealis GmbH', true),
	company('2fab5e3c-cafe', 'Café Ñandú', true),
	company('30bc6f4d-dormant', 'Dormant SA', false),
];

const defaultSettings: LoviSettings = {
	latencyMs: 0,
	tokenLifetimeSeconds: 3600,
	requiresGateway: false,
	deniedOperations: [],
	description: 'public',
	rateLimits: true,
	apiKeysShape: 'current',
	templatesShape: 'current',
	errorStyle: 'new',
	notifySuccess: 'queued',
	failingNumbers: [],
	checksTemplates: false,
};

/** A WhatsApp template, as the current documentation shows it. */
export interface Template {
	id: string;
	name: string;
	status: string;
	category: string;
	language: string;
	/** One example of the documentation has no type. */
	components: {
		type?: string;
		format?: string;
		text?: string;
		example?: object;
		buttons?: { type: string; text: string; url?: string }[];
	}[];
	parameter_format?: string;
}

/** For which company a token is; without one, for all companies of the user. */
interface Login {
	companyId?: string;
}

/** Everything that Lovi remembers. */
export class LoviState {
	readonly settings = { ...defaultSettings };
	readonly tokens = new Tokens<Login>();
	companies: LoviCompany[] = [];
	templates: Template[] = [];
	deliveries: Delivery[] = [];
	/** By refresh token that was not used yet: the login that goes on with it, one object all along. */
	private readonly refreshable = new Map<string, Login>();
	/** The login of each refresh token that was used. */
	private readonly used = new Map<string, Login>();
	private readonly secret = randomBytes(32);

	constructor() {
		this.reset();
	}

	/** Back to the seed and to the default settings. */
	reset(): void {
		Object.assign(this.settings, defaultSettings);
		this.companies = [...seededCompanies];
		this.templates = seedTemplates();
		this.deliveries = [];
	}

	/** The company that a key opens; undefined when the key is unknown or not active. */
	companyOfKey(key: unknown): LoviCompany | undefined {
		return this.companies.find((candidate) => candidate.key === key && candidate.is_active);
	}

	/** A token with which a login can go on once. */
	issueRefreshToken(login: Login): string {
		const token = randomUUID();
		this.refreshable.set(token, login);
		return token;
	}

	/** The login that goes on; undefined for a token that is not good. A second use ends the login. */
	useRefreshToken(token: string): Login | undefined {
		const login = this.refreshable.get(token);
		if (login !== undefined) {
			this.refreshable.delete(token);
			this.used.set(token, login);
			return login;
		}
		const stolen = this.used.get(token);
		for (const [other, owner] of this.refreshable) {
			if (owner === stolen) this.refreshable.delete(other);
		}
		return undefined;
	}

	/** Kill every token issued so far. */
	revokeTokens(): void {
		this.tokens.revokeAll();
		this.refreshable.clear();
	}

	/** A new token, for all companies of the user or for one. */
	issueToken(companyId?: string): string {
		const lifetime = this.settings.tokenLifetimeSeconds;
		const now = Math.floor(Date.now() / 1000);
		const claims = { sub: userId, iat: now, exp: now + lifetime, jti: randomUUID() };
		const content = [
			{ alg: 'HS256', typ: 'JWT' },
			{ ...claims, company_id: companyId },
		]
			.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
			.join('.');
		const signature = createHmac('sha256', this.secret).update(content).digest('base64url');
		const token = `${content}.${signature}`;
		this.tokens.add(token, { companyId }, lifetime);
		return token;
	}
}

function company(company_id: string, company_name: string, is_active: boolean): LoviCompany {
	return { company_id, company_name, key: `key-${company_id}`, is_active };
}

function seedTemplates(): Template[] {
	const approved = { status: 'APPROVED', parameter_format: 'POSITIONAL' };
	return [
		{
			...approved,
			id: '696796403510039',
			name: 'welcome_message',
			category: 'MARKETING',
			language: 'en',
			components: [{ type: 'BODY', text: 'Welcome! This is a test message.' }],
		},
		{
			...approved,
			id: '1269099831552940',
			name: 'order_confirmation',
			category: 'MARKETING',
			language: 'es',
			components: [
				{
					type: 'BODY',
					text: 'Hello {{1}}, your order {{2}} is ready!',
					example: { body_text: [['John', 'Premium Package']] },
				},
			],
		},
		{
			id: '2616178978766893',
			name: 'promo_with_image',
			status: 'APPROVED',
			category: 'MARKETING',
			language: 'es',
			components: [
				{
					type: 'HEADER',
					format: 'IMAGE',
					example: { header_handle: ['https://example.com/image.jpg'] },
				},
				{ type: 'BODY', text: 'Check out our special offer!' },
				{ text: 'Thank you for choosing us!' },
			],
		},
		{
			...approved,
			id: '3100000000000001',
			name: 'shipping_update',
			category: 'UTILITY',
			language: 'en_US',
			components: [
				{ type: 'HEADER', format: 'TEXT', text: 'Order {{1}}' },
				{
					type: 'BODY',
					text: 'Hello {{1}}, your order {{2}} arrives on {{3}}.',
					example: { body_text: [['Nora', '1017', 'Friday']] },
				},
				{ type: 'FOOTER', text: 'Sandbox Shop' },
			],
		},
		{
			...approved,
			id: '3100000000000002',
			name: 'track_order',
			category: 'UTILITY',
			language: 'en_US',
			components: [
				{ type: 'BODY', text: 'Your parcel is on its way.' },
				{
					type: 'BUTTONS',
					buttons: [
						{ type: 'QUICK_REPLY', text: 'Stop' },
						{ type: 'URL', text: 'Track', url: 'https://shop.example/track/{{1}}' },
					],
				},
			],
		},
		{
			...approved,
			id: '3100000000000004',
			name: 'invoice_document',
			category: 'UTILITY',
			language: 'en_US',
			components: [
				{
					type: 'HEADER',
					format: 'DOCUMENT',
					example: { header_handle: ['https://example.com/invoice.pdf'] },
				},
				{
					type: 'BODY',
					text: 'Hello {{1}}, here is your invoice.',
					example: { body_text: [['Nora']] },
				},
				{ type: 'FOOTER', text: 'Sandbox Shop' },
			],
		},
		{
			...approved,
			id: '3100000000000005',
			name: 'product_video',
			category: 'MARKETING',
			language: 'en_US',
			components: [
				{
					type: 'HEADER',
					format: 'VIDEO',
					example: { header_handle: ['https://example.com/product.mp4'] },
				},
				{ type: 'BODY', text: 'See our new product.' },
				{
					type: 'BUTTONS',
					buttons: [
						{ type: 'URL', text: 'Buy', url: 'https://shop.example/buy/{{1}}' },
						{ type: 'URL', text: 'Ask', url: 'https://shop.example/ask?about={{1}}' },
						{ type: 'QUICK_REPLY', text: 'More' },
						{ type: 'QUICK_REPLY', text: 'Stop' },
					],
				},
			],
		},
		{
			...approved,
			id: '3100000000000006',
			name: 'appointment',
			category: 'UTILITY',
			language: 'en_US',
			components: [
				{
					type: 'BODY',
					text: 'Hello {{1}}, see you on {{2}}.',
					example: { body_text: [['Nora', 'Friday']] },
				},
			],
		},
		{
			...approved,
			id: '3100000000000007',
			name: 'appointment',
			category: 'UTILITY',
			language: 'es',
			components: [
				{
					type: 'BODY',
					text: 'Hola {{1}}, nos vemos el {{2}} a las {{3}}.',
					example: { body_text: [['Nora', 'viernes', '10:30']] },
				},
			],
		},
		{
			...approved,
			id: '3100000000000008',
			name: 'travel_plan',
			category: 'UTILITY',
			language: 'en_US',
			components: [
				{
					type: 'BODY',
					text: '{{1}}, your plan: {{2}}, {{3}}, {{4}}, {{5}}, {{6}}, {{7}}, {{8}}, {{9}}, {{10}}, {{11}}. Bye, {{1}}!',
				},
			],
		},
		{
			// Its placeholders have names; how the documentation would call that form is not known.
			status: approved.status,
			id: '3100000000000009',
			name: 'points_balance',
			category: 'UTILITY',
			language: 'en_US',
			components: [
				{
					type: 'BODY',
					text: 'Hello {{first_name}}, you have {{points}} points.',
					example: { body_text_named_params: [{ param_name: 'first_name', example: 'Nora' }] },
				},
			],
		},
		{
			...approved,
			id: '3100000000000003',
			name: 'not_approved_yet',
			status: 'PENDING',
			category: 'MARKETING',
			language: 'en_US',
			components: [{ type: 'BODY', text: 'Soon.' }],
		},
	];
}

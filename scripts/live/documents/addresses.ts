import type { ServiceName } from '../../../sandbox/api';

/** Where to look for an official description. */
export interface DocumentAddress {
	/** Of the service itself only the path. */
	address: string;
	/** What is expected there. */
	title: string;
	/** What is read beside it, in words; undefined for nothing. */
	followUps?: string;
}

/** How many documents are read that a page names. */
export const MAX_NAMED = 20;
/** How many scripts are read that may hold the configuration of a page. */
export const MAX_SCRIPTS = 5;

export const SWAGGER_UI = '/api/index.html';
export const DISCOVERY = '/login/.well-known/openid-configuration';

const named = `up to ${MAX_NAMED} documents that this page names`;
const namedAndScripts = `up to ${MAX_SCRIPTS} scripts of this page, and ${named}`;

/** Where official descriptions of each service may be; see docs/reference: Mluvii 18.1 and 2.2, Lovi 12 and 16. */
export const DOCUMENT_ADDRESSES: Record<ServiceName, DocumentAddress[]> = {
	mluvii: [
		{ address: SWAGGER_UI, title: 'List of OpenAPI documents', followUps: namedAndScripts },
		{ address: DISCOVERY, title: 'OpenID Connect discovery document' },
	],
	lovi: [
		{ address: 'https://docs.lovi.ai/llms.txt', title: 'List of pages', followUps: named },
		{
			address: 'https://docs.lovi.ai/en/api-reference/authentication.md',
			title: 'Authentication page',
		},
		{
			address: 'https://lovi.mintlify.app/en/api-reference/authentication.md',
			title: 'Authentication page',
		},
		{ address: 'https://lovi.mintlify.app/llms.txt', title: 'List of pages', followUps: named },
	],
};

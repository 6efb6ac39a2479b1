/** The services that have a package of their own. */
export const SERVICES = ['mluvii', 'lovi'] as const;

export type Service = (typeof SERVICES)[number];

/** What the packages are called on npm; n8n puts the name before that of each node. */
export const PACKAGES = {
	combined: 'n8n-nodes-mluvii-lovi',
	mluvii: 'n8n-nodes-mluvii',
	lovi: 'n8n-nodes-lovi',
} as const;

/** The service that a node, a credential type or a folder belongs to, which all begin with its name. */
export function serviceOf(name: string): Service | undefined {
	return SERVICES.find((service) => name.toLowerCase().startsWith(service));
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Identity } from '../release/identity';
import { packageFields } from '../release/identity';
import type { Service } from './names';
import { PACKAGES, serviceOf } from './names';

const ROOT = join(__dirname, '..', '..');
/** Files that each of the packages gets, by the paths that they have in it. */
export const TEMPLATES = join('packages', 'single');

/** What tells the packages apart on npm. */
const ABOUT: Record<Service, { description: string; keywords: string[] }> = {
	mluvii: {
		description: 'n8n nodes for Mluvii: chats, calls, e-mails, contacts and chatbots',
		keywords: ['mluvii', 'live-chat', 'contact-center'],
	},
	lovi: {
		description: 'n8n node for Lovi: WhatsApp messages, templates and voice notifications',
		keywords: ['lovi', 'whatsapp'],
	},
};

interface Manifest {
	version: string;
	license: string;
	n8n: { n8nNodesApiVersion: number; nodes: string[]; credentials: string[] };
}

interface LockFile {
	name: string;
	version: string;
	packages: Record<string, object>;
}

/** The sources of the nodes and credentials of a service. */
export function entriesOf(service: Service): string[] {
	const { n8n } = readJson('package.json') as Manifest;
	return builtFilesOf(service, [...n8n.nodes, ...n8n.credentials]).map((path) =>
		path.replace(/^dist\/(.*)\.js$/, '$1.ts'),
	);
}

function builtFilesOf(service: Service, paths: readonly string[]): string[] {
	return paths.filter((path) => serviceOf(path.split('/')[2] ?? '') === service);
}

/** The package.json of a service's package. */
export function manifestOf(service: Service, identity: Identity) {
	const { version, license, n8n } = readJson('package.json') as Manifest;
	const { description, keywords } = ABOUT[service];
	return {
		name: PACKAGES[service],
		version,
		description,
		keywords: ['n8n-community-node-package', 'n8n', ...keywords],
		license,
		...packageFields(identity, service),
		...(readJson(join(TEMPLATES, 'package.json')) as object),
		n8n: {
			n8nNodesApiVersion: n8n.n8nNodesApiVersion,
			strict: true,
			credentials: builtFilesOf(service, n8n.credentials),
			nodes: builtFilesOf(service, n8n.nodes),
		},
	};
}

/** The lock file, which is the same for all packages but for name and version. */
export function lockFileOf({ name, version }: { name: string; version: string }): LockFile {
	const lock = readJson(join(TEMPLATES, 'package-lock.json')) as LockFile;
	const { '': root, ...packages } = lock.packages;
	return { ...lock, name, version, packages: { '': { ...root, name, version }, ...packages } };
}

function readJson(path: string): unknown {
	return JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
}

/** As npm writes JSON. */
export function json(value: unknown): Buffer {
	return Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SandboxInfo } from '../sandbox/client';
import type { CredentialReference, N8nRest, NewCredential, WorkflowJson } from './n8n/rest';
import { withCredentials } from './n8n/rest';
import { folderOf, isWanted, serviceOf, wantedPackages } from './packages';

/** What an n8n was filled with. */
export interface Demo {
	/** By credential type. */
	credentials: Record<string, CredentialReference>;
	/** Workflow ids by example, such as `lovi-notify-company`. */
	workflows: Record<string, string>;
}

/** The three credentials with the sandbox's logins; OAuth2 still has to be connected in the editor. */
export function sandboxCredentials({ mluvii, lovi }: SandboxInfo): NewCredential[] {
	return [
		{
			name: 'Mluvii (sandbox)',
			type: 'mluviiApi',
			data: { domain: mluvii.url, username: mluvii.apiUsername, password: mluvii.apiPassword },
		},
		{
			name: 'Mluvii login screen (sandbox)',
			type: 'mluviiOAuth2Api',
			data: {
				domain: mluvii.url,
				clientId: mluvii.oauthClientId,
				clientSecret: mluvii.oauthClientSecret,
				scope: 'mluviiPublicApi offline_access',
			},
		},
		{
			name: 'Lovi (sandbox)',
			type: 'loviApi',
			data: { baseUrl: lovi.url, email: lovi.email, password: lovi.password },
		},
	];
}

/**
 * Puts the credentials and every example workflow of the packages that are tested into an n8n.
 *
 * @param others credentials for what else the examples use; without them, those are left to be chosen
 */
export async function fillN8n(
	rest: N8nRest,
	sandbox: SandboxInfo,
	others: NewCredential[] = [],
): Promise<Demo> {
	const credentials: Demo['credentials'] = {};
	const own = sandboxCredentials(sandbox).filter(({ type }) => isWanted(serviceOf(type)));
	for (const credential of [...own, ...others]) {
		credentials[credential.type] = await rest.createCredential(credential);
	}
	const workflows: Demo['workflows'] = {};
	for (const name of exampleNames()) {
		workflows[name] = await rest.createWorkflow(withCredentials(readExample(name), credentials));
	}
	return { credentials, workflows };
}

/** The names of the examples of the packages that are tested, without ending. */
export function exampleNames(): string[] {
	return examplesFolders().flatMap((folder) =>
		readdirSync(folder)
			.filter((file) => file.endsWith('.json'))
			.map((file) => file.replace(/\.json$/, '')),
	);
}

/** An example as it would be imported. */
export function readExample(name: string): WorkflowJson {
	const paths = examplesFolders().map((folder) => join(folder, `${name}.json`));
	const path = paths.find((candidate) => existsSync(candidate));
	if (path === undefined) throw new Error(`There is no example ${name}`);
	return JSON.parse(readFileSync(path, 'utf8')) as WorkflowJson;
}

function examplesFolders(): string[] {
	return wantedPackages().map((key) => join(folderOf(key), 'examples'));
}

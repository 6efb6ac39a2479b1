import { execFile } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { promisify } from 'node:util';
import type { N8nInstallation } from './install';

/**
 * Runs one of n8n's commands on a user folder, and waits for its end.
 *
 * @throws Error with what n8n says if the command fails
 */
export async function runCommand(
	installation: N8nInstallation,
	userFolder: string,
	command: string[],
): Promise<void> {
	const env = environment(installation, userFolder);
	await promisify(execFile)(installation.node, [installation.entry, ...command], { env });
}

/** The whole environment of n8n but its addresses: quiet, its data and its home in one folder. */
export function environment(
	{ version, node }: N8nInstallation,
	userFolder: string,
): NodeJS.ProcessEnv {
	const { PATH, LANG, TZ, TMPDIR, TEMP, TMP, SystemRoot, N8N_IMAGE } = process.env;
	return {
		...{ LANG, TZ, TMPDIR, TEMP, TMP, SystemRoot, N8N_IMAGE },
		// n8n starts its task runner with whatever `node` it finds.
		PATH: [dirname(node), PATH].join(delimiter),
		HOME: userFolder,
		USERPROFILE: userFolder,
		N8N_USER_FOLDER: userFolder,
		DB_TYPE: 'sqlite',
		N8N_SECURE_COOKIE: 'false', // plain http
		GENERIC_TIMEZONE: Intl.DateTimeFormat().resolvedOptions().timeZone,
		N8N_LOG_LEVEL: 'info',
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
		N8N_DYNAMIC_BANNERS_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_VERIFIED_PACKAGES_ENABLED: 'false', // would fetch n8n's catalogue
		N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
		...(version.startsWith('1.')
			? {
					N8N_EXPRESSION_ENGINE: 'legacy', // the other one needs a package that is compiled
					DB_SQLITE_POOL_SIZE: '4', // without, an execution seems to be over before its data is stored
				}
			: { N8N_DISABLED_MODULES: 'instance-ai,mcp-registry' }), // the latter would fetch a catalogue, too
	};
}

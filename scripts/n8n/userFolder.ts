import { cpSync, existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './environment';
import type { N8nInstallation } from './install';

/** Whether `createUserFolder` has been here. */
export function hasUserFolder(installation: N8nInstallation): boolean {
	return existsSync(kept(installation));
}

/**
 * Lets n8n set up a database once, so that starting with a new user folder does not take the seconds that
 * n8n needs for it.
 *
 * @throws Error with what n8n says if it cannot even be started
 */
export async function createUserFolder(installation: N8nInstallation): Promise<void> {
	const draft = `${kept(installation)}.partial`;
	// It does nothing with an empty database, but every command begins with setting it up.
	await runCommand(installation, draft, ['list:workflow']);
	renameSync(join(draft, DATA), kept(installation));
	rmSync(draft, { recursive: true });
}

/** Gives a user folder that has no data yet what `createUserFolder` has kept. */
export function fillUserFolder(installation: N8nInstallation, userFolder: string): void {
	const data = join(userFolder, DATA);
	if (!existsSync(data)) cpSync(kept(installation), data, { recursive: true });
}

/** What n8n calls the folder within the user folder. */
const DATA = '.n8n';

function kept({ folder }: N8nInstallation): string {
	return join(folder, 'new-user-folder');
}

import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { launchSandbox } from '../../../sandbox/client';
import { ensureN8n } from '../../../scripts/n8n/install';
import { launchN8n } from '../../../scripts/n8n/launch';
import { packPackage } from '../../../scripts/n8n/package';
import type { Running } from './host';
import { publish } from './host';

/** Starts one n8n with the packed tarball, and one sandbox, for all files of the layer. */
export default async function setup(): Promise<void> {
	const installation = await ensureN8n((line) => {
		console.log(line);
	});
	const tarball = await packPackage(join(__dirname, '..', '..', '..'));
	const [sandbox, n8n] = await Promise.all([launchSandbox(), launchN8n({ installation, tarball })]);
	rmSync(dirname(tarball), { recursive: true });
	publish({ sandbox, n8n });
	(globalThis as { e2e?: Running }).e2e = { sandbox, n8n };
}

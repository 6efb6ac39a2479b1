import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { GlobalConfig } from 'jest';
import { launchSandbox } from '../../../sandbox/client';
import { ensureN8n } from '../../../scripts/n8n/install';
import { launchN8n } from '../../../scripts/n8n/launch';
import { packPackage } from '../../../scripts/n8n/package';
import type { Running } from './host';
import { publish } from './host';

/** Starts an n8n with the packed tarball and a sandbox for each of Jest's workers. */
export default async function setup({
	maxWorkers,
}: Pick<GlobalConfig, 'maxWorkers'>): Promise<void> {
	const installation = await ensureN8n((line) => {
		console.log(line);
	});
	const tarball = await packPackage(join(__dirname, '..', '..', '..'));
	const start = async (): Promise<Running> => {
		const [sandbox, n8n] = await Promise.all([
			launchSandbox(),
			launchN8n({ installation, tarball }),
		]);
		return { sandbox, n8n };
	};
	try {
		const running = await Promise.all(Array.from({ length: maxWorkers }, start));
		publish(running);
		(globalThis as { e2e?: Running[] }).e2e = running;
	} finally {
		rmSync(dirname(tarball), { recursive: true });
	}
}

import type { GlobalConfig } from 'jest';
import { launchSandbox } from '../../../sandbox/client';
import { ensureN8n } from '../../../scripts/n8n/install';
import { launchN8n } from '../../../scripts/n8n/launch';
import { packPackages } from '../../../scripts/packages';
import type { Running } from './host';
import { publish } from './host';

/** Starts an n8n with the packages that are tested and a sandbox for each of Jest's workers. */
export default async function setup({
	maxWorkers,
}: Pick<GlobalConfig, 'maxWorkers'>): Promise<void> {
	const installation = await ensureN8n((line) => {
		console.log(line);
	});
	const { tarballs, remove } = await packPackages();
	const start = async (): Promise<Running> => {
		const [sandbox, n8n] = await Promise.all([
			launchSandbox(),
			launchN8n({ installation, tarball: tarballs }),
		]);
		return { sandbox, n8n };
	};
	try {
		const running = await Promise.all(Array.from({ length: maxWorkers }, start));
		publish(running);
		(globalThis as { e2e?: Running[] }).e2e = running;
	} finally {
		await remove();
	}
}

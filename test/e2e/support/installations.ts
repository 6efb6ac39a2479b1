import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureN8n } from '../../../scripts/n8n/install';
import type { RunningN8n } from '../../../scripts/n8n/launch';
import { launchN8n } from '../../../scripts/n8n/launch';
import { N8nRest } from '../../../scripts/n8n/rest';
import type { PackageKey, PackedPackages } from '../../../scripts/packages';
import { packPackages } from '../../../scripts/packages';

/** Several n8n beside the one of the layer, each with packages of its own; all of it is gone afterwards. */
export class Installations {
	private readonly folder = mkdtempSync(join(tmpdir(), 'n8n-installations-'));
	private readonly running: RunningN8n[] = [];
	private readonly packed = new Map<string, PackedPackages>();

	/**
	 * Starts n8n on the data in a folder of this name.
	 *
	 * @param port by default one of its own
	 * @param packages by default those that are tested
	 */
	async start(
		name: string,
		port?: number,
		packages?: PackageKey[],
	): Promise<{ n8n: RunningN8n; rest: N8nRest }> {
		const n8n = await launchN8n({
			installation: await ensureN8n(() => undefined),
			tarball: (await this.pack(packages)).tarballs,
			userFolder: join(this.folder, name),
			port,
		});
		this.running.push(n8n);
		const rest = new N8nRest(n8n.baseUrl, n8n.owner);
		await rest.login();
		return { n8n, rest };
	}

	/** Copies the data of an n8n that is not running. */
	copy(from: string, to: string): void {
		cpSync(join(this.folder, from), join(this.folder, to), { recursive: true });
	}

	async remove(): Promise<void> {
		for (const n8n of this.running) await n8n.stop();
		rmSync(this.folder, { recursive: true, force: true });
		for (const packed of this.packed.values()) await packed.remove();
	}

	private async pack(packages?: PackageKey[]): Promise<PackedPackages> {
		const key = String(packages);
		const packed = this.packed.get(key) ?? (await packPackages(packages));
		this.packed.set(key, packed);
		return packed;
	}
}

/** Where an n8n listens, for one that takes its place. */
export function portOf({ baseUrl }: RunningN8n): number {
	return Number(new URL(baseUrl).port);
}

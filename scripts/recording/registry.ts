import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import express from 'express';
import type { N8nInstallation } from '../n8n/install';
import { pathWithRegistry } from '../n8n/npm';

/** A registry that n8n installs a package from. */
export interface LocalRegistry {
	/** The PATH for n8n's environment, so that it asks this registry. */
	path: string;
	close: () => Promise<void>;
}

/**
 * Serves a packed package to an n8n as npm's registry would, so that what is not published yet can be installed from
 * n8n's own settings. Everything but the address is n8n's and npm's own doing.
 *
 * @param installation of the n8n that installs it
 */
export async function startRegistry(
	tarball: string,
	manifest: { name: string; version: string },
	installation: N8nInstallation,
): Promise<LocalRegistry> {
	const content = readFileSync(tarball);
	const integrity = `sha512-${createHash('sha512').update(content).digest('base64')}`;
	const app = express();
	app.get(`/${basename(tarball)}`, (_request, response) => {
		response.type('application/octet-stream').send(content);
	});
	app.get(`/${manifest.name}`, (request, response) => {
		const address = `http://${request.headers.host}/${basename(tarball)}`;
		response.json({
			name: manifest.name,
			'dist-tags': { latest: manifest.version },
			versions: { [manifest.version]: { ...manifest, dist: { tarball: address, integrity } } },
		});
	});
	const server = app.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	const folder = mkdtempSync(join(tmpdir(), 'demo-npm-'));
	return {
		path: pathWithRegistry(installation, `http://127.0.0.1:${port}`, folder),
		async close() {
			rmSync(folder, { recursive: true });
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		},
	};
}

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import express from 'express';

/** A registry that n8n installs a package from. */
export interface LocalRegistry {
	/** For n8n's environment: its `npm` asks this registry, where it would ask npm's. */
	path: string;
	close: () => Promise<void>;
}

/**
 * Serves a packed package as npm's registry would, and puts an `npm` before that of the machine which asks it. n8n
 * takes another registry only with a licence, so this is the only way to install what is not published yet from
 * n8n's own settings. Everything but the address is n8n's and npm's own doing.
 *
 * @param nodeFolder where n8n's Node.js and npm are
 */
export async function startRegistry(
	tarball: string,
	manifest: { name: string; version: string },
	nodeFolder: string,
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
	writeFileSync(join(folder, 'npm'), askInstead(`http://127.0.0.1:${port}`), { mode: 0o755 });
	return {
		path: [folder, nodeFolder, process.env.PATH].join(delimiter),
		async close() {
			rmSync(folder, { recursive: true });
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		},
	};
}

/** An `npm` that gives the next one on the path a registry; of several, npm takes the last. */
function askInstead(registry: string): string {
	return `#!/bin/sh\nPATH=\${PATH#*:} exec npm "$@" --registry=${registry}\n`;
}

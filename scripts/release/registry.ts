import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
	copyFileSync,
	existsSync,
	mkdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import axios from 'axios';
import pWaitFor from 'p-wait-for';
import { stringify } from 'yaml';
import type { Log, N8nInstallation } from '../n8n/install';
import { cacheFolder } from '../n8n/install';
import { startSupervised } from '../n8n/launch';
import { lockPort, withLock } from '../n8n/lock';
import { runNpm } from '../n8n/npm';
import { findFreePort } from '../n8n/ports';

/** What verdaccio is installed from. */
const PINS = join(__dirname, 'registry');

/** A registry for npm packages on this machine, which knows what is published to it and nothing else. */
export interface LocalRegistry {
	/** Without a trailing slash. */
	url: string;
	/** A user's settings for npm, by which it publishes there. */
	npmrc: string;
	stop: () => Promise<void>;
}

/**
 * Starts a registry on the loopback interface. It is installed once per machine, apart from what develops the
 * package: one of its dependencies needs an override, which n8n forbids in a package.json that is published.
 *
 * @param folder where it keeps everything; the caller removes it
 * @param installation whose Node.js runs the registry, which needs 22 or later
 */
export async function launchRegistry(
	folder: string,
	{ node }: N8nInstallation,
	log: Log,
): Promise<LocalRegistry> {
	const verdaccio = await ensureVerdaccio(log);
	mkdirSync(folder);
	const config = join(folder, 'config.yaml');
	writeFileSync(
		config,
		stringify({
			storage: join(folder, 'storage'),
			auth: { htpasswd: { file: join(folder, 'htpasswd') } },
			packages: { '**': { access: '$all', publish: '$authenticated' } },
			log: { type: 'stdout', format: 'pretty', level: 'http' },
		}),
	);
	const host = `127.0.0.1:${await findFreePort()}`;
	const program = [node, verdaccio, '--config', config, '--listen', host];
	const supervisor = startSupervised(program, process.env, '', join(folder, 'log.txt'));
	const stop = async () => {
		supervisor.stdin?.destroy();
		if (supervisor.exitCode === null) await once(supervisor, 'exit');
	};
	try {
		const url = `http://${host}`;
		const npmrc = join(folder, 'npmrc');
		writeFileSync(npmrc, `registry=${url}/\n//${host}/:_authToken=${await signUp(url)}\n`);
		return { url, npmrc, stop };
	} catch (error) {
		await stop();
		throw error;
	}
}

/** Waits for the registry, and becomes a user who may publish. */
async function signUp(url: string): Promise<string> {
	const http = axios.create({ baseURL: url, proxy: false });
	const isUp = async () =>
		await http.get('/-/ping').then(
			() => true,
			() => false,
		);
	await pWaitFor(isUp, {
		interval: 100,
		timeout: { milliseconds: 30_000, message: 'The registry does not become ready' },
	});
	const user = { name: 'rehearsal', password: 'rehearsal-1', type: 'user' };
	const { data } = await http.put<{ token: string }>('/-/user/org.couchdb.user:rehearsal', user);
	return data.token;
}

/** @returns the path of verdaccio's start script */
async function ensureVerdaccio(log: Log): Promise<string> {
	const pins = createHash('sha256').update(readFileSync(join(PINS, 'package-lock.json')));
	const folder = join(cacheFolder(), `registry-${pins.digest('hex').slice(0, 8)}`);
	const entry = join(folder, 'node_modules', 'verdaccio', 'bin', 'verdaccio');
	const installOnce = async () => {
		if (existsSync(entry)) return;
		log(`Installing a registry into ${folder}: once per machine, about a minute`);
		const draft = `${folder}.partial`;
		rmSync(draft, { recursive: true, force: true });
		mkdirSync(draft, { recursive: true });
		for (const file of ['package.json', 'package-lock.json']) {
			copyFileSync(join(PINS, file), join(draft, file));
		}
		await runNpm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
			cwd: draft,
		});
		renameSync(draft, folder);
	};
	await withLock(
		lockPort(folder),
		() => {
			log('Waiting for another process, which is installing a registry');
		},
		installOnce,
	);
	return entry;
}

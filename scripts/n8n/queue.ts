import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import type { N8nInstallation } from './install';
import type { LaunchOptions, N8nCommand, RunningN8n } from './launch';
import { launchN8n } from './launch';

/** The settings for queue mode that are recommended to users, and used here. */
const SETTINGS_FILE = join(__dirname, '..', '..', 'examples', 'queue-mode', 'n8n.env');

/** n8n's variables that have the same value in all processes of a queue. */
export const SHARED_ENV = [
	'DB_POSTGRESDB_HOST',
	'DB_POSTGRESDB_PORT',
	'DB_POSTGRESDB_DATABASE',
	'DB_POSTGRESDB_USER',
	'DB_POSTGRESDB_PASSWORD',
	'QUEUE_BULL_REDIS_HOST',
	'QUEUE_BULL_REDIS_PORT',
	'N8N_ENCRYPTION_KEY',
] as const;

/** An n8n in queue mode; as a `RunningN8n` it is the main process, whose end is that of all. */
export interface RunningQueue extends RunningN8n {
	workers: RunningN8n[];
	/** Starts one more process, or one that was killed again: it gets its user folder. */
	add: (command: N8nCommand, options?: { insteadOf?: RunningN8n }) => Promise<RunningN8n>;
}

type QueueOptions = Omit<LaunchOptions, 'command' | 'userFolder' | 'logFile'> & {
	/** Default: 2. */
	workers?: number;
};

/**
 * Starts an n8n in queue mode, a main process and workers, in a database of its own in the machine's
 * PostgreSQL and under a key prefix of its own in its Redis. Both are removed by `stop()`.
 *
 * PostgreSQL is found by the variables of its own tools (`PGHOST`, `PGPORT`, `PGUSER`, `PGPASSWORD`),
 * Redis by `QUEUE_BULL_REDIS_HOST` and `QUEUE_BULL_REDIS_PORT`; without them, on this machine.
 *
 * @throws Error that says which of the two cannot be reached; with the end of n8n's log if a process does
 * not become ready
 */
export async function launchQueue({
	workers = 2,
	...options
}: QueueOptions): Promise<RunningQueue> {
	const resources = await openResources(options.installation);
	const running: RunningN8n[] = [];
	const stopAll = async () => {
		// Backwards: a process that was started again uses the folder that the one before removes.
		for (const { stop } of running.reverse()) await stop();
		await resources.close();
	};
	let env = { ...queueSettings(), ...resources.env, ...options.env };
	const add: RunningQueue['add'] = async (command, { insteadOf } = {}) => {
		const process = await launchN8n({
			...options,
			command,
			userFolder: insteadOf?.userFolder,
			env,
		});
		running.push(process);
		return process;
	};
	try {
		// The main process sets up the database for the others.
		const main = await add('start');
		env = { WEBHOOK_URL: `${main.baseUrl}/`, ...env };
		const started = await Promise.all(Array.from({ length: workers }, () => add('worker')));
		return { ...main, workers: started, add, stop: stopAll };
	} catch (error) {
		await stopAll();
		throw error;
	}
}

/** The recommended settings for queue mode, by the names of n8n's environment variables. */
export function queueSettings(): Record<string, string> {
	return parseEnv(readFileSync(SETTINGS_FILE, 'utf8')) as Record<string, string>;
}

/** What a queue uses in the machine's PostgreSQL and Redis. */
interface Resources {
	env: Record<string, string>;
	/** Removes it all. */
	close: () => Promise<void>;
}

async function openResources(installation: N8nInstallation): Promise<Resources> {
	const name = `n8n_${randomBytes(6).toString('hex')}`;
	const password = randomBytes(16).toString('hex');
	const postgres = await connectToPostgres(installation);
	const redis = await connectToRedis(installation).catch(async (error: unknown) => {
		await postgres.end();
		throw error;
	});
	// Names cannot be parameters of these statements; this one is made of digits and letters.
	await postgres.query(`CREATE ROLE ${name} LOGIN PASSWORD '${password}'`);
	await postgres.query(`CREATE DATABASE ${name} OWNER ${name}`);
	const shared: Record<(typeof SHARED_ENV)[number], string> = {
		DB_POSTGRESDB_HOST: postgres.host,
		DB_POSTGRESDB_PORT: String(postgres.port),
		DB_POSTGRESDB_DATABASE: name,
		DB_POSTGRESDB_USER: name,
		DB_POSTGRESDB_PASSWORD: password,
		QUEUE_BULL_REDIS_HOST: redis.options.host,
		QUEUE_BULL_REDIS_PORT: String(redis.options.port),
		N8N_ENCRYPTION_KEY: randomBytes(16).toString('hex'),
	};
	return {
		// Redis may be in use by others: all keys have a prefix of their own.
		env: { ...shared, QUEUE_BULL_PREFIX: `${name}:bull`, N8N_REDIS_KEY_PREFIX: name },
		async close() {
			await postgres.query(`DROP DATABASE ${name} WITH (FORCE)`);
			await postgres.query(`DROP ROLE ${name}`);
			await postgres.end();
			for await (const keys of redis.scanStream({ match: `*${name}*` })) {
				if (keys.length > 0) await redis.del(keys);
			}
			await redis.quit();
		},
	};
}

/** As far as it is used here; n8n's own drivers are taken, so that no other ones are needed. */
interface Postgres {
	host: string;
	port: number;
	connect(): Promise<void>;
	query(statement: string): Promise<unknown>;
	end(): Promise<void>;
}

interface Redis {
	options: { host: string; port: number };
	connect(): Promise<void>;
	scanStream(options: { match: string }): AsyncIterable<string[]>;
	del(keys: string[]): Promise<unknown>;
	quit(): Promise<unknown>;
	disconnect(): void;
	on(event: 'error', handler: () => void): void;
}

async function connectToPostgres({ folder }: N8nInstallation): Promise<Postgres> {
	const { Client } = createRequire(join(folder, 'package.json'))('pg') as {
		Client: new (settings: object) => Postgres;
	};
	const { PGHOST = '127.0.0.1', PGUSER = userInfo().username } = process.env;
	const postgres = new Client({ host: PGHOST, user: PGUSER, database: 'postgres' });
	await postgres.connect().catch((error: unknown) => {
		throw unreachable('PostgreSQL', `${postgres.host}:${postgres.port}`, 'PGHOST, PGPORT', error);
	});
	return postgres;
}

async function connectToRedis({ folder }: N8nInstallation): Promise<Redis> {
	const { Redis } = createRequire(join(folder, 'package.json'))('ioredis') as {
		Redis: new (settings: object) => Redis;
	};
	const { QUEUE_BULL_REDIS_HOST: host = '127.0.0.1', QUEUE_BULL_REDIS_PORT: port = 6379 } =
		process.env;
	const redis = new Redis({
		host,
		port: Number(port),
		lazyConnect: true,
		retryStrategy: null,
	});
	redis.on('error', () => undefined); // `connect` says it, too.
	await redis.connect().catch((error: unknown) => {
		redis.disconnect();
		const variables = 'QUEUE_BULL_REDIS_HOST, QUEUE_BULL_REDIS_PORT';
		throw unreachable('Redis', `${host}:${port}`, variables, error);
	});
	return redis;
}

function unreachable(what: string, where: string, variables: string, cause: unknown): Error {
	const reason = cause instanceof Error ? cause.message : String(cause);
	return new Error(
		`Queue mode needs ${what}, which cannot be reached at ${where}: ${reason}. Start it, or say where it is (${variables}).`,
		{ cause },
	);
}

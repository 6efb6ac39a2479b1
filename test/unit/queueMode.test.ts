import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { SHARED_ENV, queueSettings } from '../../scripts/n8n/queue';
import { NEWEST_VERSION } from '../../scripts/n8n/versions';

interface Service {
	image: string;
	command?: string;
	env_file?: string;
	environment?: Record<string, string>;
	stop_grace_period?: string;
}

const FOLDER = join(__dirname, '..', '..', 'examples', 'queue-mode');
const { services } = parse(readFileSync(join(FOLDER, 'docker-compose.yml'), 'utf8'), {
	merge: true,
}) as { services: Record<string, Service> };
const n8n = Object.entries(services).filter(([, { image }]) => image.includes('n8n'));

describe('the compose file for queue mode', () => {
	it('has a main process and workers of the n8n that the package is tried against', () => {
		expect(n8n.map(([name, { command }]) => [name, command])).toEqual([
			['main', 'start'],
			['worker', 'worker'],
		]);
		for (const [, { image }] of n8n) {
			expect(image).toBe(`docker.n8n.io/n8nio/n8n:${NEWEST_VERSION}`);
		}
	});

	it.each(n8n)('gives %s the settings with which queue mode is tested', (_, service) => {
		expect(service.env_file).toBe('n8n.env');
		expect(Object.keys(service.environment ?? {})).toEqual([...SHARED_ENV, 'WEBHOOK_URL']);
		for (const name of Object.keys(queueSettings())) {
			expect(service.environment).not.toHaveProperty(name);
		}
	});

	it('leads n8n to its own PostgreSQL and Redis', () => {
		const { DB_POSTGRESDB_HOST, QUEUE_BULL_REDIS_HOST, ...others } =
			services.main?.environment ?? {};

		expect(services).toHaveProperty([DB_POSTGRESDB_HOST ?? '']);
		expect(services).toHaveProperty([QUEUE_BULL_REDIS_HOST ?? '']);
		expect(services.postgres?.environment).toEqual({
			POSTGRES_DB: others.DB_POSTGRESDB_DATABASE,
			POSTGRES_USER: others.DB_POSTGRESDB_USER,
			POSTGRES_PASSWORD: others.DB_POSTGRESDB_PASSWORD,
		});
	});

	it('gives a worker that is stopped more time than n8n takes', () => {
		const seconds = Number(queueSettings().N8N_GRACEFUL_SHUTDOWN_TIMEOUT);

		expect(parseInt(services.worker?.stop_grace_period ?? '')).toBeGreaterThan(seconds);
	});
});

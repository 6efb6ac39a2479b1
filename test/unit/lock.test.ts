import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pWaitFor from 'p-wait-for';
import { withLock } from '../../scripts/n8n/lock';
import { claimPort } from '../../scripts/n8n/ports';

interface Told {
	port: number;
	what: 'enters' | 'waits';
	by: ChildProcess;
}

const LOCKS = 30;
const PROCESSES = 8;
const users: ChildProcess[] = [];
let ports: number[];
let told: Told[] = [];

beforeAll(async () => {
	ports = await freePorts(LOCKS);
});

afterAll(async () => {
	await Promise.all(users.map(end));
});

describe('a lock', () => {
	it('whose holder was killed lets one of many processes in, and tells each of the others once to wait', async () => {
		const [holder, ...others] = await start(1 + PROCESSES);
		for (const port of ports) holder?.send(port);
		await pWaitFor(() => told.length === LOCKS);
		await end(holder);
		told = [];

		for (const port of ports) {
			for (const user of others) user.send(port);
			await sleep(20);
		}
		await pWaitFor(() => told.length >= LOCKS * PROCESSES);
		await sleep(1500); // The others look again every second.
		const counts = ports.map((port) => [count(port, 'enters'), count(port, 'waits')]);
		expect(counts).toEqual(ports.map(() => [1, PROCESSES - 1]));

		const { port, by } = told.find(({ what }) => what === 'enters') as Told;
		await end(by);
		await pWaitFor(() => count(port, 'enters') === 2);
	}, 60_000);

	it('is not waited for any longer once the waiting is ended', async () => {
		const [port = 0] = await freePorts(1);
		const ended = AbortSignal.timeout(50);
		const waiting = withLock(port, jest.fn(), async () => {
			await withLock(port, jest.fn(), jest.fn(), { signal: ended });
		});

		await expect(waiting).rejects.toThrow('aborted due to timeout');
	});

	it('is free again when the work is done, well or badly', async () => {
		const [port = 0] = await freePorts(1);
		const onWait = jest.fn();
		await expect(
			withLock(port, onWait, () => Promise.reject(new Error('Disk full'))),
		).rejects.toThrow('Disk full');
		await expect(withLock(port, onWait, () => Promise.resolve('done'))).resolves.toBe('done');
		expect(onWait).not.toHaveBeenCalled();
	});

	it('that a foreign program holds is not waited for for ever', async () => {
		const { port, release } = await claimPort(0);
		const [onWait, action] = [jest.fn(), jest.fn()];
		const refusal = await withLock(port, onWait, action, { patienceMs: 50 }).catch(String);
		await release();
		expect(refusal).toContain(`Another process still holds port ${port}`);
		expect(onWait).toHaveBeenCalledTimes(1);
		expect(action).not.toHaveBeenCalled();
	});
});

async function start(howMany: number): Promise<ChildProcess[]> {
	const started = Array.from({ length: howMany }, () =>
		fork(join(__dirname, '..', 'support', 'lockUser.ts'), {
			execArgv: ['--import', require.resolve('tsx')],
		}),
	);
	users.push(...started);
	await Promise.all(started.map((user) => once(user, 'message')));
	for (const by of started) {
		by.on('message', (message: Omit<Told, 'by'>) => {
			told.push({ ...message, by });
		});
	}
	return started;
}

async function freePorts(howMany: number): Promise<number[]> {
	const claimed = await Promise.all(Array.from({ length: howMany }, () => claimPort(0)));
	await Promise.all(claimed.map(({ release }) => release()));
	return claimed.map(({ port }) => port);
}

async function end(user?: ChildProcess): Promise<void> {
	if (user?.kill('SIGKILL') === true) await once(user, 'exit');
}

function count(port: number, what: Told['what']): number {
	return told.filter((one) => one.port === port && one.what === what).length;
}

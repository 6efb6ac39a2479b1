import { runCheck, useSandbox, type CheckRun } from './support';

const sandbox = useSandbox();

describe('A check that cannot be completed says what could be settled', () => {
	it.each<CheckRun>([
		{ service: 'mluvii', env: { MLUVII_API_PASSWORD: 'not the password' } },
		{ service: 'lovi', env: { LOVI_PASSWORD: 'not the password' } },
	])('$service: after a wrong password, which is tried once', async ({ service, env }) => {
		const { exitCode, report, files } = await runCheck(sandbox(), { service, env });
		expect(exitCode).toBe(1);
		expect(report.ending).toBe('login refused');
		expect(report.findings).toEqual([]);
		expect(await sandbox().requests({ service, operationId: 'logIn' })).toHaveLength(1);
		const others = report.operations.filter(({ operationId }) => operationId !== 'logIn');
		expect(new Set(others.map(({ result }) => result))).toEqual(new Set(['not asked']));
		expect(files['report.md']).toContain('The service refused the login');
		expect(JSON.stringify(files)).not.toContain('not the password');
	});

	it('mluvii: with a key that may not do everything', async () => {
		await sandbox().configure({ mluvii: { deniedOperations: ['listUsers', 'listSessions'] } });
		const { exitCode, report } = await runCheck(sandbox(), { service: 'mluvii' });
		expect(exitCode).toBe(1);
		expect(report.ending).toBe('complete');
		expect(report.findings).toEqual([]);
		const unsettled = report.operations.filter(({ result }) => result !== 'matched');
		expect(
			unsettled.map(({ operationId, result, reason }) => [operationId, result, reason]),
		).toEqual([
			['listUsers', 'refused', 'The login may not do this (403)'],
			['getUser', 'not asked', 'There was nothing to ask for: the first user'],
			['listOperatorStateHistory', 'not asked', 'There was nothing to ask for: the first user'],
			['listSessions', 'refused', 'The login may not do this (403)'],
			['getSession', 'not asked', 'There was nothing to ask for: a session of the list'],
			['getSessionCallParams', 'not asked', 'There was nothing to ask for: a session of the list'],
			['downloadFile', 'not asked', 'There was nothing to ask for: the address of a recording'],
		]);
	});

	it('lovi: with a key that may not do everything', async () => {
		await sandbox().configure({ lovi: { deniedOperations: ['listTemplates'] } });
		const { report } = await runCheck(sandbox(), { service: 'lovi' });
		expect(report.operations.map(({ operationId, result }) => [operationId, result])).toEqual([
			['logIn', 'matched'],
			['listCompanyApiKeys', 'matched'],
			['listTemplates', 'refused'],
			['getTemplateComponents', 'not asked'],
		]);
	});

	it.each<CheckRun>([
		{ service: 'mluvii', env: { MLUVII_DOMAIN: 'http://127.0.0.1:9' } },
		{ service: 'lovi', env: { LOVI_BASE_URL: 'http://127.0.0.1:9' } },
	])('$service: when nobody answers', async ({ service, env }) => {
		const { exitCode, report, files } = await runCheck(sandbox(), { service, env });
		expect(exitCode).toBe(1);
		expect(report.ending).toBe('unreachable');
		expect(report.findings).toEqual([]);
		expect(report.operations.every(({ result }) => result !== 'matched')).toBe(true);
		// Lovi's pages are elsewhere.
		const settled = report.probes.filter(({ answer }) => answer !== undefined);
		expect(settled.map(({ id }) => id)).toEqual(service === 'lovi' ? ['described.calls'] : []);
		expect(files['report.md']).not.toContain('127.0.0.1:9/');
	});

	it('mluvii: when it stops to answer on the way', async () => {
		await sandbox().fault({ service: 'mluvii', path: '/api/v1', kind: 'drop', skip: 6, times: 0 });
		const { exitCode, report } = await runCheck(sandbox(), { service: 'mluvii' });
		expect(exitCode).toBe(1);
		expect(report.ending).toBe('unreachable');
		const results = Object.fromEntries(
			report.operations.map(({ operationId, result }) => [operationId, result]),
		);
		expect(results).toMatchObject({
			logIn: 'matched',
			getOwnCompany: 'matched',
			listUsers: 'matched',
			getUser: 'refused',
			listSessions: 'not asked',
		});
	});

	it.each([
		{ status: 503, kind: 'status', ending: 'unreachable' },
		{ status: 401, kind: 'status', ending: 'login refused' },
		// To the login page.
		{ status: 302, kind: 'redirect', ending: 'login refused' },
	] as const)('mluvii: when everything is answered with $status', async ({ ending, ...fault }) => {
		await sandbox().fault({ service: 'mluvii', path: '/api/v1', times: 0, ...fault });
		const { exitCode, report } = await runCheck(sandbox(), { service: 'mluvii' });
		expect(exitCode).toBe(1);
		expect(report.ending).toBe(ending);
		expect(report.findings).toEqual([]);
		// Each of the first three several times, and no others.
		const asked = await sandbox().requests({ service: 'mluvii', path: '/api/v1' });
		expect(asked.length).toBeLessThan(15);
	});

	it('mluvii: when it is stopped while descriptions are looked for', async () => {
		await sandbox().fault({ service: 'mluvii', path: '/api/index.html', kind: 'stall' });
		const { exitCode, report } = await runCheck(sandbox(), {
			service: 'mluvii',
			stopsAfter: (line) => line.includes('Look for an official description'),
		});
		expect(exitCode).toBe(130);
		expect(report.ending).toBe('interrupted');
		expect(report.operations.every(({ result }) => result === 'matched')).toBe(true);
	});

	it('mluvii: when it is stopped', async () => {
		await sandbox().configure({ mluvii: { latencyMs: 300 } });
		const { exitCode, report, output } = await runCheck(sandbox(), {
			service: 'mluvii',
			stopsAfter: (line) => line.startsWith('Mluvii 4 '),
		});
		expect(exitCode).toBe(130);
		expect(output).toContain('Stopping');
		expect(report.ending).toBe('interrupted');
		expect(report.findings).toEqual([]);
		const results = new Set(report.operations.map(({ result }) => result));
		expect(results).toContain('matched');
		expect(results).toContain('not asked');
		// What was in flight was ended, and nothing was sent afterwards.
		expect((await sandbox().requests({ service: 'mluvii' })).length).toBeLessThan(12);
	});

	it('refuses what it cannot work with, before anything is sent', async () => {
		const attempts: Array<Partial<CheckRun> & { says: string }> = [
			{ env: { MLUVII_DOMAIN: 'ftp://mluvii' }, says: 'does not begin with https://' },
			{ env: { MLUVII_API_PASSWORD: '' }, says: 'MLUVII_API_PASSWORD' },
			{ options: ['--skip', 'logIn'], says: 'Without the login, nothing can be asked' },
			{ options: ['--folder', '/dev/null/report'], says: 'cannot be written' },
			{ options: ['--skip', 'nothing'], says: 'There is no call "nothing" to skip' },
			{ options: ['--pause', 'long'], says: '--pause takes milliseconds' },
			{ options: ['--unknown'], says: "Unknown option '--unknown'" },
		];
		for (const { says, ...attempt } of attempts) {
			const { exitCode, output, files } = await runCheck(sandbox(), {
				service: 'mluvii',
				...attempt,
			});
			expect(output).toContain(says);
			expect(exitCode).toBe(2);
			expect(files).toEqual({});
		}
		expect(await sandbox().requests()).toEqual([]);
	});
});

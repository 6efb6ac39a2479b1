import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import spawn from 'nano-spawn';
import type { Report } from '../../scripts/live/report';
import { runCheck, useSandbox } from './support';

const ROOT = join(__dirname, '..', '..');
const sandbox = useSandbox();

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'evidence-'));
});
afterEach(() => {
	rmSync(folder, { recursive: true });
});

it('a patch of the contract goes into endpoints, tables and flags by the generator', async () => {
	const { files } = await runCheck(sandbox(), { service: 'mluvii', options: ['--propose'] });
	const copy = join(folder, 'repository');
	const { stdout } = await spawn('git', ['ls-files'], { cwd: ROOT });
	for (const file of stdout.split('\n')) {
		if (!/\.(png|gif)$/.test(file)) cpSync(join(ROOT, file), join(copy, file), { recursive: true });
	}
	symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
	writeFileSync(join(copy, 'mluvii.patch'), files['mluvii.patch'] ?? '');
	await spawn('git', ['apply', 'mluvii.patch'], { cwd: copy });
	await spawn('npx', ['tsx', 'scripts/generate.ts'], { cwd: copy });

	const [today = ''] = new Date().toISOString().split('T');
	const endpoints = readFileSync(join(copy, 'nodes/Mluvii/generated/endpoints.ts'), 'utf8');
	expect(endpoints).toContain(
		`/** Get a contact (evidence: LIVE, ${today}). */\nexport const getContact = endpoint('GET', '/api/v1/Contacts/{id}');`,
	);
	// What was not asked stays what it was.
	expect(endpoints).toContain(
		"export const deleteContact = endpoint('DELETE', '/api/v1/Contacts/{id}', { isUnconfirmed: true });",
	);
	const operations = readFileSync(join(copy, 'docs/operations-mluvii.md'), 'utf8');
	expect(operations).toMatch(new RegExp(`Contact: Get  .*\\| LIVE ${today}`));
});

it('a report that was sent in gives the same patch, without any request', async () => {
	const first = await runCheck(sandbox(), { service: 'lovi', options: ['--propose'] });
	const before = (await sandbox().requests()).length;
	const again = await runCheck(sandbox(), {
		service: 'lovi',
		options: ['--from', sent(first.files)],
	});
	expect(again.exitCode).toBe(0);
	expect(again.files).toEqual({ 'lovi.patch': first.files['lovi.patch'] });
	expect(await sandbox().requests()).toHaveLength(before);
});

it.each<[string, (report: Report) => void]>([
	['another date', (report) => (report.date = "2026-11-28'\n      x-live: safe")],
	[
		'a service that there is not',
		(report) => Object.assign(report.services[0] ?? {}, { service: '../x' }),
	],
	[
		'a name that is none',
		(report) => {
			const change = { kind: 'add property', at: ['components'], name: 'x: {}\n', types: ['null'] };
			report.services[0]?.findings.push({ change } as never);
		},
	],
])('a report with %s is refused', async (_, change) => {
	const { files } = await runCheck(sandbox(), { service: 'lovi' });
	const report = JSON.parse(files['report.json'] ?? '') as Report;
	change(report);
	const file = sent({ 'report.json': JSON.stringify(report) });
	const { exitCode, files: written } = await runCheck(sandbox(), {
		service: 'lovi',
		options: ['--from', file],
	});
	expect(exitCode).toBe(2);
	expect(written).toEqual({});
});

it('a report proves no call that changes something', async () => {
	const { files } = await runCheck(sandbox(), { service: 'lovi' });
	const report = JSON.parse(files['report.json'] ?? '') as Report;
	const [operation] = report.services[0]?.operations ?? [];
	report.services[0]?.operations.push({ ...operation, operationId: 'notifyWhatsApp' } as never);
	const file = sent({ 'report.json': JSON.stringify(report) });
	const { files: written } = await runCheck(sandbox(), {
		service: 'lovi',
		options: ['--from', file],
	});
	expect(written['lovi.patch']).toContain('operationId: listTemplates');
	expect(written['lovi.patch']).not.toContain('notifyWhatsApp');
});

function sent(files: Record<string, string>): string {
	const file = join(folder, 'report.json');
	writeFileSync(file, files['report.json'] ?? '');
	return file;
}

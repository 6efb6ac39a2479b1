import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import axios from 'axios';
import type { LoggedRequest, ServiceName } from '../../sandbox/client';
import type { Report } from '../../scripts/live/report';
import { mostInFlight } from '../support/requests';
import { runCheck, useSandbox } from './support';

const ROOT = join(__dirname, '..', '..');
const SERVICES: ServiceName[] = ['mluvii', 'lovi'];
const sandbox = useSandbox();

/** Calls that are POST and read, see `x-live` in the contracts. */
const READING_POSTS = ['/login/connect/token', '/auth/v1/token', '/functions/v1/api_keys'];

describe.each(SERVICES)('against %s as the contract says', (service) => {
	it('matches everything, writes nothing, and sends one request at a time', async () => {
		const { exitCode, report, output } = await runCheck(sandbox(), { service });
		expect(report.findings).toEqual([]);
		expect(report.operations.filter(({ result }) => result !== 'matched')).toEqual([]);
		expect(report.ending).toBe('complete');
		expect(exitCode).toBe(0);
		expect(output).toContain('findings: 0');

		const requests = await sandbox().requests({ service });
		expect(requests).toHaveLength(report.requests);
		expect(mostInFlight(requests)).toBe(1);
		const posts = requests.filter(({ method }) => method !== 'GET').map(({ path }) => path);
		expect(posts.filter((path) => !READING_POSTS.includes(path))).toEqual([]);
		const [violation, ...others] = await sandbox().violations();
		expect(others).toEqual([]);
		// One request asks on purpose how a wrong value is refused.
		expect(violation?.message).toBe(
			service === 'mluvii' ? 'query limit must be integer' : undefined,
		);
	});

	it('sends nothing that the plan does not list', async () => {
		const { output, exitCode } = await runCheck(sandbox(), { service, options: ['--plan'] });
		expect(exitCode).toBe(0);
		expect(await sandbox().requests({ service })).toEqual([]);
		const planned = plannedIn(output);

		const { report } = await runCheck(sandbox(), { service });
		const requests = await sandbox().requests({ service });
		const unplanned = requests.filter(
			(request) => !planned.some((one) => one(request)) && !isForDocument(request),
		);
		expect(unplanned.map(({ method, path, query }) => [method, path, query])).toEqual([]);
		expect(report.requests).toBeGreaterThan(0);
	});

	it('leaves out the calls that are not wanted', async () => {
		const skipped = service === 'mluvii' ? 'getMetricSettings' : 'listTemplates';
		const { report } = await runCheck(sandbox(), { service, options: ['--skip', skipped] });
		const requests = await sandbox().requests({ service });
		expect(requests.map(({ operationId }) => operationId)).not.toContain(skipped);
		expect(report.operations.map(({ operationId }) => operationId)).not.toContain(skipped);
	});

	it('has nothing in any file, or on the screen, that is a value of the service or a secret', async () => {
		const { files, output } = await runCheck(sandbox(), { service, options: ['--propose'] });
		const { 'report.md': page = '', 'report.json': json = '' } = files;
		const shown = [page, json, output].join('\n');
		const values = await valuesOf(service);
		expect(values.length).toBeGreaterThan(service === 'mluvii' ? 2000 : 30);
		expect(values.filter((value) => isWordIn(value, shown))).toEqual([]);
	});
});

it('checks both services in one run', async () => {
	const { lovi } = sandbox();
	const { exitCode, files } = await runCheck(sandbox(), {
		service: 'mluvii',
		options: ['--service', 'lovi', '--documents', `${lovi.url}/docs/llms.txt`],
		env: { LOVI_BASE_URL: lovi.url, LOVI_EMAIL: lovi.email, LOVI_PASSWORD: lovi.password },
	});
	const { services } = JSON.parse(files['report.json'] ?? '') as Report;
	expect(services.map(({ service, ending }) => [service, ending])).toEqual([
		['mluvii', 'complete'],
		['lovi', 'complete'],
	]);
	expect(services.flatMap(({ findings }) => findings)).toEqual([]);
	expect(exitCode).toBe(0);
});

/** Whether a request is for something that the contract does not have, and carries no login. */
function isForDocument({ operationId, method, headers }: LoggedRequest): boolean {
	return operationId === undefined && method === 'GET' && headers.authorization === undefined;
}

/** Tests for requests, from the table of a plan. */
function plannedIn(output: string): Array<(request: LoggedRequest) => boolean> {
	const rows = output.split('\n').flatMap((line) => {
		const [, , request = ''] = line.split('|').map((cell) => cell.trim());
		return /^(GET|POST) /.test(request) ? [request] : [];
	});
	return rows.map((row) => {
		const [, method, target = ''] = /^(\w+) (.*?)(, with the header .*)?$/.exec(row) ?? [];
		if (target.startsWith('{')) return ({ path }) => path === '/Storage/Get';
		const [path = '', query = ''] = target.split('?');
		const pathPattern = new RegExp(`^${patternOf(path)}$`);
		const parameters = query === '' ? [] : query.split('&').map((one) => one.split('='));
		const names = [...new Set(parameters.map(([name]) => name))].sort();
		return (request) =>
			request.method === method &&
			pathPattern.test(request.path) &&
			JSON.stringify(Object.keys(request.query).sort()) === JSON.stringify(names) &&
			parameters.every(([name = '', value = '']) =>
				[request.query[name]]
					.flat()
					.some((sent) => new RegExp(`^${patternOf(value)}$`).test(sent ?? '')),
			);
	});
}

/** A pattern for what is planned; what is in braces can be anything, and so can a moment. */
function patternOf(planned: string): string {
	return planned
		.split(/\{[^}]*\}|\d{4}-\d\d-\d\dT[\d:.]+/)
		.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
		.join('.+');
}

/** Everything in a service's answers that is not the service's own word, and the secrets of the login. */
async function valuesOf(service: ServiceName): Promise<string[]> {
	const own = readFileSync(join(ROOT, 'contracts', `${service}.openapi.yaml`), 'utf8');
	const { mluvii, lovi } = sandbox();
	const answers = service === 'mluvii' ? await mluviiAnswers() : await loviAnswers();
	const secrets =
		service === 'mluvii'
			? [mluvii.apiUsername, mluvii.apiPassword, mluvii.url]
			: [lovi.email, lovi.password, lovi.url];
	const leaves = answers
		.flatMap(leavesIn)
		.filter((text) => text.length > 3 && !/^\d{1,4}$/.test(text));
	return [...new Set([...leaves.filter((text) => !own.includes(text)), ...secrets])];
}

/** Whether a text stands in another one, and is not just a part of a longer word. */
function isWordIn(word: string, text: string): boolean {
	const isLetter = (character = ' ') => /[\p{L}\p{N}_]/u.test(character);
	for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
		if (!isLetter(text[at - 1]) && !isLetter(text[at + word.length])) return true;
	}
	return false;
}

async function mluviiAnswers(): Promise<unknown[]> {
	const { mluvii } = sandbox();
	const login = await axios.post<{ access_token: string }>(
		`${mluvii.url}/login/connect/token`,
		new URLSearchParams({
			grant_type: 'client_credentials',
			client_id: mluvii.apiUsername,
			client_secret: mluvii.apiPassword,
		}),
	);
	const http = axios.create({
		baseURL: `${mluvii.url}/api/v1`,
		headers: { Authorization: `Bearer ${login.data.access_token}` },
	});
	const paths = [
		'Companies',
		`Companies/${mluvii.companyId}/metricSettings`,
		'Departments',
		'Groups',
		'Users',
		'Users/operatorStates',
		'Tags',
		'Webhooks',
		`MetricDashboards?companyId=${mluvii.companyId}`,
		'Campaigns',
		'Sessions?limit=400',
		'Contacts?limit=400',
		'EmailThreads/4200003',
		'EmailThreads/4200003/params',
	];
	return await Promise.all(paths.map(async (path) => (await http.get<unknown>(path)).data));
}

async function loviAnswers(): Promise<unknown[]> {
	const { lovi } = sandbox();
	const login = await axios.post<{ access_token: string }>(
		`${lovi.url}/auth/v1/token?grant_type=password`,
		{ email: lovi.email, password: lovi.password },
	);
	const keys = await axios.post<{ validApiKeys: Array<{ key: string }> }>(
		`${lovi.url}/functions/v1/api_keys`,
		{},
		{ headers: { Authorization: `Bearer ${login.data.access_token}` } },
	);
	const templates = await axios.get<unknown>(`${lovi.url}/functions/v1/notify/templates`, {
		params: { phone_number: '34911670470', access_key: keys.data.validApiKeys[0]?.key },
	});
	return [login.data, keys.data, templates.data];
}

function leavesIn(value: unknown): string[] {
	if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(leavesIn);
	return typeof value === 'string' || typeof value === 'number' ? [String(value)] : [];
}

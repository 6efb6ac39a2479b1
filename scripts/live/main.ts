import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { ServiceName } from '../../sandbox/api';
import { callsOf, readContract } from '../../test/support/contracts';
import { checkService, type Checked } from './check';
import { AccessError, accessTo, chooseServices } from './logins';
import { loviPlan } from './lovi';
import { NAMES, planPage, reportPage } from './markdown';
import { mluviiPlan } from './mluvii';
import { without, type Plan } from './plan';
import { patchOf, propose } from './propose';
import type { Report } from './report';

/*
 * Checks what the package knows about the services against the services themselves, with a login of theirs: see
 * docs/evidence.md. `--plan` lists the requests, and sends none.
 */

const ROOT = join(__dirname, '..', '..');
const SERVICES: ServiceName[] = ['mluvii', 'lovi'];
/** How the command ends. */
const EXIT = { ok: 0, findings: 1, usage: 2, interrupted: 130 };

/** What the command line says. */
interface Options {
	plan: boolean;
	propose: boolean;
	services: ServiceName[];
	skip: string[];
	folder: string;
	pauseMs: number;
	/** Where Lovi's pages are, if not where they are known to be. */
	documents?: string[];
}

async function main(): Promise<void> {
	const options = readOptions();
	if (options.plan) {
		const services = options.services.length > 0 ? options.services : SERVICES;
		for (const service of services) console.log(planPage(service, planOf(service, options)));
		return;
	}
	const interruption = new AbortController();
	process.once('SIGINT', () => {
		console.log(
			'\nStopping; the report will say what was settled. Press Ctrl+C again to end at once.',
		);
		interruption.abort();
		process.once('SIGINT', () => process.exit(EXIT.interrupted));
	});
	const chosen = options.services.length > 0 ? options.services : await chooseServices(process.env);
	const accesses = [];
	for (const service of chosen)
		accesses.push({ service, ...(await accessTo(service, process.env)) });
	const checked: Checked[] = [];
	for (const { service, login, memory, installation, company } of accesses) {
		if (interruption.signal.aborted) break;
		const plan = planOf(service, options, company);
		let sent = 0;
		const check = await checkService({
			service,
			plan,
			login,
			memory,
			installation,
			pages: options.documents,
			pauseMs: options.pauseMs,
			signal: interruption.signal,
			onRequest: (why) => {
				sent++;
				console.log(`${NAMES[service]} ${sent}  ${why}`);
			},
		});
		checked.push(check);
	}
	const report: Report = {
		version: versionOfPackage(),
		date: new Date().toISOString().slice(0, 10),
		services: checked.map((check) => check.report),
	};
	const documents = Object.assign({}, ...checked.map((check) => check.documents)) as Files;
	await writeReport(report, documents, options);
	process.exitCode = exitCodeOf(report);
}

/** @throws AccessError when the command line cannot be read */
function readOptions(): Options {
	try {
		const { values } = parseArgs({
			options: {
				plan: { type: 'boolean', default: false },
				propose: { type: 'boolean', default: false },
				service: { type: 'string', multiple: true, default: [] },
				skip: { type: 'string', multiple: true, default: [] },
				folder: { type: 'string', default: 'live-report' },
				pause: { type: 'string', default: '200' },
				documents: { type: 'string', multiple: true },
			},
		});
		const { plan, propose, skip, folder, documents } = values;
		const services = values.service.map((name) => {
			const service = SERVICES.find((known) => known === name.toLowerCase());
			if (!service)
				throw new AccessError(`There is no service "${name}": ${SERVICES.join(' or ')}.`);
			return service;
		});
		const known = SERVICES.flatMap((service) => callsOf(readContract(service)));
		const unknown = skip.find((id) => !known.some(({ operationId }) => operationId === id));
		if (unknown !== undefined) throw new AccessError(`There is no call "${unknown}" to skip.`);
		const pauseMs = Number(values.pause);
		if (!(pauseMs >= 0)) throw new AccessError('--pause takes milliseconds, such as 200.');
		return { plan, propose, services, skip, folder, pauseMs, documents };
	} catch (error) {
		throw new AccessError((error as Error).message, { cause: error });
	}
}

function planOf(service: ServiceName, { skip }: Options, company?: string): Plan {
	const plan = service === 'mluvii' ? mluviiPlan() : loviPlan(company);
	return { ...plan, steps: without(plan.steps, skip) };
}

/** Texts of files by their paths below the folder of the report. */
type Files = Record<string, string>;

async function writeReport(report: Report, documents: Files, options: Options): Promise<void> {
	const files: Files = {
		...documents,
		'report.md': reportPage(report),
		'report.json': `${JSON.stringify(report, null, '\t')}\n`,
		...(options.propose ? await patches(report) : {}),
	};
	for (const [name, text] of Object.entries(files)) {
		const file = join(options.folder, name);
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(file, text);
	}
	for (const { service, operations, findings, probes, requests } of report.services) {
		const matched = operations.filter(({ result }) => result === 'matched').length;
		const settled = probes.filter(({ answer }) => answer !== undefined).length;
		console.log(
			`${NAMES[service]}: ${requests} requests, ${matched} of ${operations.length} calls matched, findings: ${findings.length}, ${settled} of ${probes.length} questions settled`,
		);
	}
	console.log(
		`The report is ${join(options.folder, 'report.md')}. Look through it before you send it in.`,
	);
}

/** What the report proves of each contract, as patches of it. */
async function patches({ services, date }: Report): Promise<Files> {
	const files: Files = {};
	for (const service of services) {
		const path = `contracts/${service.service}.openapi.yaml`;
		const contract = readFileSync(join(ROOT, path), 'utf8');
		const patch = patchOf(contract, await propose(contract, service, date), path);
		if (patch !== '') files[`${service.service}.patch`] = patch;
	}
	return files;
}

function exitCodeOf({ services }: Report): number {
	if (services.some(({ ending }) => ending === 'interrupted')) return EXIT.interrupted;
	const isClean = services.every(
		({ ending, findings, operations }) =>
			ending === 'complete' &&
			findings.length === 0 &&
			operations.every(({ result }) => result !== 'refused'),
	);
	return isClean ? EXIT.ok : EXIT.findings;
}

function versionOfPackage(): string {
	const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
		version: string;
	};
	return version;
}

main().catch((error: unknown) => {
	// What a user can mend needs no stack; a prompt that was left is no failure.
	const isUsers = error instanceof AccessError || (error as Error).name === 'ExitPromptError';
	console.error(isUsers ? (error as Error).message : error);
	process.exitCode = EXIT.usage;
});

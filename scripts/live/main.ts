import { accessSync, constants, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { ServiceName } from '../../sandbox/api';
import { callsOf, readContract } from '../../test/support/contracts';
import { SERVICES } from '../split/names';
import { checkService, type Checked } from './check';
import { AccessError, accessTo, chooseServices } from './logins';
import { loviPlan } from './lovi';
import { NAMES, planPage, reportPage } from './pages';
import { mluviiPlan } from './mluvii';
import { without, type Plan } from './plan';
import { patchOf, propose } from './propose';
import { readReport } from './readReport';
import type { Report, ServiceReport } from './report';

/*
 * Checks what the package knows about the services against the services themselves, with a login of theirs: see
 * docs/evidence.md. `--plan` lists the requests, and sends none.
 */

const ROOT = join(__dirname, '..', '..');
/** How the command ends. */
const EXIT = { ok: 0, unsettled: 1, usage: 2, interrupted: 130 };

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
	/** A report that was sent in, of which patches are made without any request. */
	from?: string;
}

async function main(): Promise<void> {
	const options = readOptions();
	if (options.from !== undefined) {
		const report = readReport(options.from);
		prepare(options.folder);
		await writePatches(report, options.folder);
		return;
	}
	if (options.plan) {
		const services = options.services.length > 0 ? options.services : SERVICES;
		for (const service of services) console.log(planPage(service, planOf(service, options)));
		return;
	}
	prepare(options.folder);
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
		// After each one, so that it is there whatever becomes of the next.
		writeReport(reportOf(checked), check.documents, options.folder);
	}
	const report = reportOf(checked);
	for (const service of report.services) console.log(summaryOf(service));
	const page = join(options.folder, 'report.md');
	console.log(`The report is ${page}. Look through it before you send it in.`);
	process.exitCode = exitCodeOf(report);
	if (options.propose) await writePatches(report, options.folder);
}

function reportOf(checked: Checked[]): Report {
	return {
		version: versionOfPackage(),
		date: new Date().toISOString().slice(0, 10),
		services: checked.map((check) => check.report),
	};
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
				from: { type: 'string' },
			},
		});
		const { plan, propose, skip, folder, documents, from } = values;
		const services = values.service.map((name) => {
			const service = SERVICES.find((known) => known === name.toLowerCase());
			if (!service)
				throw new AccessError(`There is no service "${name}": ${SERVICES.join(' or ')}.`);
			return service;
		});
		const known = SERVICES.flatMap((service) => callsOf(readContract(service)));
		const unknown = skip.find((id) => !known.some(({ operationId }) => operationId === id));
		if (unknown !== undefined) throw new AccessError(`There is no call "${unknown}" to skip.`);
		if (skip.includes('logIn')) throw new AccessError('Without the login, nothing can be asked.');
		const pauseMs = Number(values.pause);
		if (!(pauseMs >= 0)) throw new AccessError('--pause takes milliseconds, such as 200.');
		return {
			plan,
			propose,
			services: [...new Set(services)],
			skip,
			folder,
			pauseMs,
			documents,
			from,
		};
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

function writeReport(report: Report, documents: Files, folder: string): void {
	write(folder, {
		...documents,
		'report.md': reportPage(report),
		'report.json': `${JSON.stringify(report, null, '\t')}\n`,
	});
}

/** @throws AccessError when nothing can be written there, which had better be known before anything is asked */
function prepare(folder: string): void {
	try {
		mkdirSync(folder, { recursive: true });
		accessSync(folder, constants.W_OK);
	} catch (error) {
		throw new AccessError(`The report cannot be written to ${folder}.`, { cause: error });
	}
}

function write(folder: string, files: Files): void {
	for (const [name, text] of Object.entries(files)) {
		const file = join(folder, name);
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(file, text);
	}
}

function summaryOf({ service, operations, findings, probes, requests }: ServiceReport): string {
	const matched = operations.filter(({ result }) => result === 'matched').length;
	const settled = probes.filter(({ answer }) => answer !== undefined).length;
	return `${NAMES[service]}: ${requests} requests, ${matched} of ${operations.length} calls matched, findings: ${findings.length}, ${settled} of ${probes.length} questions settled`;
}

/** Writes what a report proves of each contract as a patch of it. */
async function writePatches({ services, date }: Report, folder: string): Promise<void> {
	for (const service of services) {
		const path = `contracts/${service.service}.openapi.yaml`;
		const contract = readFileSync(join(ROOT, path), 'utf8');
		const patch = await patchFor(contract, service, { date, path });
		const name = `${service.service}.patch`;
		// One of an earlier report must not be taken for this one's.
		rmSync(join(folder, name), { force: true });
		if (patch === '') {
			console.log(`There is nothing to change in ${path}.`);
			continue;
		}
		write(folder, { [name]: patch });
		console.log(`The patch of ${path} is ${join(folder, name)}.`);
	}
}

/** @throws AccessError when a report does not fit the contract, or git is missing */
async function patchFor(
	contract: string,
	service: ServiceReport,
	{ date, path }: { date: string; path: string },
): Promise<string> {
	try {
		return patchOf(contract, await propose(contract, service, date), path);
	} catch (error) {
		throw new AccessError(`There is no patch of ${path}: ${(error as Error).message}`, {
			cause: error,
		});
	}
}

function exitCodeOf({ services }: Report): number {
	if (services.some(({ ending }) => ending === 'interrupted')) return EXIT.interrupted;
	const isClean = services.every(
		({ ending, findings, operations }) =>
			ending === 'complete' &&
			findings.length === 0 &&
			operations.every(({ result }) => result !== 'refused'),
	);
	return isClean ? EXIT.ok : EXIT.unsettled;
}

function versionOfPackage(): string {
	const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
		version: string;
	};
	return version;
}

main().catch((error: unknown) => {
	// What a user can mend needs no stack; a prompt that was left is no failure.
	const { name, message, stack = '' } = error as Error;
	const isLeft = name === 'ExitPromptError';
	const isUsers = error instanceof AccessError;
	// The message of anything else may repeat what a service has answered.
	const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
	const words = isLeft ? 'Stopped: nothing was asked.' : [name, ...frames].join('\n');
	console.error(isUsers ? message : words);
	process.exitCode = isUsers ? EXIT.usage : isLeft ? EXIT.interrupted : EXIT.unsettled;
});

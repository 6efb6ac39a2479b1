import { Contract as Checker } from '../../sandbox/contract';
import type { ServiceName } from '../../sandbox/api';
import { callsOf, readContract, type ContractCall } from '../../test/support/contracts';
import { isRedirect, type Exchange } from './exchange';
import { findDocuments, type Get } from './documents/find';
import { Judge, saysNothing } from './judge';
import type { Memory, Plan, Probe, Seen, Step } from './plan';
import { callOf, learnedIn } from './plan';
import type { DocumentReport, Ending, Finding, ProbeReport, ServiceReport } from './report';
import { Transport, type Login, type Pace } from './transport';

/** What is asked of whom. */
export interface Check extends Omit<Pace, 'mayBeSent'> {
	service: ServiceName;
	login: Login;
	plan: Plan;
	/** What the user gave beside the login, such as a phone number. */
	memory: Memory;
	installation: ServiceReport['installation'];
	/** Where Lovi's pages are, if not where they are known to be. */
	pages?: string[];
	/** Told of each request before it is sent, why it is. */
	onRequest: (why: string) => void;
}

/** What a check gives. */
export interface Checked {
	report: ServiceReport;
	/** Texts of the official descriptions, by the files in which the report says they are. */
	documents: Record<string, string>;
}

/** What is left of a check when the answers are in. */
interface Course {
	ending: Ending;
	/** The last answer to each step. */
	answers: Map<string, Exchange>;
	all: Exchange[];
}

/** So many requests in a row without an answer that says something mean that there is no use in going on. */
const SILENCES = 3;

/** Asks a live service all that is planned, one request after the other, and says what was found. */
export async function checkService(check: Check): Promise<Checked> {
	const contract = readContract(check.service);
	const calls = callsOf(contract);
	const { steps, probes } = check.plan;
	const planned = new Set(steps.map((step) => callOf(step, calls)));
	const judge = new Judge(contract, [...planned]);
	const operationAt = await loadOperations(check);
	const transport = await Transport.open(check.service, check.login, {
		pauseMs: check.pauseMs,
		signal: check.signal,
		mayBeSent: (method, url) => {
			const id = operationAt(method, url);
			return [...planned].some(({ operationId }) => operationId === id);
		},
	});
	try {
		const course = await walk(check, { calls, judge, transport, operationAt });
		const { documents, findings, answers, texts } = await describe(check, transport);
		if (check.signal.aborted) course.ending = 'interrupted';
		const seen: Seen = {
			last: (id) => {
				const [step, answer] = [steps.find((one) => one.id === id), course.answers.get(id)];
				return step && answer && !saysNothing(answer, step) ? answer : undefined;
			},
			all: course.all,
			memory: check.memory,
			described: answers,
		};
		const answered = probes.map((probe) => ({ probe, report: reportOf(probe, seen) }));
		const report: ServiceReport = {
			service: check.service,
			installation: check.installation,
			ending: course.ending,
			requests: transport.count,
			operations: judge.operations(),
			findings: [...judge.findings(), ...answered.flatMap(behaviour), ...findings],
			unseen: judge.unseen(),
			probes: answered.map(({ report: probe }) => probe),
			documents,
		};
		return { report, documents: texts };
	} finally {
		transport.close();
	}
}

/** Looks for official descriptions, and gives those that are there a file. */
async function describe({ service, signal, login, pages, onRequest }: Check, transport: Transport) {
	if (signal.aborted) return { documents: [], findings: [], answers: {}, texts: {} };
	const get: Get = async (address) => {
		onRequest('Look for an official description');
		return await transport.read(address);
	};
	const options = { origin: login.baseUrl, pages };
	const { documents, ...rest } = await findDocuments(service, get, options);
	const texts: Record<string, string> = {};
	const reports = documents.map(({ text, ...found }, index): DocumentReport => {
		const report = { ...found, address: found.address.replace(login.baseUrl, '') };
		if (text === undefined) return report;
		const [extension = 'txt'] = /(?<=\.)(json|html|md|txt)$/.exec(report.address) ?? [];
		const savedAs = `documents/${service}-${index + 1}.${extension}`;
		texts[savedAs] = text;
		return { ...report, savedAs };
	});
	return {
		...rest,
		answers: { ...rest.answers, ...furtherCalls(documents) },
		documents: reports,
		texts,
	};
}

/** How many calls are described that the contract does not have, where any call is described. */
function furtherCalls(documents: DocumentReport[]): Record<string, string> {
	const counts = documents.flatMap(({ calls }) => (calls ? [calls.unknown] : []));
	if (counts.length === 0) return {};
	const unknown = counts.reduce((sum, count) => sum + count, 0);
	return {
		'described.calls': unknown === 0 ? 'none' : `${unknown}, see the official descriptions`,
	};
}

/** Which call of the contract a request is, by its ID. */
type OperationAt = (method: string, url: URL) => string | undefined;

interface Tools {
	calls: ContractCall[];
	judge: Judge;
	transport: Transport;
	operationAt: OperationAt;
}

async function loadOperations({ service, login }: Check): Promise<OperationAt> {
	const checker = await Checker.load(service, { ignoreCase: service === 'mluvii' });
	const base = new URL(`${login.baseUrl}/`);
	return (method, url) => {
		if (url.origin !== base.origin || !url.pathname.startsWith(base.pathname)) return undefined;
		const path = url.pathname.slice(base.pathname.length - 1);
		return checker.operation(checker.spell({ method, path, headers: {} }))?.operationId;
	};
}

async function walk(check: Check, tools: Tools): Promise<Course> {
	const { plan, memory, signal } = check;
	const { calls, judge, transport } = tools;
	const idOf = ({ method, url }: Exchange) => tools.operationAt(method, url);
	const course: Course = { ending: 'complete', answers: new Map(), all: [] };
	const loginStep = plan.steps.find(({ sender }) => sender === 'n8n');
	/** The last requests, as long as none of their answers said anything. */
	let silences: Array<{ call: ContractCall; step: Step; answer: Exchange }> = [];
	const settle = (isOutage: boolean) => {
		for (const { call, step, answer } of silences) {
			if (step.isProbe === true) continue;
			if (isOutage) judge.refuse(call, answer);
			else judge.judge(call, step, answer);
		}
		silences = [];
	};
	for (const step of plan.steps) {
		const call = callOf(step, calls);
		if (step.sender === 'n8n') continue;
		const isOver = course.ending !== 'complete';
		const obstacle = isOver ? 'The check had ended before' : obstacleTo(step, memory);
		if (obstacle !== undefined) {
			judge.skip(call, obstacle);
			continue;
		}
		check.onRequest(step.why);
		const exchanges = await transport.send({ step, call, memory });
		course.all.push(...exchanges);
		for (const exchange of exchanges) {
			// An address that the service gave may be anywhere.
			const sent = step.address
				? call
				: calls.find(({ operationId }) => operationId === idOf(exchange));
			// Of a login that n8n makes on the way, there is no step of its own.
			if (sent === undefined) continue;
			const isOwn = sent === call;
			const isFirstLogin = !isOwn && sent.operationId === loginStep?.operation;
			judge.count(sent, exchange);
			const of = isOwn ? step : isFirstLogin ? loginStep : undefined;
			if (of) course.answers.set(of.id, exchange);
		}
		// What was answered last is what counts: a token is renewed, and a request repeated, on the way.
		const last = course.answers.get(step.id);
		const loggedIn = loginStep && course.answers.get(loginStep.id);
		// What this login may not do is about that call alone.
		if (last && last.status !== 403 && saysNothing(last, step)) {
			silences.push({ call, step, answer: last });
		} else if (last) {
			// What said nothing before was about those calls, and not about the service.
			settle(false);
			if (step.isProbe !== true) judge.judge(call, step, last);
		}
		if (last?.status === 200) step.learn?.(last.body, memory);
		if (last === undefined) judge.skip(call, 'It was not sent, or not answered');
		const isLoginOnly =
			exchanges.length > 0 && exchanges.every((one) => idOf(one) === loginStep?.operation);
		if (signal.aborted) course.ending = 'interrupted';
		else if (last === undefined && isLoginOnly) {
			// Nothing but a login went out.
			course.ending = endingAfter(loggedIn ?? {});
		} else if (last === undefined && !loggedIn) course.ending = 'unreachable';
		else if (last && silences.length >= SILENCES) course.ending = endingAfter(last);
	}
	settle(course.ending !== 'complete');
	const first = loginStep && course.answers.get(loginStep.id);
	if (loginStep && first) judge.judge(callOf(loginStep, calls), loginStep, first);
	return course;
}

/** Why a step cannot be sent, or need not be; undefined if nothing is in its way. */
function obstacleTo(step: Step, memory: Memory): string | undefined {
	if (step.when && !step.when.holds(memory)) return `Only asked if ${step.when.words}`;
	const missing = learnedIn(step).find(({ name }) => !memory.has(name));
	return missing && `There was nothing to ask for: ${missing.words}`;
}

/** How the check ends after an answer that ends it. */
function endingAfter({ status = 0 }: Partial<Exchange>): Ending {
	return [400, 401, 403].includes(status) || isRedirect(status) ? 'login refused' : 'unreachable';
}

function reportOf({ answer, otherwise, expected, ...rest }: Probe, seen: Seen): ProbeReport {
	const found = attempt(() => answer?.(seen));
	const probe = { ...rest, ...(expected && { expected: [expected].flat().join(' or ') }) };
	return found === undefined ? { ...probe, reason: otherwise } : { ...probe, answer: found };
}

/** What a probe finds; undefined also where an answer is so odd that it cannot be read. */
function attempt(probe: () => string | undefined): string | undefined {
	try {
		return probe();
	} catch {
		return undefined;
	}
}

/** What a service does otherwise than the package expects. */
function behaviour({ probe, report }: { probe: Probe; report: ProbeReport }): Finding[] {
	const { id, question, answer } = report;
	const expected = [probe.expected ?? []].flat();
	if (answer === undefined || expected.length === 0 || expected.includes(answer)) return [];
	const message = `${question} Expected: ${expected.join(' or ')}. Seen: ${answer}.`;
	return [{ kind: 'behaviour', operations: [], place: id, message }];
}

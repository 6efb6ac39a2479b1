import { Contract as Checker } from '../../sandbox/contract';
import type { ServiceName } from '../../sandbox/api';
import { callsOf, readContract, type ContractCall } from '../../test/support/contracts';
import { Judge, saysNothing } from './judge';
import type { Memory, Plan, Probe, Seen, Step } from './plan';
import { callOf, learnedIn } from './plan';
import type { Exchange } from './recorder';
import type { Ending, Finding, ProbeReport, ServiceReport } from './report';
import { Transport, type Login, type Pace } from './transport';

/** What is asked of whom. */
export interface Check extends Pace {
	service: ServiceName;
	login: Login;
	plan: Plan;
	/** What the user gave beside the login, such as a phone number. */
	memory: Memory;
	installation: ServiceReport['installation'];
	/** Told of each request before it is sent. */
	onStep?: (step: Step) => void;
}

/** What is left of a check when the answers are in. */
interface Course {
	ending: Ending;
	/** The last answer to each step. */
	answers: Map<string, Exchange>;
	all: Exchange[];
}

/** So many requests in a row without an answer mean that the service cannot be reached. */
const SILENCES = 2;

/** Asks a live service all that is planned, one request after the other, and says what was found. */
export async function checkService(check: Check): Promise<ServiceReport> {
	const contract = readContract(check.service);
	const calls = callsOf(contract);
	const { steps, probes } = check.plan;
	const planned = new Set(steps.map((step) => callOf(step, calls)));
	const judge = new Judge(contract, [...planned]);
	const transport = await Transport.open(check.service, check.login, check);
	try {
		const course = await walk(check, { calls, judge, transport });
		const seen: Seen = {
			last: (id) => {
				const [step, answer] = [steps.find((one) => one.id === id), course.answers.get(id)];
				return step && answer && !saysNothing(answer, step) ? answer : undefined;
			},
			all: course.all,
			memory: check.memory,
		};
		const answered = probes.map((probe) => reportOf(probe, seen));
		return {
			service: check.service,
			installation: check.installation,
			ending: course.ending,
			requests: transport.count,
			operations: judge.operations(),
			findings: [...judge.findings(), ...answered.flatMap(behaviour)],
			unseen: judge.unseen(),
			probes: answered,
			documents: [],
		};
	} finally {
		transport.close();
	}
}

interface Tools {
	calls: ContractCall[];
	judge: Judge;
	transport: Transport;
}

async function walk(check: Check, { calls, judge, transport }: Tools): Promise<Course> {
	const { plan, memory, signal, service, login } = check;
	const checker = await Checker.load(service, { ignoreCase: service === 'mluvii' });
	const course: Course = { ending: 'complete', answers: new Map(), all: [] };
	const loginStep = plan.steps.find(({ sender }) => sender === 'n8n');
	let silences = 0;
	for (const step of plan.steps) {
		const call = callOf(step, calls);
		if (step.sender === 'n8n') continue;
		const obstacle = course.ending === 'complete' ? obstacleTo(step, memory) : course.ending;
		if (obstacle !== undefined) {
			judge.skip(call, obstacle);
			continue;
		}
		check.onStep?.(step);
		const exchanges = await transport.send({ step, call, memory });
		course.all.push(...exchanges);
		for (const exchange of exchanges) {
			const sent = calls.find(({ operationId }) => operationId === idOf(exchange));
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
		if (last && step.isProbe !== true) judge.judge(call, step, last);
		if (last?.status === 200) step.learn?.(last.body, memory);
		if (last === undefined) judge.skip(call, 'It was not sent, or not answered');
		silences = exchanges.length > 0 && last?.status === undefined ? silences + 1 : 0;
		if (signal.aborted) course.ending = 'interrupted';
		else if (loggedIn && last === undefined && isRefused(loggedIn)) course.ending = 'login refused';
		else if (silences >= SILENCES || (last === undefined && loggedIn?.status === undefined)) {
			course.ending = 'unreachable';
		}
	}
	const first = loginStep && course.answers.get(loginStep.id);
	if (loginStep && first) judge.judge(callOf(loginStep, calls), loginStep, first);
	return course;

	/** Which call of the contract it is. */
	function idOf({ method, url }: Exchange): string | undefined {
		const base = new URL(`${login.baseUrl}/`);
		if (url.origin !== base.origin || !url.pathname.startsWith(base.pathname)) return undefined;
		const path = url.pathname.slice(base.pathname.length - 1);
		return checker.operation(checker.spell({ method, path, headers: {} }))?.operationId;
	}
}

/** Why a step cannot be sent, or need not be; undefined if nothing is in its way. */
function obstacleTo(step: Step, memory: Memory): string | undefined {
	if (step.when && !step.when.holds(memory)) return `Only asked if ${step.when.words}`;
	const missing = learnedIn(step).find(({ name }) => !memory.has(name));
	return missing && `There was nothing to ask for: ${missing.words}`;
}

function isRefused({ status = 0 }: Exchange): boolean {
	return status >= 400 && status < 500;
}

function reportOf({ answer, otherwise, ...probe }: Probe, seen: Seen): ProbeReport {
	const found = answer?.(seen);
	return found === undefined ? { ...probe, reason: otherwise } : { ...probe, answer: found };
}

/** What a service does otherwise than the package expects. */
function behaviour({ id, question, answer, expected }: ProbeReport): Finding[] {
	if (answer === undefined || expected === undefined || answer === expected) return [];
	const message = `${question} Expected: ${expected}. Seen: ${answer}.`;
	return [{ kind: 'behaviour', operations: [], place: id, message }];
}

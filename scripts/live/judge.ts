import type { Contract, ContractCall } from '../../test/support/contracts';
import { isUnconfirmed } from '../evidence';
import { property } from './json';
import type { Step } from './plan';
import { isLoginPage, isRedirect, mediaTypeOf, type Exchange } from './exchange';
import type { Finding, OperationReport, OperationResult, Unseen } from './report';
import { Shapes } from './shapes';

/** How one request ended, for the report. */
interface Ruling {
	result: Exclude<OperationResult, 'not asked'>;
	/** What is wrong with status or content type, where something is. */
	finding?: Pick<Finding, 'kind' | 'message'>;
	reason?: string;
}

/** Whether an answer says nothing of what was asked: the login may not, or the service could not. */
export function saysNothing(exchange: Exchange, step: Step): boolean {
	const { status } = exchange;
	const { sender, mayRefuse, operation } = step;
	if (status === undefined || status === 429 || status >= 500) return true;
	if (sender === 'nobody' || sender === 'stranger' || mayRefuse?.includes(status)) return false;
	const isSentToLogin = isRedirect(status) && isLoginPage(exchange);
	return status in REFUSED || (isSentToLogin && operation !== 'downloadFile');
}

/** Answers with which a service turns somebody away, or that say nothing of the call. */
const REFUSED: Record<number, string> = {
	401: 'The login is not good for this call (401)',
	403: 'The login may not do this (403)',
	429: 'Too many requests (429)',
};

/** Holds what was recorded against the contract, call by call. */
export class Judge {
	private readonly shapes: Shapes;
	private readonly reports = new Map<string, OperationReport>();
	private readonly found = new Map<string, Finding>();

	/** @param calls those that are planned */
	constructor(contract: Contract, calls: ContractCall[]) {
		this.shapes = new Shapes(contract);
		for (const call of calls) {
			this.reports.set(call.operationId, {
				operationId: call.operationId,
				method: call.method,
				path: call.path,
				evidence: call['x-evidence'],
				result: 'not asked',
				statuses: {},
				records: 0,
			});
		}
	}

	/** Counts an answer, whether or not it is held against the contract. */
	count(call: ContractCall, { status }: Exchange): void {
		const report = this.reportOf(call);
		const key = String(status ?? '-');
		report.statuses[key] = (report.statuses[key] ?? 0) + 1;
	}

	/** Holds the last answer to a step against the contract. */
	judge(call: ContractCall, step: Step | undefined, exchange: Exchange): void {
		const report = this.reportOf(call);
		const { result, finding, reason } = rule(call, step, exchange);
		if (finding) this.note(call, finding);
		if (result === 'matched' || (result === 'empty' && exchange.status !== 404)) {
			const media = mediaIn(call, exchange.status);
			if (media !== undefined) this.shapes.add(media, exchange.body, call.operationId);
			report.records += recordsIn(exchange);
		}
		if (RANK[result] >= RANK[report.result]) Object.assign(report, { result, reason });
	}

	/** Says of a call that its answer was about the service as a whole. */
	refuse(call: ContractCall, { status }: Exchange): void {
		const reason = status === undefined ? 'No answer' : `The service answered with ${status}`;
		const report = this.reportOf(call);
		if (RANK.refused >= RANK[report.result]) Object.assign(report, { result: 'refused', reason });
	}

	/** Says why a call was not asked. */
	skip(call: ContractCall, reason: string): void {
		const report = this.reportOf(call);
		if (report.result === 'not asked') report.reason ??= reason;
	}

	/** What became of each call. */
	operations(): OperationReport[] {
		const broken = new Set(this.findings().flatMap(({ operations }) => operations));
		return [...this.reports.values()].map((report) =>
			['matched', 'empty'].includes(report.result) && broken.has(report.operationId)
				? { ...report, result: 'broken' }
				: report,
		);
	}

	/** What differs from the contract. */
	findings(): Finding[] {
		return [...this.found.values(), ...this.shapes.findings()];
	}

	/** What is documented, and did not come. */
	unseen(): Unseen[] {
		return this.shapes.unseen();
	}

	private note({ operationId }: ContractCall, finding: Pick<Finding, 'kind' | 'message'>): void {
		const key = `${operationId} ${finding.message}`;
		this.found.set(key, { ...finding, operations: [operationId], place: operationId });
	}

	private reportOf({ operationId }: ContractCall): OperationReport {
		const report = this.reports.get(operationId);
		if (!report) throw new Error(`${operationId} is not planned`);
		return report;
	}
}

/** What counts most of several answers to the same call. */
const RANK: Record<OperationResult, number> = {
	'not asked': 0,
	refused: 1,
	empty: 2,
	matched: 3,
	missing: 4,
	broken: 4,
};

function rule(call: ContractCall, step: Step | undefined, exchange: Exchange): Ruling {
	const { status, headers, body, length } = exchange;
	if (status === undefined) return { result: 'refused', reason: 'No answer' };
	if (call.operationId === 'logIn' && (status === 400 || status === 401)) {
		return { result: 'refused', reason: `The service refused the login (${status})` };
	}
	if ((status === 404 && step?.mayBeAbsent !== true) || status === 405) {
		return isUnconfirmed(call)
			? missing('missing call', `The path is only convention, and was answered with ${status}`)
			: missing('status', `It was answered with ${status}`);
	}
	if (REFUSED[status] !== undefined) return { result: 'refused', reason: REFUSED[status] };
	if (step?.mayRefuse?.includes(status)) {
		return { result: 'refused', reason: `It was refused (${status}), see the open questions` };
	}
	if (isRedirect(status) && (call.operationId !== 'downloadFile' || isLoginPage(exchange))) {
		return { result: 'refused', reason: `The request was redirected (${status})` };
	}
	if (responseOf(call, status) === undefined) {
		return broken('status', `It was answered with ${status}, which the contract does not have`);
	}
	if (status >= 400 && status !== 404) return broken('status', `It was refused with ${status}`);
	if (status === 404) return { result: 'empty' };
	const type = headers['content-type'] ?? 'no content type';
	if (mediaIn(call, status) === undefined) {
		const isPage = call.operationId === 'downloadFile' && mediaTypeOf(type) === 'text/html';
		return isPage ? { result: 'refused', reason: 'It was a web page' } : { result: 'matched' };
	}
	if (!/^application\/([\w.-]+\+)?json\b/i.test(type)) {
		return broken('content type', `The answer came as ${mediaTypeOf(type)}, not as JSON`);
	}
	if (body === undefined && (length ?? 0) > 0) {
		return broken('content type', 'The answer is said to be JSON, and cannot be read as such');
	}
	return { result: recordsIn(exchange) === 0 ? 'empty' : 'matched' };
}

/** How many records are in an answer: those of a list, also of one that has a cover. */
function recordsIn({ body }: Exchange): number {
	if (typeof body !== 'object' || body === null) return 0;
	for (const name of ['data', 'templates']) {
		const list = property(body, name);
		if (Array.isArray(list)) return list.length;
	}
	const [only, ...others] = Array.isArray(body) ? [body] : (Object.values(body) as unknown[]);
	return Array.isArray(only) && others.length === 0 ? only.length : 1;
}

function broken(kind: Finding['kind'], message: string): Ruling {
	return { result: 'broken', finding: { kind, message } };
}

function missing(kind: Finding['kind'], message: string): Ruling {
	return { result: 'missing', finding: { kind, message } };
}

/** Under which key a contract has a status. */
function responseOf({ responses = {} }: ContractCall, status: number): string | undefined {
	return [String(status), `${Math.floor(status / 100)}XX`].find((key) => key in responses);
}

/** Where in the contract the schema of a JSON answer is; undefined where there is none. */
function mediaIn(call: ContractCall, status: number | undefined): string[] | undefined {
	const key = status === undefined ? undefined : responseOf(call, status);
	if (key === undefined || call.responses?.[key]?.content?.['application/json'] === undefined) {
		return undefined;
	}
	const { path, method } = call;
	return [
		'paths',
		path,
		method.toLowerCase(),
		'responses',
		key,
		'content',
		'application/json',
		'schema',
	];
}

import type { BodyChange, Fault, SandboxClient, ServiceName } from '../../sandbox/client';
import type { Finding, OperationResult } from '../../scripts/live/report';
import { runCheck, type CheckResult } from './support';

/** Something in which a service differs from what is expected, and what the check is to say of it. */
export interface Drift {
	/** What is different, in words. */
	name: string;
	/** Makes the sandbox differ. */
	plant: (sandbox: SandboxClient) => Promise<unknown>;
	/** Every finding, in the order of the report. */
	findings: ExpectedFinding[];
	/** The calls that do not match; if left out, those of the findings are broken, and no others. */
	results?: Record<string, OperationResult>;
}

/** A finding with a part of its message; without a change unless one is given. */
export type ExpectedFinding = Pick<Finding, 'kind' | 'place' | 'message' | 'change'> & {
	/** None for what a probe found. */
	operations?: string[];
};

/** Plants a drift, runs the check, and holds the report against what is expected of it. */
export async function expectFound(
	sandbox: SandboxClient,
	service: ServiceName,
	{ plant, findings, results }: Drift,
): Promise<CheckResult> {
	await plant(sandbox);
	const result = await runCheck(sandbox, { service });
	const { report, exitCode } = result;
	expect(report.findings).toEqual(
		findings.map(({ operations = [], message, ...finding }) => ({
			...finding,
			operations,
			message: expect.stringContaining(message) as string,
		})),
	);
	const broken = findings.flatMap(({ operations = [] }) => operations.map((id) => [id, 'broken']));
	const others = report.operations.filter((operation) => operation.result !== 'matched');
	expect(
		Object.fromEntries(others.map(({ operationId, result: became }) => [operationId, became])),
	).toEqual(results ?? Object.fromEntries(broken));
	expect(report.ending).toBe('complete');
	expect(exitCode).toBe(1);
	return result;
}

/** Runs the check, which must find nothing. Returns the answers to its questions, by their IDs. */
export async function answersOf(
	sandbox: SandboxClient,
	service: ServiceName,
): Promise<Record<string, string | undefined>> {
	const { report } = await runCheck(sandbox, { service });
	expect(report.findings).toEqual([]);
	return Object.fromEntries(report.probes.map(({ id, answer }) => [id, answer]));
}

/** An order for every answer to requests of this path. */
export function always(fault: Omit<Fault, 'times'>): (sandbox: SandboxClient) => Promise<void> {
	return (sandbox) => sandbox.fault({ ...fault, times: 0 });
}

/** Changes to every answer of some paths. */
export function rewriting(
	service: ServiceName,
	...paths: Array<[path: string | RegExp, ...changes: BodyChange[]]>
): (sandbox: SandboxClient) => Promise<void> {
	return async (sandbox) => {
		for (const [path, ...changes] of paths) {
			await always({ service, path, kind: 'rewrite', changes })(sandbox);
		}
	};
}

/** What a probe finds, in place of what is expected. */
export function seen(place: string, answer: string): Pick<Drift, 'findings'> {
	return { findings: [{ kind: 'behaviour', place, message: `Seen: ${answer}.` }] };
}

/** Where a field of a schema is in the contract. */
export function field(schema: string, name: string): string[] {
	return ['components', 'schemas', schema, 'properties', name];
}

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import { lt } from 'semver';
import type { LoggedRequest } from '../../sandbox/client';
import { toText } from '../../nodes/shared/base/text';
import { useFixture } from '../support/fixture';
import type { OperationClass } from './operations';
import { OPERATIONS } from './operations';
import type { Ending, FaultRow } from './table';
import { endingsWith, FAULTS, works } from './table';

/*
 * What the files matrix*.test.ts share, which carry out the table of faults. They are several so that they
 * can run side by side.
 */

/** With a check that nothing was sent to a foreign host. */
export const fixture = useFixture();

/** Where nothing may be sent. */
const elsewhere = createServer((_request, response) => {
	strays++;
	response.end('{}');
});
let strays = 0;
let cells = 0;

beforeAll(async () => {
	elsewhere.listen(0, '127.0.0.1');
	await once(elsewhere, 'listening');
});

beforeEach(() => {
	strays = 0;
	cells++;
	// Waits between tries are tested by themselves. Ten seconds are no such wait.
	host.sleepMs = (milliseconds) => (milliseconds === 10_000 ? milliseconds : 1);
});

afterEach(() => {
	expect(strays).toBe(0);
});

afterAll(() => {
	elsewhere.closeAllConnections();
	elsewhere.close();
	process.stdout.write(`fault matrix: ${cells} cells\n`);
});

function elsewhereUrl(): string {
	return `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
}

/** Which service an operation is one of. */
export function serviceOf({ logIn }: OperationClass): 'lovi' | 'mluvii' {
	return logIn === 'lovi' ? 'lovi' : 'mluvii';
}

/** What messages call the service of an operation. */
export function serviceName(operation: OperationClass): string {
	return serviceOf(operation) === 'lovi' ? 'Lovi' : 'Mluvii';
}

/** How often a request goes wrong. */
export type Times = 'once' | 'always';

/** Whether a fault can damage an answer of this kind. */
export function concerns(row: FaultRow, answer: OperationClass['answer']): boolean {
	if (row.isNotForFiles === true && answer === 'file') return false;
	if (row.needsJson === true) return answer === 'JSON';
	return row.needsBody !== true || answer !== 'nothing';
}

/** How an operation ends that meets a fault. */
export function endingOf(
	row: FaultRow,
	{ rule, needsContent }: Pick<OperationClass, 'rule' | 'needsContent'>,
	logIn: OperationClass['logIn'],
	times: Times,
): Ending {
	if (row.isContent === true && needsContent !== true) return works;
	return endingsWith(row, logIn)[rule][times];
}

/** The cells of a fault: with each operation whose answer it can damage. */
function cellsOf(row: FaultRow, times: Times) {
	return OPERATIONS.filter(({ answer, logIn }) => {
		// Requests with OAuth2 do not pass the place where the tests reroute them and shorten time-outs.
		const isAside = row.isSilent === true || row.nobodyAt !== undefined;
		return !(isAside && logIn === 'mluviiOAuth2') && concerns(row, answer);
	}).map((operation) => ({
		operation: operation.name,
		times,
		subject: operation,
		ending: asInThisN8n(endingOf(row, operation, operation.logIn, times), row, operation),
	}));
}

/**
 * n8n 1 renews an OAuth2 token after a 401 only, so that nothing is sent a third time after a login page. After
 * a 401, 1.123 and 2.30 send the request once more than 2.41.
 */
function asInThisN8n(ending: Ending, row: FaultRow, { logIn }: OperationClass): Ending {
	if (logIn !== 'mluviiOAuth2' || ending.requests !== 3) return ending;
	const { kind, status } = row.order?.('') ?? {};
	if (kind === 'redirect' && host.isN8n1) return { ...ending, requests: 2 };
	if (status === 401 && lt(host.coreVersion, '2.41.0')) return { ...ending, requests: 4 };
	return ending;
}

/** Runs an operation for its items with Continue On Fail. */
export async function run(operation: OperationClass, isConnected = false) {
	if (operation.logIn === 'mluviiOAuth2' && !isConnected) await connectOAuth2();
	const result = await fixture.engine.run({
		node: serviceOf(operation),
		parameters: operation.parameters,
		items: operation.items,
		continueOnFail: true,
	});
	const sent = await fixture.sandbox.requests({ service: serviceOf(operation) });
	await fixture.sandbox.clearViolations();
	return { ...result, requests: sent.filter((request) => isTarget(operation, request)).length };
}

/** The request of an operation or step that goes wrong. */
type Target = Pick<OperationClass, 'method' | 'path'>;

/** Whether a request is the one that goes wrong. */
export function isTarget({ method, path }: Target, request: LoggedRequest): boolean {
	const query = new URLSearchParams(request.query as Record<string, string>).toString();
	return (
		request.method === method &&
		[request.path, `${request.path}?${query}`].some((url) => path.test(url))
	);
}

/** Has n8n keep a token of its own, which it renews with the client's ID and secret. */
export async function connectOAuth2(): Promise<void> {
	const { mluvii } = fixture.sandbox;
	const accessTokenUrl = `${mluvii.url}/login/connect/token`;
	const client = { clientId: mluvii.apiUsername, clientSecret: mluvii.apiPassword };
	const answer = await fetch(accessTokenUrl, {
		method: 'POST',
		body: new URLSearchParams({
			grant_type: 'client_credentials',
			response_type: 'token',
			client_id: client.clientId,
			client_secret: client.clientSecret,
		}),
	});
	fixture.engine.credentials.save('mluviiOAuth2Api', {
		domain: mluvii.url,
		grantType: 'clientCredentials',
		authentication: 'body',
		accessTokenUrl,
		...client,
		oauthTokenData: (await answer.json()) as never,
	});
}

/** Does something to the requests that go wrong, as often as they do. */
function toTargets<Change>(
	{ path, method }: Target,
	times: Times,
	change: (url: string) => Change,
) {
	let left = times === 'once' ? 1 : Infinity;
	return ({ url, qs, method: sent }: IHttpRequestOptions): Change | undefined => {
		const address = `${url}?${new URLSearchParams(qs as Record<string, string>).toString()}`;
		if (sent !== method || ![url, address].some((text) => path.test(text)) || left === 0) return;
		left--;
		return change(url);
	};
}

/**
 * Makes the requests of an operation or step go wrong. @returns how many of them the service cannot have
 * counted, as they did not get there
 */
export async function orderFault(
	row: FaultRow,
	target: Target,
	service: 'lovi' | 'mluvii',
	times: Times,
) {
	const { credentials } = fixture.engine;
	let unsent = 0;
	if (row.nobodyAt !== undefined) {
		const nobody = row.nobodyAt;
		credentials.reroute = toTargets(target, times, (url) => {
			unsent++;
			return url.replace(new URL(url).origin, nobody);
		});
	}
	if (row.order) {
		await fixture.sandbox.fault({
			...row.order(elsewhereUrl()),
			service,
			method: target.method,
			path: target.path,
			times: times === 'once' ? 1 : 0,
		});
	}
	// Waits only a moment for the requests that will not be answered.
	if (row.isSilent === true) credentials.shortTimeout = toTargets(target, times, () => 250);
	return () => unsent;
}

/** Expects an item to have ended as the table says. */
function expectEnding(output: IDataObject[], ending: Ending, operation: OperationClass): void {
	const isWrite = ['idempotent', 'unsafe'].includes(operation.rule) && !operation.onlyAsks;
	for (const { outcome } of output) expect(outcome).toBe(isWrite ? ending.outcome : undefined);
	const text = output
		.filter(({ error }) => error !== undefined)
		.map(({ error, message = '' }) => `${toText(error)} ${toText(message)}`)
		.join('\n');
	expectWords(text, ending, serviceName(operation));
}

/**
 * Expects to be told what the table says, or nothing where it works.
 *
 * @param isShort whether there is no room for what to do about it
 */
export function expectWords(text: string, ending: Ending, service: string, isShort = false): void {
	if (ending.says === undefined) {
		expect(text).toBe('');
		return;
	}
	expect(text).toContain(ending.says.replaceAll('{service}', service));
	if (!isShort) expect(text).toContain(ending.advises ?? '');
	expect(text.includes('may have been carried out')).toBe(ending.uncertain === true);
	expect(text).not.toMatch(/undefined|TypeError|\bE[A-Z]{4,}\b|\[object/);
}

/** Carries out every fault with every operation whose answer it can damage, once or every time. */
export function carryOut(times: Times): void {
	describe.each(FAULTS.map((row) => ({ name: row.name, row })))('$name', ({ row }) => {
		it.each(cellsOf(row, times))('$times: $operation', async ({ subject, ending }) => {
			const service = serviceOf(subject);
			const unsent = await orderFault(row, subject, service, times);
			const { output, requests, error } = await run(subject);
			const faulty = subject.items.length === 1 ? 0 : 1;
			const byItem = subject.items.map((_, index) =>
				output.filter(({ pairedItem }) => (pairedItem as { item: number }).item === index),
			);

			expect(error).toBeUndefined();
			expect(byItem.flat()).toEqual(output);
			for (const [index, items] of byItem.entries()) {
				expect(items.length).toBeGreaterThanOrEqual(1);
				const records = items.map(({ json }) => json);
				expectEnding(records, index === faulty ? ending : works, subject);
			}
			expect(requests + unsent()).toBe(ending.requests);
		});
	});
}

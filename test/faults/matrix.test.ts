import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type * as n8nWorkflow from 'n8n-workflow';
import type { IDataObject, IHttpRequestOptions, INodeParameters } from 'n8n-workflow';
import type { LoggedRequest } from '../../sandbox/client';
import { sampleEvent } from '../../sandbox/mluvii/events';
import { toText } from '../../nodes/shared/base/text';
import { useFixture } from '../support/fixture';
import type { EngineTrigger } from '../support/engine';
import { runAsTool, TOOL_WAYS } from '../support/tools';
import type { OperationClass, TriggerClass } from './operations';
import { OPERATIONS, TRIGGER_STEPS } from './operations';
import type { Ending, FaultRow } from './table';
import { endingsWith, FAULTS, TOKEN_FAULTS } from './table';

/** Waits between tries are shortened: what they are is tested by themselves. Ten seconds are no such wait. */
jest.mock('n8n-workflow', () => {
	const actual = jest.requireActual<typeof n8nWorkflow>('n8n-workflow');
	const sleep: typeof actual.sleep = async (milliseconds, signal) => {
		await actual.sleep(milliseconds === 10_000 ? milliseconds : Math.min(milliseconds, 20), signal);
	};
	return { ...actual, sleep };
});

const fixture = useFixture();

/** Where nothing may be sent. */
const elsewhere = createServer((_request, response) => {
	strays++;
	response.end('{}');
});
let strays = 0;
let cells = 0;

/** Something that each service does once it knows who is asking. */
const ANY_READ: Record<'lovi' | 'mluvii', INodeParameters> = {
	mluvii: { resource: 'session', operation: 'getMany', limit: 1 },
	lovi: { resource: 'apiKey', operation: 'getMany', returnAll: true },
};

beforeAll(async () => {
	elsewhere.listen(0, '127.0.0.1');
	await once(elsewhere, 'listening');
});

beforeEach(() => {
	strays = 0;
	cells++;
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

function serviceOf({ logIn }: OperationClass): 'lovi' | 'mluvii' {
	return logIn === 'lovi' ? 'lovi' : 'mluvii';
}

/** What messages call the service of an operation. */
function serviceName(operation: OperationClass): string {
	return serviceOf(operation) === 'lovi' ? 'Lovi' : 'Mluvii';
}

type Times = 'once' | 'always';
const TIMES: Times[] = ['once', 'always'];

/** Whether a fault can damage an answer of this kind. */
function concerns(row: FaultRow, answer: OperationClass['answer']): boolean {
	if (row.isNotForFiles === true && answer === 'file') return false;
	if (row.needsJson === true) return answer === 'JSON';
	return row.needsBody !== true || answer !== 'nothing';
}

function endingOf(
	row: FaultRow,
	{ rule, needsContent }: Pick<OperationClass, 'rule' | 'needsContent'>,
	logIn: OperationClass['logIn'],
	times: Times,
): Ending {
	if (row.isContent === true && needsContent !== true) return { requests: 1 };
	return endingsWith(row, logIn)[rule][times];
}

/** The cells of a fault: with each operation whose answer it can damage, once and every time. */
function cellsOf(row: FaultRow) {
	return OPERATIONS.filter(({ answer, logIn }) => {
		// Requests with OAuth2 do not pass the place where the tests reroute them and shorten time-outs.
		const isAside = row.isSilent === true || row.nobodyAt !== undefined;
		return !(isAside && logIn === 'mluviiOAuth2') && concerns(row, answer);
	}).flatMap((operation) =>
		TIMES.map((times) => ({
			operation: operation.name,
			times,
			subject: operation,
			ending: endingOf(row, operation, operation.logIn, times),
		})),
	);
}

/** The cells of a fault with each step in the life of the trigger. */
function triggerCellsOf(row: FaultRow) {
	return TRIGGER_STEPS.filter(
		({ answer, except }) => concerns(row, answer) && !except.includes(row.name),
	).flatMap((step) =>
		TIMES.map((times) => ({
			operation: step.name,
			times,
			subject: step,
			ending: endingOf(row, step, 'mluvii', times),
		})),
	);
}

/** Runs an operation for its items with Continue On Fail. */
async function run(operation: OperationClass, isConnected = false) {
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

function isTarget({ method, path }: Target, request: LoggedRequest): boolean {
	const query = new URLSearchParams(request.query as Record<string, string>).toString();
	return (
		request.method === method &&
		[request.path, `${request.path}?${query}`].some((url) => path.test(url))
	);
}

/** Has n8n keep a token of its own, which it renews with the client's ID and secret. */
async function connectOAuth2(): Promise<void> {
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
async function orderFault(row: FaultRow, target: Target, service: 'lovi' | 'mluvii', times: Times) {
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
	if (row.isSilent === true) credentials.shortTimeout = toTargets(target, times, () => 150);
	return () => unsent;
}

/** Expects an item to have ended as the table says. */
function expectEnding(output: IDataObject[], ending: Ending, service: string): void {
	const text = output
		.filter(({ error }) => error !== undefined)
		.map(({ error, message = '' }) => `${toText(error)} ${toText(message)}`)
		.join('\n');
	expectWords(text, ending, service);
}

/**
 * Expects to be told what the table says, or nothing where it works.
 *
 * @param isShort whether there is no room for what to do about it
 */
function expectWords(text: string, ending: Ending, service: string, isShort = false): void {
	if (ending.says === undefined) {
		expect(text).toBe('');
		return;
	}
	expect(text).toContain(ending.says.replaceAll('{service}', service));
	if (!isShort) expect(text).toContain(ending.advises ?? '');
	expect(text.includes('may have been carried out')).toBe(ending.uncertain === true);
	expect(text).not.toMatch(/undefined|TypeError|\bE[A-Z]{4,}\b|\[object/);
}

describe.each(FAULTS.map((row) => ({ name: row.name, row })))('$name', ({ row }) => {
	it.each(cellsOf(row))('$times: $operation', async ({ subject, ending, times }) => {
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
			const worked: Ending = { requests: 1 };
			const name = serviceName(subject);
			expectEnding(records, index === faulty ? ending : worked, name);
		}
		expect(requests + unsent()).toBe(ending.requests);
	});

	it.each(triggerCellsOf(row))('$times: $operation', async ({ subject, ending, times }) => {
		const trigger = fixture.engine.trigger('mluviiTrigger', {
			authentication: 'mluviiApi',
			eventTypes: ['SessionEnded'],
			options: { fetchFullObject: true },
		});
		await trigger.listen();
		try {
			if (subject.step !== 'activate') await trigger.activate();
			const unsent = await orderFault(row, subject, 'mluvii', times);
			const said = await takeStep(trigger, subject);
			const sent = await fixture.sandbox.requests({ service: 'mluvii' });
			await fixture.sandbox.clearViolations();

			expectWords(said, ending, 'Mluvii', subject.step === 'event');
			expect(sent.filter((request) => isTarget(subject, request)).length + unsent()).toBe(
				ending.requests,
			);
		} finally {
			await fixture.sandbox.setWebhooks([]);
			await trigger.close();
		}
	});
});

/** The cells in which it is not known whether something that must not happen twice was carried out. */
const UNCERTAIN_CELLS = FAULTS.flatMap((row) =>
	OPERATIONS.filter(({ rule, answer }) => rule === 'unsafe' && concerns(row, answer))
		.map((operation) => ({
			fault: row.name,
			operation: operation.name,
			row,
			subject: operation,
			ending: endingOf(row, operation, operation.logIn, 'once'),
		}))
		.filter(({ ending }) => ending.uncertain === true),
);

describe.each(TOOL_WAYS)('As a tool with Retry On Fail, by %s', (way) => {
	it.each(UNCERTAIN_CELLS)('$fault: $operation', async ({ row, subject, ending }) => {
		const service = serviceOf(subject);
		await orderFault(row, subject, service, 'once');
		const [answer = ''] = await runAsTool(fixture.engine, way, {
			node: service,
			parameters: subject.parameters,
			item: subject.items[1],
			retryOnFail: true,
		});
		const sent = await fixture.sandbox.requests({ service });
		await fixture.sandbox.clearViolations();

		expect(sent.filter((request) => isTarget(subject, request))).toHaveLength(1);
		expect(answer).toContain((ending.says ?? '').replaceAll('{service}', serviceName(subject)));
	});
});

/** Takes a step in the life of a trigger. @returns what the user is told if it goes wrong */
async function takeStep(trigger: EngineTrigger, { step }: TriggerClass): Promise<string> {
	if (step !== 'event') {
		return await trigger[step]().then(
			() => '',
			(error: unknown) => {
				const { message, description = '' } = error as { message: string; description?: string };
				return `${message} ${description}`;
			},
		);
	}
	const [session = 0] = await fixture.sandbox.sessions();
	const event = sampleEvent('SessionEnded', 1);
	const [delivery] = await fixture.sandbox.emitEvents([
		{ ...event, data: { ...event.data, id: session } },
	]);
	expect(delivery?.delivered).toBe(true);
	await started(trigger);
	const [output = {}, ...others] = trigger.started;
	expect(others).toEqual([]);
	expect(output.data).toMatchObject({ id: session });
	expect(output.session === null).toBe(output.fetchError !== undefined);
	return toText(output.fetchError);
}

/** The answer to Mluvii is out before the session is read and the workflow starts. */
async function started({ started: items }: EngineTrigger): Promise<void> {
	while (items.length === 0) await sleep(5);
}

/** Has n8n keep a token that the service does not take. */
async function haveToken(operation: OperationClass, state: (typeof TOKEN_FAULTS)[number]) {
	const { sandbox, engine } = fixture;
	const service = serviceOf(operation);
	const type = `${operation.logIn}Api`;
	if (state === 'expired') await sandbox.configure({ [service]: { tokenLifetimeSeconds: 1 } });
	if (operation.logIn === 'mluviiOAuth2') await connectOAuth2();
	else await engine.run({ node: service, parameters: ANY_READ[service] });
	await sandbox.configure({ [service]: { tokenLifetimeSeconds: 3600 } });
	if (state === 'revoked') await sandbox.revokeTokens(service);
	if (state === 'expired') await sleep(1_100);
	if (state === 'malformed') {
		const { oauthTokenData, ...stored } = engine.credentials.read(type);
		engine.credentials.save(type, {
			...stored,
			...(oauthTokenData === undefined
				? { accessToken: '"},' }
				: { oauthTokenData: { ...(oauthTokenData as IDataObject), access_token: '"},' } }),
		});
	}
	await sandbox.clearViolations();
	// A login of a moment ago would stand for another one.
	shiftClock(60_000);
}

/** Moves the clock of n8n. */
function shiftClock(milliseconds: number): void {
	const clock = jest.spyOn(Date, 'now');
	const now = clock.getMockImplementation() as () => number;
	clock.mockImplementation(() => now() + milliseconds);
}

const TWO_HOURS = 7_200_000;

describe.each([TWO_HOURS, -TWO_HOURS])('The clock of n8n jumps by %i ms', (shift) => {
	it.each(OPERATIONS.filter(({ rule }) => rule !== 'logIn'))(
		'$name, with a wait by the clock of the service and then a dead token',
		async (operation) => {
			const service = serviceOf(operation);
			await fixture.sandbox.configure({ mluvii: { badToken: 'redirect' } });
			await haveToken(operation, 'revoked');
			const date = new Date().toUTCString();
			shiftClock(shift);
			await fixture.sandbox.fault({
				kind: 'status',
				status: 429,
				headers: { 'retry-after': date, date },
				service,
				method: operation.method,
				path: operation.path,
			});
			const before = await fixture.logins(service);
			const { output, error } = await run(operation, true);

			expect(error).toBeUndefined();
			expect(output.filter(({ json }) => json.error !== undefined)).toEqual([]);
			expect((await fixture.logins(service)) - before).toBe(1);
		},
	);
});

describe.each(TOKEN_FAULTS)('The stored token is %s', (state) => {
	it.each(OPERATIONS.filter(({ rule }) => rule !== 'logIn'))('$name', async (operation) => {
		const service = serviceOf(operation);
		await haveToken(operation, state);
		const before = await fixture.logins(service);
		const { output, error, requests } = await run(operation, true);

		expect(error).toBeUndefined();
		expect(output.filter(({ json }) => json.error !== undefined)).toEqual([]);
		expect(
			new Set(output.map(({ pairedItem }) => (pairedItem as { item: number }).item)).size,
		).toBe(operation.items.length);
		expect(requests).toBeLessThanOrEqual(2);
		expect((await fixture.logins(service)) - before).toBe(1);
	});
});

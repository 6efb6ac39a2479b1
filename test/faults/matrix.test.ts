import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import type { IDataObject } from 'n8n-workflow';
import type { LoggedRequest } from '../../sandbox/client';
import { textOf } from '../../nodes/shared/textOf';
import { useFixture } from '../support/fixture';
import type { OperationClass } from './operations';
import { OPERATIONS } from './operations';
import type { Ending, FaultRow } from './table';
import { endingsWith, FAULTS } from './table';

const fixture = useFixture();

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
	// The waits between tries are drawn at random from zero on.
	jest.spyOn(Math, 'random').mockReturnValue(0);
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

/** The cells of a fault: with each operation whose answer it can damage, once and every time. */
function cellsOf(row: FaultRow) {
	return OPERATIONS.filter(({ answer, logIn }) => {
		// Requests with OAuth2 do not pass the place where the tests shorten time-outs.
		if (row.isSilent === true && logIn === 'mluviiOAuth2') return false;
		if (row.needsJson === true) return answer === 'JSON';
		return row.needsBody !== true || answer !== 'nothing';
	}).flatMap((operation) =>
		(['once', 'always'] as const).map((times) => ({
			operation: operation.name,
			times,
			subject: operation,
			ending: endingsWith(row, operation.logIn)[operation.rule][times],
		})),
	);
}

/** Runs an operation for its items with Continue On Fail. */
async function run(operation: OperationClass) {
	if (operation.logIn === 'mluviiOAuth2') await connectOAuth2();
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

function isTarget({ method, path }: OperationClass, request: LoggedRequest): boolean {
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

/** Waits only a moment for the requests that will not be answered. */
function hurry({ path, method }: OperationClass, times: 'once' | 'always'): void {
	let left = times === 'once' ? 1 : Infinity;
	fixture.engine.credentials.shortTimeout = ({ url, qs, method: sent }) => {
		const address = `${url}?${new URLSearchParams(qs as Record<string, string>).toString()}`;
		if (sent !== method || ![url, address].some((text) => path.test(text)) || left === 0) return;
		left--;
		return 150;
	};
}

/** Expects an item to have ended as the table says. */
function expectEnding(output: IDataObject[], ending: Ending, service: string): void {
	const text = output
		.filter(({ error }) => error !== undefined)
		.map(({ error, message = '' }) => `${textOf(error)} ${textOf(message)}`)
		.join('\n');
	if (ending.says === undefined) {
		expect(text).toBe('');
		return;
	}
	expect(text).toContain(ending.says.replaceAll('{service}', service));
	expect(text.includes('may have been carried out')).toBe(ending.uncertain === true);
	expect(text).not.toMatch(/undefined|TypeError|\bE[A-Z]{4,}\b|\[object/);
}

describe.each(FAULTS.map((row) => ({ name: row.name, row })))('$name', ({ row }) => {
	it.each(cellsOf(row))('$times: $operation', async ({ subject, ending, times }) => {
		const service = serviceOf(subject);
		await fixture.sandbox.fault({
			...row.order(elsewhereUrl()),
			service,
			method: subject.method,
			path: subject.path,
			times: times === 'once' ? 1 : 0,
		});
		if (row.isSilent === true) hurry(subject, times);
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
			const name = service === 'lovi' ? 'Lovi' : 'Mluvii';
			expectEnding(records, index === faulty ? ending : worked, name);
		}
		expect(requests).toBe(ending.requests);
	});
});

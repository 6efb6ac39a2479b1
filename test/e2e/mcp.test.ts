import type { CallToolResult, Tool } from '@modelcontextprotocol/sdk/types.js';
import type { IDataObject, INodeParameters, INodeProperties } from 'n8n-workflow';
import { resources as lovi } from '../../nodes/Lovi/resources';
import { resources as mluvii } from '../../nodes/Mluvii/resources';
import type { OperationDescription } from '../../nodes/shared/operation/operation';
import { LOVI_CASES, LOVI_ITEMS, loviParameters } from '../support/loviCases';
import { MLUVII_CASES, mluviiCase, mluviiParameters } from '../support/mluviiCases';
import { isWanted } from '../../scripts/packages';
import { Host } from './support/host';
import type { McpConnection } from './support/mcp';
import { connectToMcp } from './support/mcp';
import { GATEWAY_KEY, METRIC_TOKEN, SecretHunt } from './support/secrets';
import type { ToolNode } from './support/toolWorkflows';
import { argumentsFrom, filledInByModel, serveTools } from './support/toolWorkflows';

/*
 * Every operation of both nodes as a tool of MCP Server Trigger, used by the protocol's own client.
 */

const host = new Host();
// Earlier versions have other triggers for the protocol, or none.
const describeInNewest = host.isNewest ? describe : describe.skip;
const itInNewest = host.isNewest ? it : it.skip;
const hunt = new SecretHunt(host);
/** All that the clients received. */
const received: string[] = [];

beforeAll(async () => {
	await host.rest.login();
});

beforeEach(async () => {
	await hunt.begin();
	await host.sandbox.setWebhooks(
		[1, 2, 3].map((id) => ({
			id,
			eventTypes: ['SessionEnded'],
			callbackUrl: `https://user:pass@example.com/${id}`,
		})),
	);
});

afterEach(async () => {
	await hunt.remember();
});

/** How a model uses an operation. */
interface Use {
	name: string;
	parameters: INodeParameters;
	/** What the model gives. */
	given: Record<string, string>;
	/** Method and path of the calls, in order, where all of them are known. */
	calls?: string[];
	/** What of them the last one has, which is what the operation is about. */
	last: string;
}

function useOf(name: string, parameters: INodeParameters, item: IDataObject, last: string): Use {
	return { name, parameters, given: argumentsFrom(parameters, item), last };
}

const MLUVII = [
	...Object.keys(MLUVII_CASES).map((name) => {
		const { items, calls } = mluviiCase(name);
		// Items that need more calls than others are not the first.
		const own = calls
			.slice(0, Math.floor(calls.length / items.length))
			.map((call) => call.split('?')[0] ?? '');
		const use = useOf(name, mluviiParameters(name), items[0] ?? {}, own.at(-1) ?? '');
		return { ...use, calls: own };
	}),
	useOf(
		'apiRequest.send',
		{ resource: 'apiRequest', operation: 'send', method: 'GET', path: '={{ $json.path }}' },
		{ path: '/api/v1/Companies/295/metricSettings' },
		'metricSettings',
	),
];

const LOVI = [
	...Object.keys(LOVI_CASES).map((name) =>
		useOf(name, loviParameters(name), LOVI_ITEMS[0] ?? {}, lastOf(name)),
	),
	useOf(
		'apiRequest.send',
		{
			...loviParameters('apiKey.get'),
			...{ resource: 'apiRequest', operation: 'send', actAs: 'companyKeyInQuery' },
			...{ method: 'GET', path: '={{ $json.path }}' },
			queryParameters: { pairs: [{ name: 'phone_number', value: '34911670470' }] },
		},
		{ ...LOVI_ITEMS[0], path: '/functions/v1/notify/templates' },
		'templates',
	),
];

function lastOf(name: string): string {
	return LOVI_CASES[name]?.refused ?? 'api_keys';
}

/**
 * Arguments that are wrong whatever the operation, the likeliest slip first. Which company a name means is
 * asked of Lovi.
 */
const WRONG: Record<string, string> = {
	number: 'not-a-number',
	session: 'not-a-number',
	user: 'not-a-number',
	department: 'not-a-number',
	campaign: 'not-a-number',
	inbox: 'not-a-number',
	bot: 'not-a-number',
	limit: 'not-a-number',
	id: 'not-a-number',
	company: 'Nobody',
	path: 'https://example.com/elsewhere',
	name: 'not an address',
};

const SERVICES = [
	{ service: 'mluvii' as const, uses: MLUVII, resources: mluvii },
	{ service: 'lovi' as const, uses: LOVI, resources: lovi },
];

describeInNewest.each(SERVICES.filter(({ service }) => isWanted(service)))(
	'$service',
	({ service, uses, resources }) => {
		let client: McpConnection;
		let retrying: McpConnection;
		let tools: Tool[];

		beforeAll(async () => {
			client = await connectToMcp((await serveTools(host, uses.map(nodeOf))).url);
			const settings = { retryOnFail: true, maxTries: 2, waitBetweenTries: 0 };
			const nodes = writes.map((use) => ({ ...nodeOf(use), settings }));
			retrying = await connectToMcp((await serveTools(host, nodes)).url);
			tools = await client.tools();
		});

		afterAll(async () => {
			received.push(...client.received, ...retrying.received);
			await Promise.all([client.close(), retrying.close()]);
		});

		const nodeOf = ({ name, parameters }: Use): ToolNode => ({
			name,
			service,
			parameters: filledInByModel(parameters),
		});
		const described = (name: string) => {
			const [resource, operation] = name.split('.');
			return resources
				.find(({ value }) => value === resource)
				?.operations.find(({ value }) => value === operation) as OperationDescription;
		};
		const usable = uses.filter(({ name }) => described(name).notForModels === undefined);
		const writes = usable.filter(({ name }) => described(name).effect === 'write');
		/** Which calls were sent; with the names of Lovi's query parameters, which tell calls apart. */
		const calls = async () =>
			(await host.calls(service)).map(({ method, path, query }) => {
				const names = service === 'lovi' ? Object.keys(query) : [];
				return `${method} ${path}${names.length > 0 ? `?${names.join('&')}` : ''}`;
			});
		const labelsOf = ({ name, parameters }: Use, argument: string) => {
			const { properties, options = [] } = described(name);
			const all = labels([...properties, ...options]);
			return fieldsWith(parameters, `$json.${argument} `).map((name) => all.get(name) ?? '');
		};

		it('offers every operation, with what it does and what it takes', () => {
			const all = resources.flatMap(({ value, operations }) =>
				operations.map((operation) => `${value}_${operation.value}`),
			);

			expect(tools.map(({ name }) => name).sort()).toEqual(all.sort());
			for (const { name, description, inputSchema } of tools) {
				const { given = {} } = uses.find((use) => toolName(use) === name) ?? {};

				expect([name, description]).toEqual([name, expect.stringMatching(/^[A-Z].+ in \w+$/)]);
				expect([name, inputSchema.required?.sort() ?? []]).toEqual([
					name,
					Object.keys(given).sort(),
				]);
			}
		});

		describe.each(usable)('$name', (use) => {
			const { given, last } = use;
			// It says what is wrong, and does not fail.
			const isPreview = use.name.endsWith('.preview');

			it('is carried out', async () => {
				const result = await client.call(toolName(use), given);
				const sent = await calls();

				expect(textOf(result)).not.toContain('Error');
				expect(result.isError).toBeUndefined();
				if (use.calls) expect(sent).toEqual(use.calls);
				// A preview goes on to read the template.
				expect(isPreview ? sent.join() : sent.at(-1)).toContain(last);
			});

			// Which events there are, Mluvii knows best.
			const isOpen = use.name === 'webhook.create';
			const wrong = Object.keys(WRONG).find((argument) => argument in given && !isOpen);
			if (wrong !== undefined) {
				it(`refuses another ${wrong}, and names the field`, async () => {
					const result = await client.call(toolName(use), { ...given, [wrong]: WRONG[wrong] });
					const sent = await calls();

					expect(result.isError).toBe(isPreview ? undefined : true);
					expect(textOf(result).includes('"would_be_sent":false')).toBe(isPreview);
					expect(textOf(result)).toMatch(new RegExp(labelsOf(use, wrong).join('|'), 'i'));
					expect(sent.filter((call) => !/api_keys|\/template\//.test(call))).toEqual([]);
				});
			}

			it('says what the service says', async () => {
				const [, path = last] = last.split(' ');
				await host.sandbox.fault({ service, path, kind: 'echo', status: 422, times: 0 });
				const result = await client.call(toolName(use), given);

				expect(result.isError).toBe(true);
				expect(textOf(result)).toMatch(/refused the request.*\[hidden\]/s);
			});
		});

		it.each(writes)(
			'$name, whose answer is lost, is sent again if that does no harm',
			async (use) => {
				const [method = '', path = use.last] = use.last.split(' ');
				await host.sandbox.fault({ service, path, kind: 'dropAfter' });
				const result = await retrying.call(toolName(use), use.given);
				const sent = (await calls()).filter((call) => call.includes(use.last));
				const isRepeatable = ['PUT', 'DELETE'].includes(method);

				expect(sent).toHaveLength(isRepeatable ? 2 : 1);
				expect(result.isError).toBe(isRepeatable ? undefined : true);
				if (!isRepeatable) expect(textOf(result)).toContain('Do not call this tool again');
			},
		);
	},
);

(isWanted('lovi') ? itInNewest : it.skip)(
	'A company token is not handed out to a client.',
	async () => {
		const parameters = filledInByModel(loviParameters('companyToken.mint'));
		const { url } = await serveTools(host, [{ name: 'Mint', service: 'lovi', parameters }]);
		const client = await connectToMcp(url);
		const result = await client.call('Mint', { company: 'Acme Ltd' });
		received.push(...client.received);
		await client.close();

		expect(result.isError).toBe(true);
		expect(textOf(result)).toContain('A company token is not handed out to a language model.');
		expect(await host.calls('lovi')).toEqual([]);
	},
);

itInNewest('No secret reached a client.', () => {
	expect(received.join()).toContain(isWanted('lovi') ? 'Acme Ltd' : 'SessionEnded');
	expect(hunt.used()).toContain(isWanted('lovi') ? GATEWAY_KEY : METRIC_TOKEN);
	expect(hunt.find(received)).toEqual([]);
});

function toolName({ name }: Use): string {
	return name.replace('.', '_');
}

function textOf({ content }: CallToolResult): string {
	return content.map((part) => ('text' in part ? part.text : '')).join('\n');
}

/** The names of the innermost fields that have a text in their values. */
function fieldsWith(parameters: object, text: string): string[] {
	return Object.entries(parameters).flatMap(([name, value]) => {
		if (typeof value === 'string') return value.includes(text) ? [name] : [];
		if (typeof value !== 'object' || value === null) return [];
		const inner = fieldsWith(value as object, text);
		return '__rl' in value && inner.length > 0 ? [name] : inner;
	});
}

/** The labels of fields, also of those in collections, by name. */
function labels(properties: INodeProperties[]): Map<string, string> {
	return new Map(
		properties.flatMap(({ name, displayName, type, options = [] }) => [
			[name, displayName] as const,
			...(type === 'collection' ? labels(options as INodeProperties[]) : []),
		]),
	);
}

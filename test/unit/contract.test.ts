import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { resources as loviResources } from '../../nodes/Lovi/resources';
import { enumOptions } from '../../nodes/Mluvii/enums';
import { SESSION_STATUS } from '../../nodes/Mluvii/generated/lists';
import { sessionFilters } from '../../nodes/Mluvii/fields/sessionFilters';
import { resources as mluviiResources } from '../../nodes/Mluvii/resources';
import { Entries } from '../../nodes/shared/operation/field';
import { callNamed, callsOf, readContract } from '../support/contracts';

const EVIDENCE = {
	mluvii: ['DOC', 'OFF', 'CLI', 'convention', 'LIVE'],
	lovi: ['SEED', 'REPO', 'NEW', 'convention', 'LIVE'],
};
const RESOURCES = { lovi: loviResources, mluvii: mluviiResources };
/** Calls that only read, although they are not GET. */
const READING_POSTS = {
	logIn: 'the only way to a token',
	listCompanyApiKeys: 'Lovi has the list of keys as a POST without a body',
};
const contract = readContract('mluvii');

describe.each(['lovi', 'mluvii'] as const)('the contract of %s', (service) => {
	it('names the evidence and the source of every call', () => {
		for (const call of callsOf(readContract(service))) {
			expect(EVIDENCE[service]).toContain(call['x-evidence']);
			expect(call['x-source']).toMatch(new RegExp(`^${service}-api\\.md, section`));
		}
	});

	it('says when a call was seen on the live service, and of no other call', () => {
		for (const call of callsOf(readContract(service))) {
			const { 'x-evidence': evidence, 'x-verified': day } = call;
			if (evidence === 'LIVE') expect(day).toMatch(/^\d{4}-\d\d-\d\d$/);
			else expect(day).toBeUndefined();
		}
	});

	it('lets a check send only what reads', () => {
		const sent = callsOf(readContract(service)).filter((call) => call['x-live'] !== undefined);
		const others = sent.filter(
			({ method, operationId }) => method !== 'GET' && !(operationId in READING_POSTS),
		);

		expect(sent).not.toEqual([]);
		expect(sent.map((call) => call['x-live'])).toEqual(sent.map(() => 'safe'));
		expect(others).toEqual([]);
	});

	it('lets a check send nothing that an operation of the node writes with, but logins', () => {
		const contract = readContract(service);
		const writes = RESOURCES[service].flatMap(({ value: resource, operations }) =>
			operations
				.filter(({ effect }) => effect === 'write')
				.map(({ value }) => `${resource}.${value}`),
		);
		const sent = writes.filter((name) => {
			const [call] = contract['x-node-operations'][name]?.calls ?? [];
			return call !== 'logIn' && callNamed(contract, call)['x-live'] !== undefined;
		});

		expect(writes).not.toEqual([]);
		expect(sent).toEqual([]);
	});

	it('has something at the end of every reference', () => {
		const contract = readContract(service);
		const text = JSON.stringify(contract);
		const references = [...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = '']) => path);
		const dangling = references.filter(
			(path) =>
				path
					.split('/')
					.reduce<unknown>(
						(node, key) => (node as Record<string, unknown> | undefined)?.[key],
						contract,
					) === undefined,
		);

		expect(references).not.toEqual([]);
		expect(dangling).toEqual([]);
	});

	it('says the same to readers that follow the older YAML, in which OFF means false', () => {
		expect(readContract(service, '1.1')).toEqual(readContract(service));
	});
});

describe('the session filters', () => {
	it('are exactly those of the contract', () => {
		const documented = callsOf(contract)
			.find(({ operationId }) => operationId === 'listSessions')
			?.parameters?.map(({ name, $ref }) => name ?? nameOfReference($ref ?? ''))
			.filter((name) => name !== 'limit' && name !== 'offset');

		const query = sessionFilters.read(new Entries({ filters: everyFilter() }, 'UTC'), 'filters');
		expect(Object.keys(query).sort()).toEqual(documented?.sort());
	});
});

describe('the enum values', () => {
	it('are shown in words, each under a name of its own', () => {
		const options = enumOptions(SESSION_STATUS);

		expect(options.map(({ name }) => name)).toContain('In Queue');
		expect(new Set(options.map(({ name }) => name)).size).toBe(SESSION_STATUS.length);
		expect(options.map(({ name }) => name)).toEqual(options.map(({ name }) => name).sort());
	});
});

function nameOfReference(reference: string): string {
	return contract.components.parameters[reference.split('/').pop() ?? '']?.name ?? reference;
}

/** A value for every field under Filters, in a form that the field takes. */
function everyFilter(): IDataObject {
	const [property] = sessionFilters.properties('filters');
	const fields = property?.options as INodeProperties[];
	return Object.fromEntries(fields.map((field) => [field.name, sampleOf(field) as IDataObject]));
}

function sampleOf({ type, options, name }: INodeProperties): unknown {
	if (type === 'multiOptions')
		return (options as Array<{ value: string }>).map(({ value }) => value);
	if (type === 'dateTime') return '2024-05-02T00:00:00Z';
	if (type === 'number') return 60;
	if (type === 'boolean') return true;
	return /id|stars/i.test(name) ? '7' : 'text';
}

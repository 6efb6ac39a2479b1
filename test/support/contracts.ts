import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** A call in a contract. */
export interface ContractOperation {
	operationId: string;
	summary: string;
	'x-evidence': string;
	/** The day on which the call was seen on the live service, such as 2026-11-28. */
	'x-verified'?: string;
	/** Whether the call only reads in fact, so that a check may send it to the live service. */
	'x-live'?: 'safe';
	/** Whether the call is so little established that "not found" may mean its path. */
	'x-unconfirmed'?: boolean;
	'x-source': string;
	parameters?: Array<{ name?: string; in?: string; $ref?: string; schema?: { $ref?: string } }>;
	responses?: Record<string, { content?: Record<string, { schema: ContractSchema }> }>;
}

/** A call with what stands elsewhere in the contract. */
export interface ContractCall extends ContractOperation {
	/** In capitals. */
	method: string;
	path: string;
	/** Node operations that make this call, such as `session.get`. */
	'x-node-operations': string[];
}

/** What an operation of the node does with the service. */
export interface NodeOperation {
	/** The IDs of its calls, the one first that its evidence and output come from. */
	calls: string[];
	evidence?: string;
	output?: ContractSchema;
}

/** A schema as far as tests look into it. */
export interface ContractSchema {
	$ref?: string;
	description?: string;
	example?: unknown;
	enum?: string[];
	const?: string;
	/** The activities that answer this one. */
	'x-answers'?: string[];
	/** The values of a list that is not closed. */
	'x-known-values'?: string[];
	/** What the node calls the values. */
	'x-enum-name'?: string;
	/** Values that the node does not offer. */
	'x-obsolete-values'?: string[];
	/** Which properties are meant, in which order. */
	'x-only'?: string[];
	/** What the node calls these properties. */
	'x-only-name'?: string;
	type?: string | string[];
	allOf?: ContractSchema[];
	items?: ContractSchema;
	properties?: Record<string, ContractSchema>;
	additionalProperties?: ContractSchema | boolean;
}

/** A contract as far as tests look into it. */
export interface Contract {
	/** By their names in the node, such as `session.get`. */
	'x-node-operations': Record<string, NodeOperation>;
	paths: Record<string, Record<string, ContractOperation>>;
	components: {
		parameters: Record<string, { name: string; in: string }>;
		schemas: Record<string, ContractSchema>;
	};
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** Reads `contracts/<service>.openapi.yaml`. */
export function readContract(service: string, version: '1.1' | '1.2' = '1.2'): Contract {
	const file = join(__dirname, '..', '..', 'contracts', `${service}.openapi.yaml`);
	return parse(readFileSync(file, 'utf8'), { version }) as Contract;
}

/** Every call of a contract. */
export function callsOf(contract: Contract): ContractCall[] {
	return Object.entries(contract.paths).flatMap(([path, operations]) =>
		METHODS.flatMap((method) => {
			const operation = operations[method];
			if (operation === undefined) return [];
			const callers = Object.entries(contract['x-node-operations'])
				.filter(([, { calls }]) => calls.includes(operation.operationId))
				.map(([name]) => name);
			return { ...operation, method: method.toUpperCase(), path, 'x-node-operations': callers };
		}),
	);
}

/** The call with an ID. @throws Error where the contract has none */
export function callNamed(contract: Contract, id = ''): ContractCall {
	const call = callsOf(contract).find(({ operationId }) => operationId === id);
	if (call === undefined) throw new Error(`There is no "${id}"`);
	return call;
}

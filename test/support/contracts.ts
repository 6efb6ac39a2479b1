import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** A call in a contract. */
export interface ContractOperation {
	operationId: string;
	summary: string;
	'x-evidence': string;
	/** Whether the call is so little established that "not found" may mean its path. */
	'x-unconfirmed'?: boolean;
	'x-source': string;
	/** Node operations that make this call, such as `session.get`. */
	'x-node-operations': string[];
	parameters?: Array<{ name?: string; in?: string; $ref?: string; schema?: { $ref?: string } }>;
}

/** A schema as far as tests look into it. */
export interface ContractSchema {
	$ref?: string;
	description?: string;
	enum?: string[];
	/** The values of a list that is not closed. */
	'x-known-values'?: string[];
	/** What the node calls the values. */
	'x-enum-name'?: string;
	/** Values that the node does not offer. */
	'x-obsolete-values'?: string[];
	properties?: Record<string, ContractSchema>;
}

/** A contract as far as tests look into it. */
export interface Contract {
	paths: Record<string, Record<string, ContractOperation>>;
	components: {
		parameters: Record<string, { name: string; in: string }>;
		schemas: Record<string, ContractSchema>;
	};
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** Reads `contracts/<service>.openapi.yaml`. */
export function readContract(service: 'lovi' | 'mluvii', version: '1.1' | '1.2' = '1.2'): Contract {
	const file = join(__dirname, '..', '..', 'contracts', `${service}.openapi.yaml`);
	return parse(readFileSync(file, 'utf8'), { version }) as Contract;
}

/** Every call of a contract, with its method in capitals and its path. */
export function callsOf(
	contract: Contract,
): Array<ContractOperation & { method: string; path: string }> {
	return Object.entries(contract.paths).flatMap(([path, operations]) =>
		METHODS.flatMap((method) => {
			const operation = operations[method];
			return operation ? [{ ...operation, method: method.toUpperCase(), path }] : [];
		}),
	);
}

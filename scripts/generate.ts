import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import {
	callsOf,
	readContract,
	type Contract,
	type ContractSchema,
} from '../test/support/contracts';

/*
 * Writes what follows from the contracts, so that each fact of a call stands in one place. With `--check`
 * it writes nothing: it names the files that are stale, and fails if there are any.
 */

const ROOT = join(__dirname, '..');
const SERVICES = [
	{ service: 'lovi', folder: 'Lovi' },
	{ service: 'mluvii', folder: 'Mluvii' },
] as const;

/** Texts of files by their paths below the root. */
type Files = Record<string, string>;

async function main(): Promise<void> {
	const isCheck = process.argv.includes('--check');
	const stale = await update(codeFiles(), isCheck);
	for (const file of stale) console.log(isCheck ? `Stale: ${file}` : `Written: ${file}`);
	if (isCheck && stale.length > 0) process.exitCode = 1;
}

/** The code that the nodes are built on. */
function codeFiles(): Files {
	return Object.fromEntries(
		SERVICES.flatMap(({ service, folder }) => {
			const contract = readContract(service);
			return [
				[`nodes/${folder}/generated/endpoints.ts`, endpoints(service, contract)],
				[`nodes/${folder}/generated/enums.ts`, enums(service, contract)],
			];
		}),
	);
}

/** One function for each call of a contract. */
function endpoints(service: string, contract: Contract): string {
	const functions = callsOf(contract).map((call) => {
		const isUnconfirmed = call['x-evidence'] === 'convention' || call['x-unconfirmed'] === true;
		const settings = isUnconfirmed ? ', { isUnconfirmed: true }' : '';
		return `/** ${call.summary} (evidence: ${call['x-evidence']}). */
export const ${call.operationId} = endpoint('${call.method}', '${call.path}'${settings});`;
	});
	const imported = "import { endpoint } from '../../shared/http/endpoint';";
	return [notice(service), imported, ...functions].join('\n\n');
}

/** The values of each schema that says by `x-enum-name` what they are called. */
function enums(service: string, contract: Contract): string {
	const lists = schemasIn(contract).flatMap((schema) => {
		const { 'x-enum-name': name, 'x-obsolete-values': obsolete = [], description = '' } = schema;
		if (name === undefined) return [];
		const values = schema.enum ?? schema['x-known-values'] ?? [];
		const offered = values.filter((value) => !obsolete.includes(value));
		return `/** ${description}. */\nexport const ${name} = ${JSON.stringify(offered)} as const;`;
	});
	return [notice(service), ...lists].join('\n\n');
}

/** Every object in a contract, which a schema may be. */
function schemasIn(node: unknown): ContractSchema[] {
	if (typeof node !== 'object' || node === null) return [];
	return [node, ...Object.values(node).flatMap(schemasIn)];
}

function notice(service: string): string {
	return `// Written by npm run generate from contracts/${service}.openapi.yaml.`;
}

/** Brings files up to date, unless it is only a check, and returns the paths of those that were not. */
async function update(files: Files, isCheck: boolean): Promise<string[]> {
	const stale: string[] = [];
	for (const [path, text] of Object.entries(files)) {
		const file = join(ROOT, path);
		const formatted = await format(text, { ...(await resolveConfig(file)), filepath: file });
		if (formatted === read(file)) continue;
		stale.push(path);
		if (isCheck) continue;
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(file, formatted);
	}
	return stale;
}

function read(file: string): string | undefined {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return undefined;
	}
}

void main();

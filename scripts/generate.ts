import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { getCountries, getCountryCallingCode, Metadata } from 'libphonenumber-js';
import { format, resolveConfig } from 'prettier';
import type { Resource } from '../nodes/shared/operation/operation';
import type { Contract, ContractSchema, NodeOperation } from '../test/support/contracts';
import { callNamed, callsOf, readContract } from '../test/support/contracts';
import { endpointOf, evidenceTable, operationTable } from './evidence';
import { gallery } from './gallery';
import { withTable } from './tables';

/*
 * Writes what follows from the contracts, so that each fact of a call stands in one place, from the numbering plans
 * of the world, and from the examples. With `--check` it writes nothing: it names the files that are stale, and fails
 * if there are any.
 */

const ROOT = join(__dirname, '..');
/** Each service has a contract, and a folder of the same name. */
const SERVICES = readdirSync(join(ROOT, 'contracts')).flatMap((file) => {
	const [service = '', ...type] = file.split('.');
	return type.join('.') === 'openapi.yaml' ? [{ service, folder: folderOf(service) }] : [];
});
/** The version of the nodes, as n8n names the folders of their output schemas. */
const NODE_VERSION = 'v1.0.0';

/** Texts of files by their paths below the root; what has none is to be deleted. */
type Files = Record<string, string | undefined>;

async function main(): Promise<void> {
	const modules = Object.assign({}, ...SERVICES.map(modulesOf), callingCodes()) as Files;
	await update(modules);
	// Only now, because the nodes are built on what was written above.
	const schemas = Object.assign({}, ...(await Promise.all(SERVICES.map(schemasOf)))) as Files;
	const stale = leftovers({ ...modules, ...schemas });
	await update({
		...stale,
		...schemas,
		...(await operationPages()),
		...evidencePage(),
		'docs/examples.md': gallery(),
	});
}

/** Where the node of a service is. @throws Error where it has none */
function folderOf(service: string): string {
	const folders = readdirSync(join(ROOT, 'nodes'));
	return known(
		folders.find((folder) => folder.toLowerCase() === service),
		`nodes/${service}`,
	);
}

/** The modules of a node that follow from its contract. */
function modulesOf({ service, folder }: (typeof SERVICES)[number]): Files {
	const contract = readContract(service);
	const notice = `// Generated from contracts/${service}.openapi.yaml.`;
	const imported = "import { endpoint } from '../../shared/http/endpoint';";
	const endpoints = callsOf(contract).map(endpointOf);
	const lists = objectsIn(contract).flatMap(listOf);
	const answers = answersIn(contract);
	return {
		[`nodes/${folder}/generated/endpoints.ts`]: [notice, imported, '', ...endpoints].join('\n'),
		...(lists.length > 0 && {
			[`nodes/${folder}/generated/lists.ts`]: [notice, '', ...lists].join('\n'),
		}),
		...(answers !== undefined && {
			[`nodes/${folder}/generated/answers.ts`]: [notice, '', answers].join('\n'),
		}),
		...eventFiles(contract, folder, notice),
	};
}

/** The output schemas of a node: what its contract says, and what the node adds. */
async function schemasOf({ service, folder }: (typeof SERVICES)[number]): Promise<Files> {
	const contract = readContract(service);
	const writes = (await resourcesOf(folder)).flatMap(({ value: resource, operations }) =>
		operations
			.filter(({ effect }) => effect === 'write')
			.map(({ value }) => `${resource}.${value}`),
	);
	return Object.fromEntries(
		Object.entries(contract['x-node-operations']).map(([name, operation]) => [
			`nodes/${folder}/__schema__/${NODE_VERSION}/${name.replace('.', '/')}.json`,
			JSON.stringify(outputSchema(contract, operation, writes.includes(name)), null, 2),
		]),
	);
}

async function resourcesOf(folder: string): Promise<Array<Resource<unknown>>> {
	const { resources } = (await import(`../nodes/${folder}/resources`)) as {
		resources: Array<Resource<unknown>>;
	};
	return resources;
}

/** The values of a schema, or the properties that it picks, if it says what they are called. */
function listOf(schema: ContractSchema): string[] {
	const { 'x-obsolete-values': obsolete = [], 'x-only': only, description = '' } = schema;
	const name = schema['x-enum-name'] ?? schema['x-only-name'];
	if (name === undefined) return [];
	const values = known(only ?? schema.enum ?? schema['x-known-values'], name);
	const offered = values.filter((value) => !obsolete.includes(value));
	return [`/** ${description}. */\nexport const ${name} = ${JSON.stringify(offered)} as const;`];
}

/** The activities that answer one of a chatbot, where the service has chatbots. */
function answersIn(contract: Contract): string | undefined {
	const answers = objectsIn(contract).flatMap(({ 'x-answers': names, properties }) =>
		names === undefined ? [] : [[known(properties?.activity?.const, 'activity'), names] as const],
	);
	if (answers.length === 0) return undefined;
	const list = JSON.stringify(Object.fromEntries(answers));
	return `/** The activities that answer one of a chatbot, by its name. */
export const CHATBOT_ANSWERS = ${list} as const;`;
}

/** What events bring, where the service sends events: an example of each form, with the events of that form. */
function eventFiles(contract: Contract, folder: string, notice: string): Files {
	const { EventType, EventData } = contract.components.schemas;
	if (EventType === undefined) return {};
	const { properties, additionalProperties: other } = known(EventData, 'EventData');
	const events = known(EventType.enum, 'EventType');
	const unknown = Object.keys(properties ?? {}).filter((event) => !events.includes(event));
	if (unknown.length > 0)
		throw new Error(`EventData has more than EventType: ${unknown.join(', ')}`);
	const forms = new Map<unknown, string[]>();
	for (const event of [...events].sort()) {
		const { $ref, example } = known(properties?.[event] ?? (other as ContractSchema), event);
		const data = example ?? lookUp(contract, known($ref, event)).example;
		forms.set(data, [...(forms.get(data) ?? []), event]);
	}
	const entries = [...forms].map(([data, events]) => JSON.stringify({ events, data }));
	const text = `${notice}
import type { IDataObject } from 'n8n-workflow';

/** An example of each form that the data of events has, with the events that have this form. */
export const EVENT_FORMS: Array<{ events: string[]; data: IDataObject }> = [${entries.join(', ')}];`;
	return { [`nodes/${folder}/generated/events.ts`]: text };
}

/** Which countries have phone numbers with which calling code. */
function callingCodes(): Files {
	const codes: Record<string, Record<string, string>> = {};
	for (const country of getCountries()) {
		const metadata = new Metadata();
		metadata.selectNumberingPlan(country);
		const code = getCountryCallingCode(country);
		codes[code] = { ...codes[code], [country]: metadata.numberingPlan?.leadingDigits() || '' };
	}
	const entries = Object.entries(codes).map(
		([code, countries]) => `${code}: ${JSON.stringify(countries)},`,
	);
	const text = `// Generated from the numbering plans in libphonenumber-js.

/**
 * The countries that share a calling code, each with how its numbers go on after the code, as a regular expression;
 * empty where any other number is from there.
 */
export const CALLING_CODES: Record<string, Record<string, string>> = {
${entries.join('\n')}
};`;
	return { 'nodes/Lovi/generated/callingCodes.ts': text };
}

/** Every object in a contract; schemas are among them. */
function objectsIn(node: unknown): ContractSchema[] {
	if (typeof node !== 'object' || node === null) return [];
	return [node, ...Object.values(node).flatMap(objectsIn)];
}

/** What an operation returns, for the hints of the editor. Of a write, the node says what became of it. */
function outputSchema(
	contract: Contract,
	{ calls, output }: NodeOperation,
	isWrite: boolean,
): object {
	const schema = simplified(contract, output ?? answerOf(contract, calls[0]));
	const { properties } = schema.items ?? schema;
	return {
		type: 'object',
		properties: {
			...known(properties, `output of ${calls[0] ?? ''}`),
			...(isWrite ? { outcome: { type: 'string' } } : {}),
		},
		version: 1,
	};
}

function answerOf(contract: Contract, operationId?: string): ContractSchema {
	const answer = callNamed(contract, operationId).responses?.['200'];
	return known(answer?.content?.['application/json']?.schema, `answer of ${operationId ?? ''}`);
}

/** A schema without references, and with nothing but what n8n reads of it. */
function simplified(contract: Contract, schema: ContractSchema): ContractSchema {
	const { $ref, allOf = [], properties = {}, items, type, 'x-only': only } = schema;
	const referenced = $ref === undefined ? [] : [lookUp(contract, $ref)];
	const parts = [...referenced, ...allOf].map((part) => simplified(contract, part));
	const merged = Object.assign({}, ...parts) as ContractSchema;
	const own = Object.entries(properties).map(
		([name, property]) => [name, simplified(contract, property)] as const,
	);
	const all = new Map([...parts.flatMap((part) => Object.entries(part.properties ?? {})), ...own]);
	const names = only ?? [...all.keys()];
	const chosen = names.map((name) => [name, known(all.get(name), name)] as const);
	return {
		type: type ?? merged.type,
		properties: chosen.length === 0 ? undefined : Object.fromEntries(chosen),
		items: items ? simplified(contract, items) : merged.items,
	};
}

/** What a reference such as `#/components/schemas/Session` leads to. */
function lookUp(contract: Contract, reference: string): ContractSchema {
	const path = reference.split('/').slice(1);
	const found = path.reduce<unknown>(
		(node, key) => known((node as Record<string, unknown>)[key], reference),
		contract,
	);
	return found as ContractSchema;
}

/** The page of each service with its table of operations. */
async function operationPages(): Promise<Files> {
	const pages = SERVICES.map(async ({ service, folder }) => {
		const page = `docs/operations-${service}.md`;
		const table = operationTable(readContract(service), await resourcesOf(folder));
		const text = readFileSync(join(ROOT, page), 'utf8');
		return [page, withTable(text, `operations:${service}`, table)] as const;
	});
	return Object.fromEntries(await Promise.all(pages));
}

/** The page that says how well the calls of all services are established. */
function evidencePage(): Files {
	const page = 'docs/evidence.md';
	const table = evidenceTable(
		Object.fromEntries(SERVICES.map(({ service, folder }) => [folder, readContract(service)])),
	);
	return { [page]: withTable(readFileSync(join(ROOT, page), 'utf8'), 'evidence', table) };
}

/** @throws Error when there is nothing where there has to be something */
function known<T>(found: T | undefined, name: string): T {
	if (found === undefined) throw new Error(`There is no "${name}"`);
	return found;
}

/** The files in the folders of what is generated that are not generated any more. */
function leftovers(files: Files): Files {
	const folders = SERVICES.flatMap(({ folder }) =>
		['generated', '__schema__'].map((name) => `nodes/${folder}/${name}`),
	);
	const present = folders
		.filter((folder) => existsSync(join(ROOT, folder)))
		.flatMap((folder) =>
			readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
				.filter((entry) => entry.isFile())
				.map(({ parentPath, name }) => relative(ROOT, join(parentPath, name))),
		);
	return Object.fromEntries(
		present.filter((path) => !(path in files)).map((path) => [path, undefined]),
	);
}

/** Brings files up to date, unless it is only a check, and names those that were not. */
async function update(files: Files): Promise<void> {
	const isCheck = process.argv.includes('--check');
	for (const [path, text] of Object.entries(files)) {
		const file = join(ROOT, path);
		const content = text && (await formatted(file, text));
		if (content === (existsSync(file) ? readFileSync(file, 'utf8') : undefined)) continue;
		console.log(path);
		if (isCheck) {
			process.exitCode = 1;
		} else if (content === undefined) {
			rmSync(file);
		} else {
			mkdirSync(dirname(file), { recursive: true });
			writeFileSync(file, content);
		}
	}
}

/** A generated module has one line for each fact, however long it is. */
async function formatted(file: string, text: string): Promise<string> {
	const config = { ...(await resolveConfig(file)), filepath: file };
	return await format(text, file.endsWith('.ts') ? { ...config, printWidth: Infinity } : config);
}

void main();

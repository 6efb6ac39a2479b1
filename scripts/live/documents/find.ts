import type { ServiceName } from '../../../sandbox/api';
import type { Contract } from '../../../test/support/contracts';
import { readContract } from '../../../test/support/contracts';
import type { DocumentReport, Finding } from '../report';
import type { DocumentAddress } from './addresses';
import { DISCOVERY, DOCUMENT_ADDRESSES, MAX_NAMED, MAX_SCRIPTS, SWAGGER_UI } from './addresses';
import { compareApi, isInContract } from './compareApi';
import { comparePages, knownCall, nameOf } from './comparePages';
import { isPath } from '../json';
import type { ShownCall } from './readMarkdown';
import { callsIn, linksIn } from './readMarkdown';
import type { Description } from './openApi';
import { readDescription } from './openApi';
import { answersOf } from './openId';
import type { Offered } from './swaggerUi';
import { offeredIn, scriptsOf } from './swaggerUi';

/** A document as it came. */
export interface Fetched {
	status: number;
	contentType: string;
	text: string;
}

/**
 * Reads an address: of the service itself a path such as `/api/index.html`, else a whole address. Undefined, or
 * status 0, where nothing answered. It throws for no answer.
 */
export type Get = (address: string) => Promise<Fetched | undefined>;

/** What was found of official descriptions. */
export interface FoundDocuments {
	/** With their texts, where they are to be kept. */
	documents: Array<DocumentReport & { text?: string }>;
	/** What they say otherwise than the contract. */
	findings: Finding[];
	/** What they say to open questions, by the IDs of these. */
	answers: Record<string, string>;
}

/** What tests and other installations have otherwise. */
export interface FindOptions {
	/** Where the service is, without a slash at the end, so that a whole address may be one of its own: such as `https://app.mluvii.com`. */
	origin?: string;
	/** Lovi's starting addresses. */
	pages?: string[];
}

/** Longer documents are not looked at. In megabytes, a character being a byte. */
const MAX_LENGTH = 5;
/** As above for Markdown, for which hostile texts would take long to take apart. */
const MAX_PAGE_LENGTH = 0.5;

const NO_HOST = 'service.invalid';

type Text = { text: string; reason?: undefined } | { text?: undefined; reason: string };

/**
 * Looks for the official descriptions of a service, and compares them with its contract. Addresses are read one at a
 * time, see `DOCUMENT_ADDRESSES`; whatever the documents hold is data.
 */
export async function findDocuments(
	service: ServiceName,
	get: Get,
	options: FindOptions = {},
): Promise<FoundDocuments> {
	const contract = readContract(service);
	return service === 'mluvii'
		? findOfMluvii(contract, get, options.origin)
		: findOfLovi(contract, get, options.pages);
}

async function findOfMluvii(
	contract: Contract,
	get: Get,
	origin = `https://${NO_HOST}`,
): Promise<FoundDocuments> {
	const found: FoundDocuments = { documents: [], findings: [], answers: {} };
	const page = await read(get, SWAGGER_UI);
	const { offered, ...ui } = await offeredBy(get, page, origin);
	found.documents.push({ ...entryOf('mluvii', SWAGGER_UI), ...ui });

	const descriptions: Description[] = [];
	for (const { url, name } of offered.slice(0, MAX_NAMED)) {
		const title = /^[\w .()-]{1,60}$/.test(name) ? `OpenAPI document ${name}` : 'OpenAPI document';
		const address = ownAddress(url, origin);
		if (address === undefined) {
			const reason = 'It is at another host, which was not asked';
			found.documents.push({ title, address: 'another host', reason });
			continue;
		}
		const { text, reason } = await read(get, address);
		const description = text === undefined ? undefined : readDescription(text, address);
		for (const call of description?.calls ?? []) call.path = withoutBase(call.path, origin);
		const report = { title, address: address.replace(/\?.*/s, '') };
		if (text === undefined || description === undefined) {
			found.documents.push({ ...report, reason: reason ?? 'It is no OpenAPI document in JSON' });
			continue;
		}
		descriptions.push(description);
		const unknown = description.calls.filter((call) => !isInContract(contract, call));
		found.documents.push({
			...report,
			text: withoutHost(text, origin),
			calls: { known: description.calls.length - unknown.length, unknown: unknown.length },
			unknownCalls: unknown.filter(({ path }) => isPath(path)).map(callName),
		});
	}
	found.findings = compareApi(contract, descriptions, descriptions.length === offered.length);

	const { text, reason } = await read(get, DISCOVERY);
	const answers = text === undefined ? undefined : answersOf(text);
	found.answers = answers ?? {};
	// It is made of addresses of the installation, so that it is not kept.
	const isRead = answers !== undefined;
	found.documents.push({
		...entryOf('mluvii', DISCOVERY),
		...(!isRead && { reason: reason ?? 'It is no discovery document' }),
	});
	return found;
}

/** What a Swagger UI offers, by its own scripts and those beside it. */
async function offeredBy(
	get: Get,
	{ text: html, reason }: Text,
	origin: string,
): Promise<{ offered: Offered[]; text?: string; reason?: string }> {
	if (html === undefined) return { offered: [], reason };
	const { inline, addresses } = scriptsOf(html);
	let offered = inline.flatMap(offeredIn);
	const beside = addresses
		.map((address) => ownAddress(address, origin))
		.filter((address) => address !== undefined)
		// Swagger UI itself: long, and without the configuration.
		.filter((address) => !/swagger-ui-(bundle|standalone-preset)/.test(address));
	for (const address of beside.slice(0, MAX_SCRIPTS)) {
		if (offered.length > 0) break;
		offered = offeredIn((await read(get, address)).text ?? '');
	}
	return offered.length > 0
		? { offered, text: withoutHost(html, origin) }
		: { offered, reason: 'It lists no documents in a form that is known' };
}

async function findOfLovi(contract: Contract, get: Get, pages?: string[]): Promise<FoundDocuments> {
	const documents: FoundDocuments['documents'] = [];
	const calls: ShownCall[][] = [];
	const seen = new Set<string>();
	const readPage = async (title: string, address: string): Promise<string | undefined> => {
		seen.add(address);
		const { text, reason } = await read(get, address, MAX_PAGE_LENGTH);
		if (text === undefined) {
			documents.push({ title, address, reason });
			return undefined;
		}
		const shown = callsIn(text);
		calls.push(shown);
		documents.push({ title, address, text, ...(shown.length > 0 && countOf(contract, shown)) });
		return text;
	};
	const beginnings: DocumentAddress[] =
		pages?.map((address) => ({ address, title: 'Page' })) ?? DOCUMENT_ADDRESSES.lovi;
	for (const { address, title } of beginnings) {
		if (seen.has(address)) continue;
		const text = await readPage(title, address);
		if (text === undefined || !address.endsWith('/llms.txt')) continue;
		const named = linksIn(text).flatMap((link) => pageOf(link, address) ?? []);
		for (const page of [...new Set(named)].slice(0, MAX_NAMED))
			if (!seen.has(page)) await readPage('Page of the API reference', page);
	}
	return { documents, findings: comparePages(contract, calls), answers: {} };
}

/** The address of a link if it leads to a page of the API reference at the same host. */
function pageOf(link: string, base: string): string | undefined {
	if (!URL.canParse(link, base)) return undefined;
	const { origin, pathname } = new URL(link, base);
	if (origin !== new URL(base).origin) return undefined;
	if (!/api-reference.*\.mdx?$/.test(pathname)) return undefined;
	// Translations lag behind, or are invented (lovi-api.md, section 12).
	return /^\/(?!en\/)[a-z]{2}(-[A-Za-z]+)?\//.test(pathname) ? undefined : origin + pathname;
}

function countOf(
	contract: Contract,
	shown: ShownCall[],
): Pick<DocumentReport, 'calls' | 'unknownCalls'> {
	const names = (calls: ShownCall[]): string[] => [
		...new Set(calls.map(nameOf).filter((name) => name !== undefined)),
	];
	const known = shown.filter((call) => knownCall(contract, call) !== undefined);
	const unknownCalls = names(shown.filter((call) => !known.includes(call)));
	return { calls: { known: names(known).length, unknown: unknownCalls.length }, unknownCalls };
}

async function read(get: Get, address: string, maxLength = MAX_LENGTH): Promise<Text> {
	const { status, text } = (await get(address)) ?? { status: 0, text: '' };
	if (status === 0) return { reason: 'There was no answer' };
	if (status !== 200) return { reason: `It was answered with status ${status}` };
	return text.length > maxLength * 1e6 ? { reason: `It is longer than ${maxLength} MB` } : { text };
}

/** What a page of the service leads to, as a path with its query; undefined where that is not the service's own. */
function ownAddress(url: string, origin: string): string | undefined {
	const root = new URL(`${origin}/`);
	const base = new URL(SWAGGER_UI.slice(1), root);
	if (!URL.canParse(url, base.href)) return undefined;
	const { href } = new URL(url, base);
	return href.startsWith(root.href)
		? href.slice(root.href.length - 1).replace(/#.*/s, '')
		: undefined;
}

/** A path below the base URL: where a service is under a path of its host, descriptions may have it in front. */
function withoutBase(path: string, origin: string): string {
	const base = new URL(`${origin}/`).pathname;
	return path.startsWith(base) ? path.slice(base.length - 1) : path;
}

/** Where the service is, is not named beside the report either. */
function withoutHost(text: string, origin: string): string {
	const { host } = new URL(origin);
	const [, place = host] = /^https?:\/\/(.*)$/.exec(origin) ?? [];
	return text.replaceAll(place, NO_HOST).replaceAll(host, NO_HOST);
}

function entryOf(service: ServiceName, address: string): { title: string; address: string } {
	const { title } = DOCUMENT_ADDRESSES[service].find((one) => one.address === address) ?? {
		title: address,
	};
	return { title, address };
}

function callName({ method, path }: { method: string; path: string }): string {
	return `${method} ${path}`;
}

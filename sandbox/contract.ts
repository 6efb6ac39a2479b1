import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
	OpenAPIBackend,
	type Document,
	type OpenAPIValidator,
	type Operation,
	type Request,
	type ValidationResult,
} from 'openapi-backend';
import { parse } from 'yaml';
import type { ServiceName } from './api';

/** One thing that is wrong with a request or an answer. */
export interface Problem {
	/** Where: `path`, `query`, `header` or `body`; empty for an answer. */
	place: string;
	/** Dotted name of the field. */
	field: string;
	/** The rule that is broken, as JSON Schema calls it. */
	rule: string;
	message: string;
	provided?: unknown;
}

/** Arrays are checked by their first elements only, so that big pages cost no more than small ones. */
const sampleSize = 20;

const date = String.raw`\d{4}-\d{2}-\d{2}`;
const time = String.raw`\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})`;
/** The formats of texts that the contracts name, as they are checked here. */
export const formats = {
	'date-time': new RegExp(`^${date}T${time}$`),
	duration: /^P(?!$)(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$/,
	uuid: /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i,
	uri: /^[a-z][a-z\d+.-]*:\S+$/i,
};

/** Compiled validators of each service, which take seconds to compile: all sandboxes of a process share them. */
const validators = new Map<ServiceName, OpenAPIValidator>();

/** The wire contract of a service: routing and validation in both directions. */
export class Contract {
	private readonly templates: string[];

	private constructor(
		/** The contract as it stands in its file, with its references. */
		readonly document: Document,
		readonly router: OpenAPIBackend,
		private readonly ignoreCase: boolean,
	) {
		const braces = (path: string) => path.split('{').length;
		this.templates = Object.keys(router.definition.paths ?? {}).sort(
			(a, b) => braces(a) - braces(b),
		);
	}

	/** Read `contracts/<service>.openapi.yaml`. */
	static async load(service: ServiceName, { ignoreCase = false } = {}): Promise<Contract> {
		const file = join(__dirname, '..', 'contracts', `${service}.openapi.yaml`);
		// Looking for repeated keys takes half of the time of reading.
		const document = parse(readFileSync(file, 'utf8'), { uniqueKeys: false }) as Document;
		const router = new OpenAPIBackend({
			definition: withKeyParameters(document),
			// Skips the check of the document itself, which knows OpenAPI 3.0 only, and compiles
			// each validator when it is needed first.
			quick: true,
			coerceTypes: true,
			ajvOpts: { allErrors: true, verbose: true, formats },
		});
		await router.init();
		router.validator = validators.get(service) ?? router.validator;
		validators.set(service, router.validator);
		// The router would flatten the whole document anew several times for each request.
		const operations = router.getOperations();
		router.router.getOperations = () => operations;
		return new Contract(document, router, ignoreCase);
	}

	/** The request in the spelling of the contract, for services that do not mind case. */
	spell<T extends Request>(request: T): T {
		if (!this.ignoreCase) return request;
		const spelled = { ...request, path: this.spellPath(request.path) };
		const names = (this.operation(spelled)?.parameters ?? []).map((p) =>
			'name' in p ? p.name : '',
		);
		const query = Object.entries(typeof request.query === 'object' ? request.query : {}).map(
			([key, value]) => [names.find((name) => sameText(name, key)) ?? key, value],
		);
		return { ...spelled, query: Object.fromEntries(query) as Request['query'] };
	}

	private spellPath(path: string): string {
		const parts = path.split('/');
		const isVariable = (part: string) => part.startsWith('{');
		const template = this.templates
			.map((candidate) => candidate.split('/'))
			.find(
				(candidate) =>
					candidate.length === parts.length &&
					candidate.every((part, i) => isVariable(part) || sameText(part, parts[i] ?? '')),
			);
		return template?.map((part, i) => (isVariable(part) ? parts[i] : part)).join('/') ?? path;
	}

	/** The operation that a request asks for. */
	operation(request: Request): Operation | undefined {
		return this.router.matchOperation(request);
	}

	/** What is wrong with a request of this operation. */
	checkRequest(request: Request, operation: Operation): Problem[] {
		return problems(this.router.validateRequest(request, operation));
	}

	/**
	 * A request as a service reads it that minds less than the contract: query parameters and fields of
	 * the body that it does not know are passed over, and, where case does not matter, those of the body
	 * in another spelling are known. Returns what is wrong all the same, and the request with numbers and
	 * booleans of the query as such; what was passed over in the body is still in it.
	 */
	tolerate(request: Request, operation: Operation) {
		const body: unknown = this.ignoreCase ? respell(request.body, operation) : request.body;
		const known = { ...request, query: copyOf(request.query), body: copyOf(body) };
		for (const { place, field, rule } of this.checkRequest({ ...request, body }, operation)) {
			if (rule !== 'additionalProperties') continue;
			const part = place === 'query' ? known.query : place === 'body' ? known.body : undefined;
			if (isObject(part)) Reflect.deleteProperty(part, field);
		}
		const validation = this.router.validateRequest(known, operation);
		const read = (validation.coerced ?? request) as Request;
		const parsed = this.router.router.parseRequest(read, operation);
		return { problems: problems(validation), request: { ...parsed, requestBody: body } };
	}

	/** What is wrong with an answer of this operation. */
	checkAnswer(operation: Operation, status: number, body: unknown): string[] {
		const known = operation.responses ?? {};
		if (!(status in known) && !(`${Math.floor(status / 100)}XX` in known)) {
			return [`status ${status} is not in the contract`];
		}
		// The validator takes an answer without a body for null.
		const result = this.router.validateResponse(sample(body ?? null), operation, status);
		return problems(result).map(describe);
	}
}

/**
 * A key in the query belongs to a security scheme, not to the parameters of the operation; the
 * validator would take it for an unknown parameter.
 */
function withKeyParameters(document: Document): Document {
	const schemes = Object.entries(document.components?.securitySchemes ?? {});
	for (const operation of Object.values(document.paths ?? {}).flatMap((path) =>
		Object.values(path as Record<string, Operation>),
	)) {
		const needed = (operation.security ?? document.security ?? []).flatMap(Object.keys);
		for (const [name, scheme] of schemes) {
			if (!needed.includes(name) || !('in' in scheme) || scheme.in !== 'query') continue;
			const key = { name: scheme.name, in: 'query', schema: { type: 'string' as const } };
			operation.parameters = [...(operation.parameters ?? []), key];
		}
	}
	return document;
}

/** One line about a problem. */
export function describe({ place, field, message }: Problem): string {
	return [place, field, message].filter((part) => part !== '').join(' ');
}

/** The validator's errors as problems. */
export function problems(result: ValidationResult): Problem[] {
	return (
		(result.errors ?? [])
			// The errors of the branch that applies say more than the failed condition.
			.filter((error) => error.keyword !== 'if')
			.map((error) => {
				const params = error.params as { missingProperty?: string; additionalProperty?: string };
				const name = params.missingProperty ?? params.additionalProperty ?? [];
				const [first = '', ...rest] = error.instancePath.split('/').slice(1).concat(name);
				const inRequest = ['path', 'query', 'header', 'requestBody'].includes(first);
				return {
					place: !inRequest ? '' : first === 'requestBody' ? 'body' : first,
					field: (inRequest ? rest : [first, ...rest]).join('.'),
					rule: error.keyword,
					message: error.message ?? error.keyword,
					provided: error.data,
				};
			})
	);
}

/** The fields of a body in the spelling of the contract. */
function respell(body: unknown, { requestBody }: Operation): unknown {
	if (!isObject(body) || requestBody === undefined || !('content' in requestBody)) return body;
	const [{ schema } = {}] = Object.values(requestBody.content) as { schema?: object }[];
	const { properties = {} } = (schema ?? {}) as { properties?: object };
	const spelling = new Map(Object.keys(properties).map((name) => [name.toLowerCase(), name]));
	return Object.fromEntries(
		Object.entries(body).map(([key, value]) => [spelling.get(key.toLowerCase()) ?? key, value]),
	);
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function copyOf<T>(value: T): T {
	return isObject(value) ? { ...value } : value;
}

function sample(body: unknown): unknown {
	return Array.isArray(body) ? body.slice(0, sampleSize) : body;
}

function sameText(a: string, b: string): boolean {
	return a.toLowerCase() === b.toLowerCase();
}

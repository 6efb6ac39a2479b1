import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { normalizeBaseUrl } from '../../nodes/shared/base/baseUrl';
import { templateFields } from '../../nodes/Lovi/placeholders';
import { readTemplates, readTemplateValue } from '../../nodes/Lovi/templates';
import { addressOf, redactSecret, secretsIn } from '../../nodes/Mluvii/webhook/callbackUrl';
import { readAnswer } from '../../nodes/shared/http/outcome';
import { retryAfterMs } from '../../nodes/shared/base/outcome';
import { toText } from '../../nodes/shared/base/text';
import * as validate from '../../nodes/shared/operation/validate';
import { CRASH, seed, watchRejections } from './hostile';
import { recordsIn } from '../../nodes/shared/base/records';

/* What fields and answers are read with: many cheap cases. FUZZ_SEED as in fuzz.test.ts. */
const numRuns = 3_000;
let cases = 0;

watchRejections();

afterAll(() => {
	process.stdout.write(`fuzz: ${cases} values read (seed ${seed})\n`);
});

const value: fc.Arbitrary<unknown> = fc.oneof(
	fc.string({ unit: 'binary' }),
	fc.string(),
	fc.jsonValue({ maxDepth: 2 }),
	fc.webUrl({ withQueryParameters: true, withFragments: true }),
	fc.double(),
	fc.constantFrom<unknown>('..', '%2e%2e/x', '//evil', 'https:\\\\evil', 'a\r\nb', '1e999', '-0'),
	fc.constantFrom<unknown>(undefined, null, NaN, Infinity, -1, [], {}, 'Infinity', '/api', 'http:'),
);

/** Tries a property with many values. */
function forAll(check: (input: unknown) => void): void {
	const property = fc.property(value, (input) => {
		cases++;
		check(input);
	});
	fc.assert(property, { seed, numRuns });
}

/** What a check of a user's value gives; undefined where it refuses, which it does in words for people. */
function accepted<Result>(read: () => Result): Result | undefined {
	try {
		return read();
	} catch (error) {
		const { message, description = '' } = error as { message: string; description?: string };
		expect(`${message} ${description}`).not.toMatch(CRASH);
		return undefined;
	}
}

describe('fuzz of values', () => {
	it('gives a base URL that stays as it is, or refuses', () => {
		const rules = { field: 'Domain', allowUnencrypted: false };
		forAll((input) => {
			const url = accepted(() => normalizeBaseUrl(input, rules));
			if (url === undefined) return;
			expect(url).toMatch(/^https?:\/\/.*[^/]$/i);
			expect(normalizeBaseUrl(url, rules)).toBe(url);
		});
	});

	it('gives a path that stays on the host, or refuses', () => {
		forAll((input) => {
			const path = accepted(() => validate.relativePath(input, 'Path'));
			if (path === undefined) return;
			const url = new URL(`https://host.invalid${path}`);
			expect(url.host).toBe('host.invalid');
			expect(url.pathname).toBe(path);
		});
	});

	it('gives IDs and headers that can be sent, or refuses', () => {
		forAll((input) => {
			const id = accepted(() => validate.id(input, 'ID'));
			expect(id === undefined || (Number.isSafeInteger(id) && id > 0)).toBe(true);
			const name = accepted(() => validate.headerName(input, 'Name'));
			const header = accepted(() => validate.headerValue(input, 'Value'));
			if (name !== undefined && header !== undefined) new Headers().set(name, header);
		});
	});

	it.each(Object.entries(validate))(
		'%s gives a value or refuses in words for people',
		(name, read) => {
			const choices = ['chat', 'call'].map((value) => ({ name: value, value }));
			const more = name.startsWith('oneOf') ? choices : 'UTC';
			forAll((input) => {
				accepted(() => (read as (...given: unknown[]) => unknown)(input, 'Field', more));
			});
		},
	);

	it('reads any answer, and never waits without an end', () => {
		forAll((input) => {
			const text = typeof input === 'string' ? input : toText(input ?? null);
			const headers = { 'retry-after': input, 'content-type': text } as IDataObject;
			for (const status of [200, 302, 429, 503]) {
				for (const isRead of [true, false]) {
					const expectation = { isRead, hasLoginPage: true };
					const outcome = readAnswer({ status, headers, text }, expectation);
					const wait = retryAfterMs(outcome) ?? 0;
					expect(Number.isFinite(wait) && wait >= 0).toBe(true);
				}
			}
		});
	});

	it('reads any list of templates, and any address', () => {
		forAll((input) => {
			accepted(() => readTemplates(input));
			templateFields(recordsIn([input]));
			const text = toText(input);
			readTemplateValue(text);
			const address = typeof input === 'string' ? input : text;
			addressOf(address);
			for (const secret of secretsIn(address).filter(({ length }) => length > 8)) {
				expect(redactSecret(address)).not.toContain(secret);
			}
		});
	});
});

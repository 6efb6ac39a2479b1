import type { Template } from './state';

type Values = Record<string, unknown>;
type Button = { type: string; text: string; url?: string };

/** The parts of a template; a text that comes after the body without a type is the footer. */
interface Parts {
	header?: { format: string; text: string };
	body: string;
	footer?: string;
	buttons: Button[];
}

/** A message as WhatsApp shows it, or what is wrong with its components. */
export interface Rendering {
	text: string;
	problems: string[];
}

/**
 * Puts the components of a message into its template (lovi-api.md, section 4). Body texts are counted from 0.
 * From where headers and buttons are counted is not documented, so they are taken in their order.
 *
 * @param variables what {{name}} in a component can stand for: the contact, and other fields of the request
 */
export function render(template: Template, components: Values, variables: Values): Rendering {
	const parts = partsOf(template);
	const problems: string[] = [];
	const left = new Map(Object.entries(components));

	const take = (key: string | undefined, what: string): string => {
		const value = key === undefined ? undefined : left.get(key);
		if (key === undefined || typeof value !== 'string') {
			problems.push(`No value for ${what}`);
			return `{{${what}}}`;
		}
		left.delete(key);
		return resolve(value, variables);
	};
	const next = (kind: string): string | undefined =>
		[...left.keys()]
			.filter((key) => key.startsWith(`${kind}_`))
			.sort((a, b) => lastNumber(a) - lastNumber(b))[0];

	const lines: string[] = [];
	if (parts.header !== undefined) {
		const { format, text } = parts.header;
		lines.push(
			format === 'TEXT'
				? substitute(text, (name) => take(next('header_text'), name))
				: `[${format}: ${take(next(`header_${format.toLowerCase()}`), `the ${format} of the header`)}]`,
			'',
		);
	}
	const names = placeholders(parts.body);
	const isPositional = names.every((name) => /^\d+$/.test(name));
	lines.push(
		substitute(parts.body, (name) =>
			take(`body_text_${isPositional ? Number(name) - 1 : names.indexOf(name)}`, name),
		),
	);
	if (parts.footer !== undefined) lines.push(parts.footer);
	for (const { text, url } of parts.buttons) {
		if (url === undefined) lines.push(`[${text}]`);
		else lines.push(`[${text}: ${substitute(url, (name) => take(next('button_url'), name))}]`);
	}
	for (const { type } of parts.buttons) {
		if (type === 'QUICK_REPLY') left.delete(next('button_payload') ?? '');
	}
	problems.push(...[...left.keys()].map((key) => `No place for ${key}`));
	return { text: lines.join('\n'), problems };
}

function partsOf({ components }: Template): Parts {
	const parts: Parts = { body: '', buttons: [] };
	for (const { type = 'FOOTER', format = 'TEXT', text = '', buttons = [] } of components) {
		if (type === 'HEADER') parts.header = { format, text };
		if (type === 'BODY') parts.body = text;
		if (type === 'FOOTER') parts.footer = text;
		if (type === 'BUTTONS') parts.buttons = buttons;
	}
	return parts;
}

/** The names in {{}}, each once. */
function placeholders(text: string): string[] {
	return [...new Set([...text.matchAll(/{{([^{}]+)}}/g)].map(([, name = '']) => name))];
}

/** Puts one value in for each name, wherever it stands. */
function substitute(text: string, valueOf: (name: string) => string): string {
	const values = new Map(placeholders(text).map((name) => [name, valueOf(name)]));
	return text
		.split(/({{[^{}]+}})/)
		.map((piece, index) => (index % 2 === 0 ? piece : (values.get(piece.slice(2, -2)) ?? piece)))
		.join('');
}

/** A component is a fixed text, or one variable; an unknown one is left as it is. */
function resolve(value: string, variables: Values): string {
	const [, name = ''] = /^{{([^{}]+)}}$/.exec(value.trim()) ?? [];
	const known = Object.hasOwn(variables, name.trim()) ? variables[name.trim()] : undefined;
	return typeof known === 'string' ? known : value;
}

function lastNumber(key: string): number {
	return Number(key.split('_').at(-1));
}

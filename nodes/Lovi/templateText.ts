import type { IDataObject } from 'n8n-workflow';
import { recordsIn } from '../shared/base/records';
import { toText } from '../shared/base/text';
import type { Components, Part, Slot } from './placeholders';
import {
	isCountedFromZero,
	mediaOf,
	namesOfKind,
	PLACEHOLDER,
	partsOf,
	slotsOf,
} from './placeholders';
import type { MessageTemplate } from './templates';

/** A message as its recipient reads it. */
export interface RenderedMessage {
	header?: { format: string; text?: string; link?: string };
	body: string;
	footer?: string;
	buttons: Array<{ type: string; text: string; url?: string }>;
	/** All of it as plain text. */
	text: string;
}

/**
 * A message as its recipient would read it: components put in, and variables such as {{name}} in them replaced
 * (lovi-api.md, section 4, components_push). What has no value stays as it stands.
 *
 * @param variables the fields of the contact by their names, and other fields of the request
 */
export function renderMessage(
	template: MessageTemplate,
	components: Components,
	variables: Record<string, string>,
): RenderedMessage {
	const parts = partsOf(template.components);
	const values = valuesOf(parts.flatMap(slotsOf), components);
	const valueOf = (slot: Slot): string | undefined => {
		const value = values.get(slot.name);
		const variable = variableIn(value);
		return (variable === undefined ? undefined : ownValue(variables, variable)) ?? value;
	};
	const fill = (text: unknown, slots: Slot[]): string =>
		toText(text).replace(PLACEHOLDER, (placeholder) => {
			const slot = slots.find((one) => one.placeholder === placeholder);
			return (slot && valueOf(slot)) ?? placeholder;
		});
	const message: Omit<RenderedMessage, 'text'> = { body: '', buttons: [] };
	for (const part of parts) {
		const { position, component } = part;
		const slots = slotsOf(part);
		const text = typeof component.text === 'string' ? fill(component.text, slots) : undefined;
		if (position === 'HEADER') message.header = headerOf(component, text, slots.map(valueOf));
		if (position === 'BODY') message.body = text ?? '';
		if (position === 'FOOTER') message.footer = text;
		if (position === 'BUTTONS') message.buttons = buttonsOf(part, slots, fill);
	}
	return { ...message, text: plainText(message) };
}

/** The variables in components that nothing gives a value, such as "name" in {{name}}. */
export function unresolvedIn(components: Components, variables: Record<string, string>): string[] {
	const names = Object.values(components).flatMap((value) => variableIn(value) ?? []);
	return [...new Set(names)].filter((name) => (ownValue(variables, name) ?? '').trim() === '');
}

/** The variable that a component consists of, such as "name" in {{name}}. */
function variableIn(value = ''): string | undefined {
	return /^\s*\{\{([^{}]*)\}\}\s*$/.exec(value)?.[1]?.trim();
}

/** The value of each place, by its name: body texts by their numbers, everything else in its order. */
function valuesOf(slots: Slot[], components: Components): Map<string, string> {
	const values = new Map<string, string>();
	for (const kind of new Set(slots.map((slot) => slot.kind))) {
		const ofKind = slots.filter((slot) => slot.kind === kind);
		const names = isCountedFromZero(kind, ofKind)
			? ofKind.map(({ name }) => name)
			: namesOfKind(components, kind);
		ofKind.forEach((slot, index) => {
			const value = ownValue(components, names[index] ?? '');
			if (value !== undefined) values.set(slot.name, value);
		});
	}
	return values;
}

function ownValue(values: Record<string, string>, name: string): string | undefined {
	return Object.hasOwn(values, name) ? values[name] : undefined;
}

function headerOf(
	component: IDataObject,
	text: string | undefined,
	[link]: Array<string | undefined>,
): RenderedMessage['header'] {
	const format = toText(component.format).toUpperCase() || 'TEXT';
	return mediaOf(component) === undefined ? { format, text } : { format, link };
}

function buttonsOf(
	{ component }: Part,
	slots: Slot[],
	fill: (text: unknown, slots: Slot[]) => string,
): RenderedMessage['buttons'] {
	return recordsIn(component.buttons).map(({ type, text, url }, index) => {
		const button = { type: toText(type).toUpperCase(), text: toText(text) };
		if (url === undefined) return button;
		const own = slots.filter(({ name }) => name === `button_url_${index}`);
		return { ...button, url: fill(url, own) };
	});
}

/** As WhatsApp shows it from top to bottom; a file as its link, and a button in brackets. */
function plainText({ header, body, footer, buttons }: Omit<RenderedMessage, 'text'>): string {
	const { format = '', text, link } = header ?? {};
	const heading = text ?? (link === undefined ? `[${format}]` : `[${format}: ${link}]`);
	return [
		...(header ? [heading, ''] : []),
		body,
		...(footer === undefined ? [] : [footer]),
		...buttons.map(({ text, url }) => (url === undefined ? `[${text}]` : `[${text}: ${url}]`)),
	].join('\n');
}

import type { FieldType, IDataObject, ResourceMapperField } from 'n8n-workflow';
import { recordsIn } from '../shared/base/records';
import { toText } from '../shared/base/text';

/** What fills the placeholders of a template, by {position}_{type}_{number} (lovi-api.md, section 4). */
export type Components = Record<string, string>;

/** A part of a template, with its position in upper case, as WhatsApp names it. */
export interface Part {
	position: string;
	component: IDataObject;
}

/** A place in a template that a component fills. */
export interface Slot {
	/** Position and type of its component, such as "body_text". */
	kind: string;
	/**
	 * The name of its component. Lovi's examples count body texts from 0 and headers from 1; buttons are
	 * counted from 0, as WhatsApp does.
	 */
	name: string;
	/** How people find it in the template. */
	label: string;
	/** The placeholder as the template has it, such as {{1}}; none for a file or a payload. */
	placeholder?: string;
	example?: string;
	/** Whether WhatsApp takes the message without it, too. */
	isOptional?: boolean;
}

/** Placeholders as templates have them; Meta's are {{1}} or {{name}}. */
export const PLACEHOLDER = /\{\{[^{}]+\}\}/g;

const MEDIA_FORMATS = ['IMAGE', 'VIDEO', 'DOCUMENT'];

/** The parts of a template. Lovi's own example has one without a type: a text after the body is the footer. */
export function partsOf(components: IDataObject[]): Part[] {
	let hasBody = false;
	return components.map((component) => {
		const position = positionOf(component, hasBody);
		hasBody ||= position === 'BODY';
		return { position, component };
	});
}

function positionOf(component: IDataObject, hasBody: boolean): string {
	const type = toText(component.type).toUpperCase();
	if (type !== '') return type;
	if (component.buttons !== undefined) return 'BUTTONS';
	if (component.format !== undefined) return 'HEADER';
	return hasBody ? 'FOOTER' : 'BODY';
}

/** The kind of file in a header, such as "image"; undefined where it is a text or anything else. */
export function mediaOf({ format }: IDataObject): string | undefined {
	const name = toText(format).toUpperCase();
	return MEDIA_FORMATS.includes(name) ? name.toLowerCase() : undefined;
}

/** The places of a part that components fill; none for a part that is not known. */
export function slotsOf({ position, component }: Part): Slot[] {
	switch (position) {
		case 'HEADER':
			return headerSlots(component);
		case 'BODY':
			return textSlots('body', 'Body', component, 0);
		case 'FOOTER':
			return textSlots('footer', 'Footer', component, 0);
		case 'BUTTONS':
			return recordsIn(component.buttons).flatMap(buttonSlots);
		default:
			return [];
	}
}

function headerSlots(component: IDataObject): Slot[] {
	const media = mediaOf(component);
	if (media === undefined) return textSlots('header', 'Header', component, 1);
	const kind = `header_${media}`;
	return [{ kind, name: `${kind}_1`, label: `Header ${media} (link)` }];
}

function textSlots(position: string, label: string, component: IDataObject, from: number): Slot[] {
	const examples = examplesOf(component, position);
	const kind = `${position}_text`;
	return placeholdersOf(component.text).map((placeholder, index) => ({
		kind,
		name: `${kind}_${from + index}`,
		label: `${label} ${placeholder}`,
		placeholder,
		example: toText(examples[index]),
	}));
}

function buttonSlots({ type, url, text }: IDataObject, index: number): Slot[] {
	const label = `Button "${toText(text)}"`;
	if (toText(type).toUpperCase() === 'QUICK_REPLY') {
		const kind = 'button_payload';
		return [{ kind, name: `${kind}_${index}`, label, isOptional: true }];
	}
	return placeholdersOf(url).map((placeholder) => ({
		kind: 'button_url',
		name: `button_url_${index}`,
		label: `${label} ${placeholder}`,
		placeholder,
	}));
}

/** Each placeholder once: numbers in their order, names in the order in which they come. */
function placeholdersOf(text: unknown): string[] {
	const placeholders = [...new Set(toText(text).match(PLACEHOLDER) ?? [])];
	return placeholders.every(isNumbered)
		? placeholders.sort((a, b) => numberIn(a) - numberIn(b))
		: placeholders;
}

/** Whether a placeholder is a number, as in {{1}}. */
export function isNumbered(placeholder = ''): boolean {
	return /^\{\{\d+\}\}$/.test(placeholder);
}

function numberIn(placeholder: string): number {
	return Number(placeholder.slice(2, -2));
}

function examplesOf({ example }: IDataObject, position: string): unknown[] {
	const examples = ((example ?? {}) as IDataObject)[`${position}_text`];
	return [examples].flat(2);
}

/** The text of a template's body; empty where Lovi does not tell it. */
export function textOf(components: IDataObject[]): string {
	const body = partsOf(components).find(({ position }) => position === 'BODY');
	const text = body?.component.text;
	return typeof text === 'string' ? text : '';
}

/** The fields of a form for a template, one for each placeholder, under the names that Lovi gives them. */
export function templateFields(components: IDataObject[]): ResourceMapperField[] {
	return partsOf(components)
		.flatMap(slotsOf)
		.filter(({ isOptional }) => !isOptional)
		.map(({ name, label, example = '' }) => ({
			id: name,
			displayName: example === '' ? label : `${label}, e.g. ${example}`,
			required: true,
			defaultMatch: false,
			display: true,
			type: 'string' satisfies FieldType,
			canBeUsedToMatch: false,
		}));
}

/** Position and type of a component, such as "body_text", from its name. */
export function kindOf(name: string): string {
	return name.replace(/_\d+$/, '');
}

/** The names of the components of a kind, in the order of their numbers. */
export function namesOfKind(components: Components, kind: string): string[] {
	const numberOf = (name: string): number => Number(name.slice(kind.length + 1));
	return Object.keys(components)
		.filter((name) => kindOf(name) === kind)
		.sort((a, b) => numberOf(a) - numberOf(b));
}

/**
 * Whether the components of a kind are known by their numbers. Lovi's documentation counts body texts from 0;
 * from where it counts headers and buttons, it does not say, so that only their order counts.
 */
export function isCountedFromZero(kind: string, slots: Slot[]): boolean {
	return kind === 'body_text' && slots.every(({ placeholder }) => isNumbered(placeholder));
}

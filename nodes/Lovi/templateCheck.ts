import type { IDataObject } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import type { LoviClient } from './client';
import type { Components, Part, Slot } from './placeholders';
import { isCountedFromZero, kindOf, mediaOf, namesOfKind, partsOf, slotsOf } from './placeholders';
import { toText } from '../shared/base/text';
import { recordsIn } from '../shared/base/records';
import type { MessageTemplate, WantedTemplate } from './templates';
import { readTemplate } from './templates';

/** How a message is checked before it goes out. */
export interface TemplateCheck {
	/** The company's WhatsApp number, where it is known. */
	line?: string;
	/** The field in which its components were entered. */
	label: string;
}

const KNOWN_POSITIONS = ['HEADER', 'BODY', 'FOOTER', 'BUTTONS'];
const KNOWN_BUTTONS = ['QUICK_REPLY', 'URL'];

/**
 * Makes sure that a message fits its template, as far as Lovi tells of it.
 *
 * @param body of the request that is to send it
 * @returns why that is not certain, where it is not
 * @throws UserError that names everything that does not fit
 */
export async function checkMessage(
	client: LoviClient,
	company: { key: string },
	body: IDataObject,
	{ line, label }: TemplateCheck,
): Promise<string | undefined> {
	const { template, unknown = '' } = await readTemplate(client, company, wantedIn(body, line));
	if (!template) return `Messages with ${nameIn(body)} went out unchecked: ${unknown}`;
	const [error] = [...approvalErrors(template, body), ...misfitErrors(template, body, label)];
	if (error) throw error;
	return undefined;
}

/** The template that the body of a request names. */
export function wantedIn(body: IDataObject, line?: string): WantedTemplate {
	return { name: toText(body.name_template), language: toText(body.language_template), line };
}

/** Why a message is not sent with a template that WhatsApp has not approved. */
export function approvalErrors({ isApproved }: MessageTemplate, body: IDataObject): UserError[] {
	if (isApproved !== false) return [];
	return [
		new UserError(`Template: WhatsApp has not approved ${nameIn(body)}`, {
			description:
				'Wait until it is approved, or choose another one. If it was approved a moment ago, turn off the option Check Template.',
		}),
	];
}

/**
 * Why a message is not sent whose components do not fit its template.
 *
 * @param label the field in which they were entered
 */
export function misfitErrors(
	template: MessageTemplate,
	body: IDataObject,
	label: string,
): UserError[] {
	const sentences = misfits(template, (body.components_push ?? {}) as Components);
	if (sentences.length === 0) return [];
	return [
		new UserError(`${label} do not fit ${nameIn(body)}: ${sentences.join(' ')}`, {
			description: `${needs(template)} Correct the components. If Lovi shows the template wrongly, turn off the option Check Template.`,
		}),
	];
}

function nameIn(body: IDataObject): string {
	const { name, language } = wantedIn(body);
	return `the template "${name}" (${language})`;
}

/** Why the components do not fit the template, as sentences; none if they do, or if the template does not say. */
export function misfits(template: MessageTemplate, components: Components): string[] {
	const parts = partsOf(template.components);
	const slots = parts.flatMap(slotsOf);
	const kinds = new Set([...slots.map(({ kind }) => kind), ...Object.keys(components).map(kindOf)]);
	return [...kinds].flatMap((kind) => {
		const ofKind = slots.filter((slot) => slot.kind === kind);
		const names = namesOfKind(components, kind);
		return isCountedFromZero(kind, ofKind)
			? misfitsByNumber(ofKind, names, takesMore(parts, kind))
			: misfitsByCount(kind, ofKind, names, takesMore(parts, kind));
	});
}

/** What is wrong with components that are known by their numbers. */
function misfitsByNumber(slots: Slot[], names: string[], takesMore: boolean): string[] {
	const missing = slots.filter(({ name }) => !names.includes(name));
	const others = names.filter((name) => !slots.some((slot) => slot.name === name));
	const [first] = missing;
	const [last] = others;
	const isShifted = slots.length === names.length && missing.length === 1 && others.length === 1;
	if (isShifted && first === slots[0] && last === names.at(-1)) {
		return [
			`${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} counted from 1, but Lovi counts from 0: ${slots.map(({ name }) => name).join(', ')}.`,
		];
	}
	return [...missing.map(isMissing), ...(takesMore ? [] : others.map(hasNoPlace))];
}

/** What is wrong with components of which only kind and number are certain. */
function misfitsByCount(
	kind: string,
	slots: Slot[],
	names: string[],
	takesMore: boolean,
): string[] {
	const needed = slots.filter(({ isOptional }) => !isOptional);
	if (names.length === 0) return needed.map(isMissing);
	if (names.length < needed.length) {
		const labels = needed.map(({ label }) => label).join(', ');
		return [
			`The template needs ${needed.length} values for ${kind} (${labels}), and got ${names.length}.`,
		];
	}
	return takesMore ? [] : names.slice(slots.length).map(hasNoPlace);
}

function isMissing({ name, label }: Slot): string {
	return `${name} is missing, for ${label}.`;
}

function hasNoPlace(name: string): string {
	return `The template has no place for ${name}.`;
}

/** Whether a template may take more components of a kind than can be read from it. */
function takesMore(parts: Part[], kind: string): boolean {
	const [position = ''] = kind.toUpperCase().split('_');
	return parts.some(
		(part) =>
			!KNOWN_POSITIONS.includes(part.position) ||
			(part.position.startsWith(position) && !isKnown(part)),
	);
}

/** Whether a part says everything that it takes. */
function isKnown({ position, component }: Part): boolean {
	if (position !== 'BUTTONS') {
		return mediaOf(component) !== undefined || typeof component.text === 'string';
	}
	return (
		Array.isArray(component.buttons) &&
		recordsIn(component.buttons).every(({ type }) =>
			KNOWN_BUTTONS.includes(toText(type).toUpperCase()),
		)
	);
}

function needs({ components }: MessageTemplate): string {
	const slots = partsOf(components)
		.flatMap(slotsOf)
		.filter(({ isOptional }) => !isOptional);
	return slots.length === 0
		? 'The template takes no components.'
		: `The template takes ${slots.map(({ name, label }) => `${name} for ${label}`).join(', ')}.`;
}

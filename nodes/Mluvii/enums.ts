import type { INodePropertyOptions } from 'n8n-workflow';

/** What Mluvii's abbreviations stand for, where taking the value apart does not say it. */
const NAMES = new Map([
	['ACW', 'After-Call Work'],
	['API', 'API'],
	['AV', 'Audio or Video'],
	['BCW', 'Before-Call Work'],
	['CHROMIUM_EDGE', 'Edge (Chromium)'],
	['Default', 'Web Chat'],
	['FF', 'Firefox'],
	['IE_HI', 'Internet Explorer (Newer)'],
	['IE_LOW', 'Internet Explorer (Older)'],
	['IOS', 'iOS'],
	['NPS', 'Net Promoter Score'],
	['OSX', 'macOS'],
	['SessionApiCall', 'Session API Call'],
	['VK', 'VK'],
	['WhatsApp', 'WhatsApp'],
]);

/** The list entries for an enum, by name: IN_QUEUE is shown as "In Queue". */
export function enumOptions(values: readonly string[]): INodePropertyOptions[] {
	return values
		.map((value) => ({ name: nameOf(value), value }))
		.sort((a, b) => a.name.localeCompare(b.name));
}

/** A value of an enum within a sentence, or as one: SessionEnded becomes "Session ended". */
export function inWords(value: string): string {
	const [first = '', ...others] = nameOf(value).split(' ');
	const isAbbreviation = (word: string) => word === word.toUpperCase();
	return [first, ...others.map((word) => (isAbbreviation(word) ? word : word.toLowerCase()))].join(
		' ',
	);
}

function nameOf(value: string): string {
	return NAMES.get(value) ?? titleOf(value);
}

function titleOf(value: string): string {
	const words = value.includes('_') || value === value.toUpperCase() ? value.toLowerCase() : value;
	return words
		.replace(/([a-z])([A-Z])/g, '$1 $2')
		.split(/[_ ]/)
		.map((word) =>
			word === 'ie' ? 'Internet Explorer' : word.charAt(0).toUpperCase() + word.slice(1),
		)
		.join(' ');
}

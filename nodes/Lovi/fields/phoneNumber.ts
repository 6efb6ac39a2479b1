import { UserError } from 'n8n-workflow';
import { shorten, toText } from '../../shared/base/text';
import * as validate from '../../shared/operation/validate';

const FORM = /^[1-9]\d{9,14}$/;

/**
 * A phone number in the form that Lovi takes: international, digits only (lovi-api.md, section 4). A
 * leading + and blanks are dropped; anything else is refused rather than guessed.
 */
export function phoneNumber(value: unknown, label: string): string {
	const entered = validate.text(value, label);
	const digits = digitsOf(entered);
	if (!FORM.test(digits)) {
		throw new UserError(`${label} "${shorten(entered)}" is not an international phone number`, {
			description:
				'Enter 10 to 15 digits that begin with the country code, without 00 in front, hyphens or brackets, such as 34666033135 or +34 666 033 135.',
		});
	}
	return digits;
}

/**
 * The company's own number, by which Lovi lists templates: the first of these values that has the form of a
 * number.
 */
export function lineOf(values: unknown[]): string | undefined {
	return values.map((value) => digitsOf(toText(value))).find((digits) => FORM.test(digits));
}

function digitsOf(number: string): string {
	return number.replace(/^\+/, '').replace(/\s/g, '');
}

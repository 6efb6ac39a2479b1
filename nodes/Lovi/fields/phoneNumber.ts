import { UserError } from 'n8n-workflow';
import * as validate from '../../shared/operation/validate';

/**
 * A phone number in the form that Lovi takes: international, digits only (lovi-api.md, section 4). A
 * leading + and blanks are dropped; anything else is refused rather than guessed.
 */
export function phoneNumber(value: unknown, label: string): string {
	const entered = validate.text(value, label);
	const digits = entered.replace(/^\+/, '').replace(/\s/g, '');
	if (!/^[1-9]\d{9,14}$/.test(digits)) {
		throw new UserError(`${label} "${entered}" is not an international phone number`, {
			description:
				'Enter 10 to 15 digits that begin with the country code, without 00 in front, such as 34666033135 or +34 666 033 135.',
		});
	}
	return digits;
}

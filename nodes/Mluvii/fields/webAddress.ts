import { UserError } from 'n8n-workflow';
import { shorten } from '../../shared/base/text';
import { line } from '../../shared/operation/fields';
import * as validate from '../../shared/operation/validate';

/** An address that a browser opens. @throws UserError when it is none */
export function checkWebAddress(value: unknown, label: string): string {
	const entered = validate.text(value, label);
	if (/^https?:\/\/\S+$/i.test(entered) && URL.canParse(entered)) return entered;
	throw new UserError(`${label} is not a web address: "${shorten(entered)}"`, {
		description: 'Enter it with https:// in front, for example https://example.com/price-list.pdf.',
	});
}

/** Like `checkWebAddress`; empty if it was left empty. */
export function checkOptionalWebAddress(value: unknown, label: string): string {
	return validate.optionalText(value, label) === '' ? '' : checkWebAddress(value, label);
}

/** The address of something that the guest sees. */
export const webAddress = line(checkWebAddress);
/** Such an address; empty if there is none. */
export const optionalWebAddress = line(checkOptionalWebAddress);

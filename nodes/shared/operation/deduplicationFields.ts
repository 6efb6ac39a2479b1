import type { Field, FieldSource } from './field';
import { adjusted } from './field';
import { number, text } from './fields';
import type { HiddenWith } from './operation';
import type { DeduplicationKey } from './sendHistory';
import * as validate from './validate';

/** How long a key is remembered where the option is not added. */
export const DEFAULT_DAYS = 7;
const MAX_DAYS = 365;

const deduplicationKey = text({
	displayName: 'Deduplication Key',
	placeholder: 'e.g. {{ $json.orderId }}',
	description:
		'What makes this one unlike all others that this node sends, such as the number of an order; it must not be empty, and text around an expression hides that its value is missing. What was sent with a key, or may have been sent, is not sent again: neither by a retried execution nor by another one.',
});

const deduplicateFor = number(
	{
		displayName: 'Deduplicate For (Days)',
		typeOptions: { minValue: 1, maxValue: MAX_DAYS },
		default: DEFAULT_DAYS,
		description:
			'How long a Deduplication Key is remembered: so many days, or up to half as many more. With another number of days, it begins anew.',
	},
	validate.integerUpTo(MAX_DAYS),
);

/** The options of an operation that sends, and of one that shows what it would send. */
export function deduplicationOptions(sends: true | HiddenWith): {
	deduplicationKey: Field<string>;
	deduplicateFor: Field<number>;
} {
	const changes = sends === true ? {} : { displayOptions: { hide: sends } };
	return {
		deduplicationKey: adjusted(deduplicationKey, changes),
		deduplicateFor: adjusted(deduplicateFor, changes),
	};
}

/** The key of an item for which the option was added. @throws UserError where it is empty, for example */
export function readKey(options: FieldSource): DeduplicationKey {
	return {
		key: deduplicationKey.read(options, 'deduplicationKey'),
		days: options.isLeftEmpty('deduplicateFor')
			? DEFAULT_DAYS
			: deduplicateFor.read(options, 'deduplicateFor'),
	};
}

import type { ILoadOptionsFunctions, INodeParameterResourceLocator } from 'n8n-workflow';
import { toText } from '../../shared/base/text';
import { oneAtATime } from '../../shared/http/concurrencyLimiter';
import type { LocatorValue } from '../../shared/operation/fields';
import { panelReader } from '../../shared/operation/panel';
import { LoviClient } from '../client';

/** The editor shows nothing but a spinner meanwhile. */
const MAX_WAIT_MS = 5_000;

/** Sends requests for a list in the panel. */
export const readInPanel = panelReader(
	(context) => new LoviClient(context, oneAtATime(), MAX_WAIT_MS),
);

/** What was entered; empty for an expression, which has no value before the node runs. */
export function enteredText(context: ILoadOptionsFunctions, name: string): string {
	const value = toText(context.getCurrentNodeParameter(name)).trim();
	return value.startsWith('=') ? '' : value;
}

/** What was chosen, unless it is an expression. */
export function chosenRecord(
	context: ILoadOptionsFunctions,
	name: string,
): LocatorValue | undefined {
	const locator = context.getCurrentNodeParameter(name) as
		INodeParameterResourceLocator | undefined;
	const value = toText(locator?.value);
	return value === '' || value.startsWith('=') ? undefined : { mode: locator?.mode ?? 'id', value };
}

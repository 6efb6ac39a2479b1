import { timestamp } from './seed/values';

/** A custom value of a session or an e-mail thread. */
export interface InteractionParam {
	name: string;
	value: string;
	readOnly: boolean;
	source: string;
	updatedDate: string;
}

/** These values as parameters. */
export function makeParams(
	values: Record<string, string>,
	source: string,
	updatedDate: string,
): InteractionParam[] {
	return Object.entries(values).map(([name, value]) => ({
		name,
		value,
		readOnly: false,
		source,
		updatedDate,
	}));
}

/** The parameters after these values were set through the API; those not named stay. */
export function mergeParams(
	params: InteractionParam[],
	values: Record<string, string>,
): InteractionParam[] {
	const set = makeParams(values, 'API', timestamp(Date.now()));
	const byName = new Map([...params, ...set].map((param) => [param.name, param]));
	return [...byName.values()];
}

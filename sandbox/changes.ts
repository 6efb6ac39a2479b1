import type { BodyChange } from './api';

/** A body after these changes, one after the other; what a change does not find stays as it is. */
export function changed(body: unknown, changes: BodyChange[]): unknown {
	// The whole stands in a field of its own, so that it is changed like anything in it.
	const whole = { body };
	for (const change of changes) {
		const names = change.at === '' ? [] : change.at.split('.');
		changeAt(whole, ['body', ...names], change);
	}
	return whole.body;
}

function changeAt(parent: unknown, [key = '', ...rest]: string[], change: BodyChange): void {
	if (!isContainer(parent)) return;
	for (const name of key === '*' ? Object.keys(parent) : [key]) {
		if (rest.length > 0) changeAt(parent[name], rest, change);
		else changeField(parent, name, change);
	}
}

function changeField(parent: Record<string, unknown>, name: string, change: BodyChange): void {
	if ('set' in change) {
		parent[name] = structuredClone(change.set);
		return;
	}
	if (!(name in parent)) return;
	const value = parent[name];
	if ('wrap' in change) parent[name] = { [change.wrap]: value };
	else if ('replace' in change) parent[name] = replaced(value, change.replace);
	else {
		Reflect.deleteProperty(parent, name);
		if ('rename' in change) parent[change.rename] = value;
	}
}

/** A value with another text in place of each match, in all texts of it. */
function replaced(value: unknown, replace: { pattern: string; with: string }): unknown {
	if (typeof value === 'string') {
		return value.replace(new RegExp(replace.pattern, 'gu'), replace.with);
	}
	if (Array.isArray(value)) return value.map((each) => replaced(each, replace));
	if (!isContainer(value)) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, each]) => [name, replaced(each, replace)]),
	);
}

function isContainer(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null;
}

import { createHash } from 'crypto';
import type { IDataObject } from 'n8n-workflow';
import type { MluviiEvent } from './events';

/*
 * Mluvii sends an event again when the answer to it was lost (mluvii-api.md, section 13.2). What was seen is
 * kept in memory, which holds for events that come at the same time, and the latest of it in the workflow's
 * static data, which outlasts a restart and is shared by all processes of n8n.
 */

const IN_MEMORY = 10_000;
const IN_STATIC_DATA = 100;

/** What makes two events with equal bodies the same event: something that happens only once. */
const ONCE_ONLY = ['activityId', 'time', 'created', 'started', 'ended'];
/** What happens only once to a session or an e-mail thread, whatever else the event brings. */
const ONCE_FOR_EACH_ID = ['EmailThreadCreated', 'SessionCreated'];

/** What was seen, by trigger, the latest last. */
const memory = new Map<string, Set<string>>();

/**
 * Whether an event has been seen by this trigger; from now on it has. Events without a time or an activity
 * are never taken for seen, except that something was created: call parameters, for example, can change
 * twice in the same way.
 *
 * @param trigger what tells this trigger from others in this process
 * @param staticData the trigger's static data
 */
export function wasSeen(event: MluviiEvent, trigger: string, staticData: IDataObject): boolean {
	const identity = identityOf(event);
	if (identity === undefined) return false;
	if (wasNoted([event.eventType, identity], trigger, staticData)) return true;
	storeNoted(trigger, staticData);
	return false;
}

/** Whether something has been noted for this trigger; from now on it has, in memory. The parameters are those of `wasSeen`. */
export function wasNoted(identity: unknown, trigger: string, staticData: IDataObject): boolean {
	const key = createHash('sha256').update(JSON.stringify(identity)).digest('base64url');
	const seen = memory.get(trigger) ?? new Set();
	if (seen.has(key) || storedIn(staticData).includes(key)) return true;
	seen.add(key);
	if (seen.size > IN_MEMORY) seen.delete(seen.values().next().value as string);
	memory.set(trigger, seen);
	return false;
}

/**
 * Puts the latest of what was noted into the static data. Only for a request that ends soon: n8n then writes back
 * the static data of the whole workflow as they were when the request came.
 */
export function storeNoted(trigger: string, staticData: IDataObject): void {
	const latest = [...(memory.get(trigger) ?? [])].slice(-IN_STATIC_DATA);
	const before = storedIn(staticData).filter((key) => !latest.includes(key as string));
	staticData.seenEvents = [...before, ...latest].slice(-IN_STATIC_DATA);
}

function storedIn({ seenEvents }: IDataObject): unknown[] {
	return Array.isArray(seenEvents) ? seenEvents : [];
}

/** What an event has in common with none but itself; undefined where nothing tells it from another one. */
function identityOf({ eventType, data }: MluviiEvent): unknown {
	const has = (field: string) => (data[field] ?? null) !== null;
	if (ONCE_FOR_EACH_ID.includes(eventType) && has('id')) return data.id;
	return ONCE_ONLY.some(has) ? data : undefined;
}

import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';
import { toText } from '../../shared/base/text';
import { openChoices } from '../../shared/operation/fields';
import { EVENT_FORMS } from '../generated/events';
import { EVENT_TYPE } from '../generated/lists';

/*
 * Mluvii's events (mluvii-api.md, section 13.3). Mluvii may add events at any time: an expression can ask for
 * one that is not listed here.
 */

/** An event as Mluvii sends it (mluvii-api.md, section 13.2). */
export interface MluviiEvent {
	eventType: string;
	data: IDataObject;
}

/** What Mluvii's documentation says beyond the name. */
const DESCRIPTIONS: Record<string, string> = {
	SessionActivityAutoActivity: 'Every automatic message, such as one for a guest who is silent',
	SessionActivityAvRequest: 'An operator asks to turn a chat into an audio or video call',
	SessionActivitySessionForwarded: 'A session was forwarded, with all details',
	SessionCreated: 'A session exists; nobody has joined yet',
	SessionForwarded: 'A session was forwarded; only the target is named',
	SessionOperatorConcluded:
		'After-call work of an operator is over, or the session went to somebody else',
	SessionOperatorJoined: 'An operator joined; once for each operator',
	SessionOperatorLeft: 'An operator ended the talk and has after-call work to do',
	SessionStarted: 'The guest entered the queue; a chatbot may be talking already',
};

/** Beginnings of the events' names, the longest first, with what they are about. */
const GROUPS: Record<string, string> = {
	SessionActivity: 'Session Activity',
	EmailThread: 'Email Thread',
	Application: 'Application',
	Session: 'Session',
	Guest: 'Guest',
	User: 'User',
};

/** The field in which events are chosen. */
export const eventTypes = openChoices({
	displayName: 'Events',
	options: EVENT_TYPE.map(eventOption).sort((a, b) => a.name.localeCompare(b.name)),
	required: true,
	description: 'What Mluvii reports',
});

function eventOption(value: string): INodePropertyOptions {
	const description = DESCRIPTIONS[value];
	return { name: titleOf(value), value, ...(description === undefined ? {} : { description }) };
}

/** SessionActivityAvRequest is shown as "Session Activity: AV Request". */
function titleOf(value: string): string {
	const start = Object.keys(GROUPS).find((group) => value.startsWith(group)) ?? '';
	const rest = value
		.slice(start.length)
		.replace(/([a-z])([A-Z])/g, '$1 $2')
		.replace('Av ', 'AV ')
		.replace('Url', 'URL');
	return `${GROUPS[start] ?? ''}: ${rest}`;
}

/** What comes out for each form of event: an example, with the events that have this form. */
export const OUTPUT_EXAMPLES = EVENT_FORMS.map(({ events, data }) => {
	const named = events.find((event) => event === `SessionActivity${toText(data.type)}`);
	return { events, example: { eventType: named ?? events[0], data } };
});

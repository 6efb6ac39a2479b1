import type { IDataObject, IPollFunctions } from 'n8n-workflow';
import type { Values } from '../../shared/operation/field';
import { adjusted, Entries, mapped, readFields, shownWith } from '../../shared/operation/field';
import {
	choice,
	collection,
	id,
	openChoices,
	simplify,
	yesNo,
} from '../../shared/operation/fields';
import { enumOptions } from '../enums';
import { departments } from '../fields/department';
import { SESSION_CHANNEL } from '../generated/lists';

const SESSION_EVENTS = ['sessionCreated', 'sessionEnded'];
const CONTACT_EVENTS = ['contactCreated'];

/** The fields of the trigger. Filters become the query by their keys on the wire (mluvii-api.md, sections 3 and 5). */
export const pollingFields = {
	event: choice({
		displayName: 'Event',
		options: [
			{
				name: 'Contact Created',
				value: 'contactCreated',
				description: 'A contact was added to the contact directory',
			},
			{
				name: 'Session Created',
				value: 'sessionCreated',
				description: 'A chat, call or other session began',
			},
			{
				name: 'Session Ended',
				value: 'sessionEnded',
				description: 'A chat, call or other session is over',
			},
		],
		default: 'sessionEnded',
		description: 'What starts the workflow, once for each session or contact',
	}),
	simplify: shownWith({ event: SESSION_EVENTS }, simplify),
	filters: shownWith(
		{ event: SESSION_EVENTS },
		mapped(
			collection(
				{
					displayName: 'Filters',
					placeholder: 'Add filter',
					description:
						'Only sessions that meet all of these when they turn up start the workflow. When they are changed, the trigger begins anew.',
				},
				{
					channels: openChoices({
						displayName: 'Channels',
						options: enumOptions(SESSION_CHANNEL),
						description: 'Ways in which guest and operator talk',
					}),
					departments: adjusted(departments, { required: undefined }),
				},
			),
			({ channels, departments: ids }): IDataObject => ({ Channel: channels, DepartmentId: ids }),
		),
	),
	contactFilters: shownWith(
		{ event: CONTACT_EVENTS },
		mapped(
			collection(
				{
					displayName: 'Filters',
					placeholder: 'Add filter',
					description:
						'Only contacts that meet all of these start the workflow. When they are changed, the trigger begins anew.',
				},
				{
					departmentId: id({
						displayName: 'Department ID',
						placeholder: 'e.g. 62',
						description: 'Only contacts of the department with this number',
					}),
				},
			),
			(query): IDataObject => ({ ...query }),
		),
	),
	options: shownWith(
		{ event: SESSION_EVENTS },
		collection(
			{
				displayName: 'Options',
				placeholder: 'Add option',
				description: 'What the workflow gets of a session',
			},
			{
				fetchFullSession: yesNo({
					displayName: 'Fetch Full Session',
					default: true,
					description:
						'Whether to read each session by itself. Only needed where the list of your Mluvii leaves something out, such as the messages; at most 50 sessions are then handed on with each poll.',
				}),
			},
		),
	),
};

/** What the trigger watches for, and what it hands on. */
export type PollingSettings = Values<typeof pollingFields>;

/** Reads and checks what was chosen in the panel. @throws UserError that names the wrong field */
export function readSettings(context: IPollFunctions): PollingSettings {
	const { parameters } = context.getNode();
	const entered = Object.keys(pollingFields)
		.filter((name) => name in parameters || name === 'event')
		.map((name) => [name, context.getNodeParameter(name)]);
	const defaults = { simplify: true, filters: {}, contactFilters: {}, options: {} };
	const values = { ...defaults, ...(Object.fromEntries(entered) as IDataObject) };
	return readFields(pollingFields, new Entries(values, context.getTimezone(), '', parameters));
}

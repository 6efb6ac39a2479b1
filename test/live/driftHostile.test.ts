import type { SandboxClient } from '../../sandbox/client';
import type { Finding } from '../../scripts/live/report';
import { always, rewriting } from './drift';
import { runCheck, useSandbox } from './support';

const sandbox = useSandbox();

const service = 'mluvii';
const USERS = /Users$/;
const SESSIONS = /Sessions$/;
const THREAD = /EmailThreads\/\d+$/;
const DEPTH = 100_000;
const NOT_SHOWN = 'There is a field that the contract does not have, whose name is not shown';
const VALUE_NOT_SHOWN = 'There is a value that the contract does not have, and that is not shown';

/** An answer that could make the report tell what it must not, or the check fail. */
interface Hostility {
	name: string;
	plant: (sandbox: SandboxClient) => Promise<unknown>;
	/** What must be nowhere. */
	secret: string;
	findings: Array<Pick<Finding, 'kind' | 'place'> & { message: string }>;
}

const hostilities: Hostility[] = [
	{
		name: 'a field is called by a customer',
		plant: rewriting(service, [USERS, { at: '0.Jan Novák', set: 1 }]),
		secret: 'Novák',
		findings: [{ kind: 'new field', place: 'User', message: `${NOT_SHOWN}: integer` }],
	},
	{
		name: 'a field is called by a customer whose name could be that of a field',
		plant: rewriting(
			service,
			[USERS, { at: '0.lastName', set: 'Novak' }],
			[SESSIONS, { at: '0.Novak', set: 1 }],
		),
		secret: 'Novak',
		findings: [{ kind: 'new field', place: 'Session', message: `${NOT_SHOWN}: integer` }],
	},
	{
		name: 'every user has a field that is called by a contact',
		plant: rewriting(
			service,
			[USERS, { at: '*.Novak', set: 'x' }],
			[/Contacts$/, { at: '0.data.oo1_guest_ident', set: ['Novak'] }],
		),
		secret: 'Novak',
		findings: [{ kind: 'new field', place: 'User', message: `${NOT_SHOWN}: string` }],
	},
	{
		name: 'in place of a field is one that is called by a customer',
		plant: rewriting(
			service,
			[/Tags$/, { at: '*.departmentId', rename: 'departmentNovak' }],
			[USERS, { at: '0.note', set: 'departmentNovak' }],
		),
		secret: 'Novak',
		findings: [{ kind: 'new field', place: 'Tag', message: `${NOT_SHOWN}: integer` }],
	},
	{
		name: 'an e-mail address is where known values are',
		plant: rewriting(service, [SESSIONS, { at: '0.status', set: 'jan@customer.example' }]),
		secret: 'customer.example',
		findings: [{ kind: 'new value', place: 'Session.status', message: VALUE_NOT_SHOWN }],
	},
	{
		name: 'what somebody wrote is where known values are',
		plant: rewriting(
			service,
			[SESSIONS, { at: '0.status', set: 'Novak' }],
			[THREAD, { at: 'activities.0.body', set: 'Novak' }],
		),
		secret: 'Novak',
		findings: [{ kind: 'new value', place: 'Session.status', message: VALUE_NOT_SHOWN }],
	},
	{
		name: 'an answer has 2 MB',
		plant: rewriting(service, [THREAD, { at: 'subject', set: 'Novak '.repeat(350_000) }]),
		secret: 'Novak',
		findings: [],
	},
	{
		name: 'the name of a field has 2 MB',
		plant: rewriting(service, [THREAD, { at: 'Novak'.repeat(400_000), set: null }]),
		secret: 'Novak',
		findings: [{ kind: 'new field', place: 'EmailThread', message: `${NOT_SHOWN}: null` }],
	},
	{
		name: 'an answer is nested deeply',
		plant: always({
			service,
			path: '/Groups',
			kind: 'status',
			status: 200,
			headers: { 'content-type': 'application/json' },
			body: `${'['.repeat(DEPTH)}"Novak"${']'.repeat(DEPTH)}`,
		}),
		secret: 'Novak',
		findings: [
			{
				kind: 'type',
				place: 'Group',
				message: 'It came as array, and is documented as object (2 times)',
			},
		],
	},
	{
		name: 'a field is nested deeply',
		plant: always({
			service,
			path: '/Groups',
			kind: 'status',
			status: 200,
			headers: { 'content-type': 'application/json' },
			body: `[{"id":1,"name":"Novak","more":${'{"Novak":'.repeat(DEPTH)}1${'}'.repeat(DEPTH)}}]`,
		}),
		secret: 'Novak',
		findings: [
			{
				kind: 'new field',
				place: 'Group.more',
				message: 'There is a field that the contract does not have: object',
			},
		],
	},
];

it.each(hostilities)('$name', async ({ plant, secret, findings }) => {
	await plant(sandbox());
	const { report, files, output } = await runCheck(sandbox(), { service });

	expect(report.findings.map(({ kind, place, message }) => ({ kind, place, message }))).toEqual(
		findings,
	);
	expect(report.ending).toBe('complete');
	expect(Object.keys(files)).toEqual(expect.arrayContaining(['report.md', 'report.json']));
	for (const text of [...Object.values(files), output]) expect(text).not.toContain(secret);
});

import { markdownTable } from 'markdown-table';
import type { ServiceName } from '../../sandbox/api';
import { callsOf, readContract } from '../../test/support/contracts';
import { DOCUMENT_ADDRESSES } from './documents/addresses';
import { callOf, type Plan, type Sender, type Step, type Value } from './plan';
import type { Finding, Report, ServiceReport, Unseen } from './report';

/** The names of the services. */
export const NAMES: Record<ServiceName, string> = { mluvii: 'Mluvii', lovi: 'Lovi' };

const ENDINGS: Record<ServiceReport['ending'], string> = {
	complete: 'All that was planned was asked.',
	interrupted: 'The check was stopped before it had asked everything.',
	unreachable:
		'The service did not answer, was too busy, or is not at this address, so that the rest was not asked.',
	'login refused': 'The service refused the login, so that the rest was not asked.',
};

/** The report as a page to read and to send in. */
export function reportPage({ version, date, services }: Report): string {
	return [
		'# Check against the live services',
		`n8n-nodes-mluvii-lovi ${version}, ${date}. This report holds names, types, counts and statuses, and nothing that belongs to a customer.`,
		...services.flatMap(chapter),
		'',
	].join('\n\n');
}

function chapter(service: ServiceReport): string[] {
	const { operations, findings, probes, documents, unseen } = service;
	const open = probes.filter(({ answer }) => answer === undefined);
	const settled = probes.filter(({ answer }) => answer !== undefined);
	const matched = operations.filter(({ result }) => result === 'matched').length;
	const further = documents.flatMap(({ unknownCalls = [] }) => unknownCalls);
	return [
		`## ${NAMES[service.service]}, ${service.installation === 'cloud' ? 'in the cloud' : 'at an address of its own'}`,
		`${ENDINGS[service.ending]} ${service.requests} requests. Of ${operations.length} calls, ${matched} matched the contract. Findings: ${findings.length}. ${settled.length} of ${probes.length} open questions are settled.`,
		'### Findings',
		findings.length === 0
			? 'Nothing differs from the contract, or from what the package expects.'
			: table(['What', 'Where', 'What was seen', 'In'], findings.map(findingRow)),
		'### Calls',
		'`matched`: every answer is as the contract says. `empty`: so it is, but there was no record in it. `broken`: it is not, see the findings. `missing`: there is no such call. `refused`: this login may not, or there was no answer. `not asked`: there was nothing to ask for.',
		table(
			['Call', 'Evidence so far', 'Result', 'Statuses', 'Records'],
			operations.map(({ method, path, evidence, result, statuses, records, reason }) => [
				`${method} ${path}`,
				evidence,
				reason === undefined || result === 'matched' ? result : `${result}: ${reason}`,
				Object.entries(statuses)
					.map(([status, times]) => (times > 1 ? `${status} (${times})` : status))
					.join(', '),
				String(records),
			]),
		),
		'### Open questions that are settled',
		settled.length === 0
			? 'None.'
			: table(
					['Question', 'Answer', 'Expected', 'Asked in'],
					settled.map(({ question, answer = '', expected = '', source }) => [
						question,
						answer,
						expected,
						source,
					]),
				),
		'### Open questions that stay open',
		open.length === 0
			? 'None.'
			: table(
					['Question', 'Why', 'Asked in'],
					open.map(({ question, reason = '', source }) => [question, reason, source]),
				),
		'### Official descriptions',
		documents.length === 0
			? 'None was looked for.'
			: table(
					['Description', 'Address', 'Result'],
					documents.map(({ title, address, savedAs, reason = '', calls }) => [
						title,
						address,
						savedAs === undefined
							? reason
							: `kept as ${savedAs}${calls ? `; calls that the contract has: ${calls.known}, does not have: ${calls.unknown}` : ''}`,
					]),
				),
		...(further.length === 0
			? []
			: ['Calls that are described, and that the contract does not have:', list(further)]),
		'### Documented, and not seen',
		unseen.length === 0
			? 'Everything was seen.'
			: 'Fields and values of lists that did not come. They may be optional, or just not have been there.',
		...(unseen.length === 0
			? []
			: [table(['Where', 'What did not come', 'Looked for in'], unseen.map(unseenRow))]),
	];
}

function list(items: string[]): string {
	return items.map((item) => `- \`${item}\``).join('\n');
}

function findingRow({ kind, place, message, operations }: Finding): string[] {
	return [kind, place, message, operations.join(', ')];
}

function unseenRow({ place, values, among }: Unseen): string[] {
	return [place, values?.join(', ') ?? 'the field', `${among}`];
}

function table(head: string[], rows: string[][]): string {
	const escaped = rows.map((row) => row.map((cell) => cell.replaceAll('|', String.raw`\|`)));
	// Without blanks to line columns up: a form takes only so many characters.
	return markdownTable([head, ...escaped], { alignDelimiters: false });
}

const SENDERS: Record<Sender, string> = {
	n8n: 'the login itself',
	node: 'your login',
	token: 'your login',
	nobody: 'none',
	stranger: 'a made-up one',
};

/** Every request that the check of a service would send, for whoever has to approve it. */
export function planPage(service: ServiceName, { steps }: Plan): string {
	const calls = callsOf(readContract(service));
	const rows = steps.flatMap((step) => {
		const condition = step.when ? `. Only if ${step.when.words}` : '';
		const also = (step.by?.alsoSends ?? []).map((id) => [
			shown({ id, operation: id, why: '' }),
			SENDERS.node,
			'Sent before the next one',
		]);
		return [...also, [shown(step), SENDERS[step.sender ?? 'node'], step.why + condition]];
	});
	const documents = DOCUMENT_ADDRESSES[service].map(({ address, title, followUps }) => [
		address,
		followUps === undefined ? title : `${title}, and ${followUps}`,
	]);
	return [
		`## ${NAMES[service]}: ${rows.length} requests, one at a time`,
		'All of them only read. What stands in braces comes out of an earlier answer, or from you; where there is none, the request is left out. A request that is refused because the service is busy, or that gets no answer, is sent again a few times; a login is repeated once where its token is refused.',
		table(
			['#', 'Request', 'Login', 'Why'],
			rows.map((row, index) => [String(index + 1), ...row]),
		),
		'Official descriptions are looked for as well, without a login:',
		table(['Address', 'What is expected there'], documents),
		'',
	].join('\n\n');

	function shown(step: Step): string {
		const { method, path } = callOf(step, calls);
		if (step.address) return `${method} {${step.address.words}}`;
		const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => valueOf(step.params?.[name]));
		const query = Object.entries(step.query ?? {}).flatMap(([name, value]) =>
			[value].flat().map((one) => `${name}=${valueOf(one)}`),
		);
		const target = step.respell?.(filled) ?? filled;
		const headers = Object.entries(step.headers ?? {}).map(
			([name, value]) => `, with the header ${name}: ${valueOf(value)}`,
		);
		return `${method} ${target}${query.length > 0 ? '?' : ''}${query.join('&')}${headers.join('')}`;
	}
}

function valueOf(value: Value | undefined): string {
	return typeof value === 'object' ? `{${value.words}}` : String(value);
}

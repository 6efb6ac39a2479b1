import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { callsOf, readContract, type ContractCall } from '../../test/support/contracts';
import { SERVICES } from '../split/names';
import { AccessError } from './logins';
import { JSON_TYPES, type Report } from './report';
import { NAME } from './shapes';

const name = { type: 'string', pattern: NAME.source };

/** What of a report goes into a contract; a stranger may have written it. */
const schema = {
	type: 'object',
	required: ['date', 'services'],
	properties: {
		date: { type: 'string', pattern: String.raw`^\d{4}-\d{2}-\d{2}$` },
		services: {
			type: 'array',
			items: {
				type: 'object',
				required: ['service', 'operations', 'findings'],
				properties: {
					service: { enum: SERVICES },
					operations: {
						type: 'array',
						items: {
							type: 'object',
							required: ['operationId', 'result'],
							properties: { operationId: name, result: { type: 'string' } },
						},
					},
					findings: {
						type: 'array',
						items: {
							type: 'object',
							properties: {
								change: {
									type: 'object',
									required: ['kind', 'at'],
									oneOf: [
										{
											properties: { kind: { const: 'add property' } },
											required: ['name', 'types'],
										},
										{ properties: { kind: { const: 'add value' } }, required: ['value'] },
										{ properties: { kind: { const: 'add type' } }, required: ['type'] },
									],
									properties: {
										kind: { enum: ['add property', 'add value', 'add type'] },
										at: { type: 'array', items: { type: 'string' } },
										name,
										value: name,
										type: { enum: JSON_TYPES },
										types: { type: 'array', minItems: 1, items: { enum: JSON_TYPES } },
									},
								},
							},
						},
					},
				},
			},
		},
	},
};

/**
 * Reads a report that was sent in, with no more of it than may go into a contract: calls that the check may send.
 *
 * @throws AccessError when the file is no report
 */
export function readReport(file: string): Report {
	const report = read(file);
	for (const service of report.services) {
		const safe = callsOf(readContract(service.service)).filter((call) => call['x-live'] === 'safe');
		service.operations = safe.flatMap(
			(call) => service.operations.find((one) => one.operationId === call.operationId) ?? [],
		);
		service.findings = service.findings.filter(
			({ change }) => change === undefined || isInAnswer(change.at, safe),
		);
	}
	return report;
}

/** Whether a place in the contract is a schema that several calls have, or in an answer of one of these calls. */
function isInAnswer([part, ...at]: string[], calls: ContractCall[]): boolean {
	if (part === 'components') return at[0] === 'schemas';
	const [path, method, responses] = at;
	return (
		part === 'paths' &&
		responses === 'responses' &&
		calls.some((call) => call.path === path && call.method.toLowerCase() === method)
	);
}

function read(file: string): Report {
	try {
		const report = JSON.parse(readFileSync(file, 'utf8')) as unknown;
		if (new Ajv().validate<Report>(schema, report)) return report;
	} catch (error) {
		throw new AccessError(`${file} cannot be read as a report.`, { cause: error });
	}
	throw new AccessError(`${file} is no report of this check.`);
}

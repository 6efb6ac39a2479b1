import { runAsTool, TOOL_WAYS } from '../support/tools';
import {
	concerns,
	endingOf,
	fixture,
	isTarget,
	orderFault,
	serviceName,
	serviceOf,
} from './matrix';
import { OPERATIONS } from './operations';
import { FAULTS } from './table';

/** The cells in which it is not known whether something that must not happen twice was carried out. */
const UNCERTAIN_CELLS = FAULTS.flatMap((row) =>
	OPERATIONS.filter(
		({ rule, answer, onlyAsks }) => rule === 'unsafe' && !onlyAsks && concerns(row, answer),
	)
		.map((operation) => ({
			fault: row.name,
			operation: operation.name,
			row,
			subject: operation,
			ending: endingOf(row, operation, operation.logIn, 'once'),
		}))
		.filter(({ ending }) => ending.uncertain === true),
);

describe.each(TOOL_WAYS)('As a tool with Retry On Fail, by %s', (way) => {
	it.each(UNCERTAIN_CELLS)('$fault: $operation', async ({ row, subject, ending }) => {
		const service = serviceOf(subject);
		await orderFault(row, subject, service, 'once');
		const [answer = ''] = await runAsTool(fixture.engine, way, {
			node: service,
			parameters: subject.parameters,
			item: subject.items[1],
			retryOnFail: true,
		});
		const sent = await fixture.sandbox.requests({ service });
		await fixture.sandbox.clearViolations();

		expect(sent.filter((request) => isTarget(subject, request))).toHaveLength(1);
		expect(answer).toContain((ending.says ?? '').replaceAll('{service}', serviceName(subject)));
	});
});

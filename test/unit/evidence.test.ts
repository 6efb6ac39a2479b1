import { resources } from '../../nodes/Mluvii/resources';
import { endpointOf, evidenceTable, operationTable } from '../../scripts/evidence';
import { callNamed, readContract } from '../support/contracts';

/** The contract of Mluvii, in which a call by convention may have been seen since. */
function contractWhere(verified?: string) {
	const contract = readContract('mluvii');
	const call = contract.paths['/api/v1/Campaigns']?.get;
	if (call !== undefined && verified !== undefined)
		Object.assign(call, { 'x-evidence': 'LIVE', 'x-verified': verified });
	return contract;
}

const before = contractWhere();
const after = contractWhere('2026-11-28');
const lineWith = (text: string, words: string) =>
	text
		.split('\n')
		.find((line) => line.includes(words))
		?.replace(/ +/g, ' ');

describe('a call by convention that was seen on the live service', () => {
	it('has an endpoint that is not unconfirmed any more', () => {
		expect(endpointOf(callNamed(before, 'listCampaigns'))).toBe(
			[
				'/** List campaigns (evidence: convention). */',
				"export const listCampaigns = endpoint('GET', '/api/v1/Campaigns', { isUnconfirmed: true });",
			].join('\n'),
		);
		expect(endpointOf(callNamed(after, 'listCampaigns'))).toBe(
			[
				'/** List campaigns (evidence: LIVE, 2026-11-28). */',
				"export const listCampaigns = endpoint('GET', '/api/v1/Campaigns');",
			].join('\n'),
		);
	});

	it('is shown with the day in the table of operations', () => {
		const rows = [before, after].map((contract) =>
			lineWith(operationTable(contract, resources), 'Campaign: Get Many'),
		);

		expect(rows).toEqual([
			expect.stringMatching(/ \| convention \|$/),
			expect.stringMatching(/ \| LIVE 2026-11-28 \|$/),
		]);
	});

	it('is counted', () => {
		const counts = [before, after].map((contract) => lineWith(evidenceTable({ contract }), 'LIVE'));

		expect(counts).toEqual(['| LIVE | 0 |', '| LIVE | 1 |']);
	});
});

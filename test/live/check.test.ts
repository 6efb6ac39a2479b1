import { mostInFlight } from '../support/requests';
import { runCheck, useSandbox } from './support';

const sandbox = useSandbox();

describe('against services that are as the contract says', () => {
	it.each(['mluvii', 'lovi'] as const)('everything of %s matches', async (service) => {
		const { exitCode, report } = await runCheck(sandbox(), { service });
		expect(report.findings).toEqual([]);
		expect(report.operations.filter(({ result }) => result !== 'matched')).toEqual([]);
		expect(report.ending).toBe('complete');
		expect(exitCode).toBe(0);
		const requests = await sandbox().requests({ service });
		expect(mostInFlight(requests)).toBe(1);
	});
});

import type { IExecuteFunctions } from 'n8n-workflow';
import { LoviClient } from '../../nodes/Lovi/client';
import { oneAtATime } from '../../nodes/shared/http/concurrencyLimiter';
import { announce } from '../../nodes/Lovi/notifications';

describe('a run of many messages', () => {
	const said = async (requests: number, perMinute?: number, workers = 1): Promise<string[]> => {
		const lines: string[] = [];
		const logger = { info: (line: string) => lines.push(line) };
		const credential = { baseUrl: 'https://cloud.lovi.ai', workers };
		const context = { logger, getCredentials: async () => await Promise.resolve(credential) };
		const client = new LoviClient(context as unknown as IExecuteFunctions, oneAtATime());
		await announce(client, { requests, perMinute });
		return lines;
	};

	it.each([
		[1000, undefined, 1, '9 minutes, at 100 notifications a minute'],
		[1000, 50, 1, '19 minutes, at 50 notifications a minute'],
		[1000, undefined, 4, '39 minutes, at 25 notifications a minute'],
		[4, undefined, 300, '9 minutes, at 1 notification in 3 minutes'],
	])('says in the log how long it will take: %#', async (requests, perMinute, workers, time) => {
		expect(await said(requests, perMinute, workers)).toEqual([
			`Lovi: ${requests} requests will take about ${time}`,
		]);
	});

	it('says nothing where nothing has to wait', async () => {
		expect(await said(100)).toEqual([]);
	});
});

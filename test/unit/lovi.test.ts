import type { IExecuteFunctions } from 'n8n-workflow';
import { LoviClient } from '../../nodes/Lovi/client';
import { oneAtATime } from '../../nodes/shared/http/concurrencyLimiter';
import { announce } from '../../nodes/Lovi/notifications';

describe('a run of many messages', () => {
	const said = (requests: number, perMinute: number): string[] => {
		const lines: string[] = [];
		const logger = { info: (line: string) => lines.push(line) };
		const client = new LoviClient({ logger } as unknown as IExecuteFunctions, oneAtATime());
		announce(client, requests, perMinute);
		return lines;
	};

	it('says in the log how long it will take', () => {
		expect(said(1000, 100)).toEqual(['Lovi: 1000 requests at 100 a minute will take about 9 min']);
	});

	it('says nothing where nothing has to wait', () => {
		expect(said(100, 100)).toEqual([]);
	});
});

import { createHash } from 'node:crypto';
import type { IExecuteFunctions, INodeExecutionData, INodeType } from 'n8n-workflow';
import { stopClock } from './clock';

/** What the last node of a workload tells about the one before it. */
export interface Measurement {
	/** From the items to their results. */
	milliseconds: number;
	/** How many items came out. */
	count: number;
	/** Of the whole items, in order. */
	digest: string;
	/** The most memory that the process of n8n has had, in bytes. */
	peakMemory: number;
}

/** Stops the clock and sums up what came out. */
export class BenchMeasure implements INodeType {
	description: INodeType['description'] = {
		displayName: 'Bench Measure',
		name: 'benchMeasure',
		group: ['output'],
		version: 1,
		description: 'Stops the clock and sums up what came out',
		defaults: { name: 'Bench Measure' },
		inputs: ['main'],
		outputs: ['main'],
		properties: [],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const milliseconds = await stopClock();
		// Before the digest, which needs memory of its own.
		const peakMemory = process.resourceUsage().maxRSS * 1024;
		const items = this.getInputData();
		const hash = createHash('sha256');
		for (const { json } of items) hash.update(JSON.stringify(json));
		const measurement: Measurement = {
			milliseconds,
			count: items.length,
			digest: hash.digest('hex'),
			peakMemory,
		};
		return [[{ json: { ...measurement } }]];
	}
}

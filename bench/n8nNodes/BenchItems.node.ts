import type { IExecuteFunctions, INodeExecutionData, INodeType } from 'n8n-workflow';
import { startClock } from './clock';

/** Gives `count` items, numbered from `from`, and starts the clock. */
export class BenchItems implements INodeType {
	description: INodeType['description'] = {
		displayName: 'Bench Items',
		name: 'benchItems',
		group: ['input'],
		version: 1,
		description: 'Gives the items of a workload and starts the clock',
		defaults: { name: 'Bench Items' },
		inputs: ['main'],
		outputs: ['main'],
		properties: [
			{ displayName: 'Count', name: 'count', type: 'number', default: 1 },
			{ displayName: 'From', name: 'from', type: 'number', default: 0 },
		],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const count = this.getNodeParameter('count', 0) as number;
		const from = this.getNodeParameter('from', 0) as number;
		const items = Array.from({ length: count }, (_, index) => ({
			json: { id: from + index, number: String(34_600_000_000 + index), name: `Guest ${index}` },
			pairedItem: { item: 0 },
		}));
		await startClock();
		return [items];
	}
}

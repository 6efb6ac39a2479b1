import type {
	IDataObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	INodeExecutionData,
	INodeType,
} from 'n8n-workflow';

/** What the loop is to do; everything that a real node would find out is given. */
export interface BareLoopTask {
	credential: 'mluviiApi' | 'loviApi';
	/**
	 * By which way a request goes: n8n's helper with the credential (default), the same without a credential, or
	 * Node.js's own client, which keeps connections.
	 */
	through?: 'credential' | 'helper' | 'fetch';
	/** The most requests in flight at once. */
	parallel: number;
	/** `item`: a request for each input item; `task`: the requests in `requests`. */
	per: 'item' | 'task';
	/** With `{id}` in the URL for the input item's ID. */
	requests: IHttpRequestOptions[];
}

/**
 * The least that a node can do: n8n's request helper in a bare loop, without parameters, checks, retries
 * and messages. What is slower than this is the node's own cost.
 */
export class BenchBareLoop implements INodeType {
	description: INodeType['description'] = {
		displayName: 'Bench Bare Loop',
		name: 'benchBareLoop',
		group: ['transform'],
		version: 1,
		description: "n8n's request helper in a bare loop",
		defaults: { name: 'Bench Bare Loop' },
		inputs: ['main'],
		outputs: ['main'],
		credentials: [{ name: 'mluviiApi' }, { name: 'loviApi' }],
		properties: [{ displayName: 'Task', name: 'task', type: 'json', default: '{}' }],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const task = JSON.parse(this.getNodeParameter('task', 0) as string) as BareLoopTask;
		const input = this.getInputData();
		const [pattern] = task.requests as [IHttpRequestOptions];
		const count = task.per === 'item' ? input.length : task.requests.length;
		const requestFor = (index: number): IHttpRequestOptions =>
			task.per === 'item'
				? { ...pattern, url: pattern.url.replace('{id}', JSON.stringify(input[index]?.json.id)) }
				: (task.requests[index] as IHttpRequestOptions);

		const ways = {
			credential: async (options: IHttpRequestOptions): Promise<unknown> =>
				await this.helpers.httpRequestWithAuthentication.call(this, task.credential, options),
			helper: async (options: IHttpRequestOptions): Promise<unknown> =>
				await this.helpers.httpRequest(options),
			fetch: async ({ url }: IHttpRequestOptions): Promise<unknown> =>
				await (await fetch(url)).json(),
		};
		const send = ways[task.through ?? 'credential'];

		const answers: Array<IDataObject | IDataObject[]> = [];
		let next = 0;
		const work = async () => {
			while (next < count) {
				const index = next++;
				answers[index] = (await send(requestFor(index))) as IDataObject | IDataObject[];
			}
		};
		await Promise.all(Array.from({ length: task.parallel }, work));

		const output: INodeExecutionData[] = [];
		answers.forEach((answer, item) => {
			for (const json of Array.isArray(answer) ? answer : [answer]) {
				output.push({ json, pairedItem: { item } });
			}
		});
		return [output];
	}
}

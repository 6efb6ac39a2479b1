import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { markUncertain } from '../../nodes/shared/http/errors';
import { beginTry, carryOut, checkCall } from '../../nodes/shared/operation/toolCalls';

/** What n8n hands to a tool for a call with these arguments. */
function contextOf(json: object = {}, { node = {}, runIndex = 0, runs = 1 } = {}) {
	return {
		getNode: () => ({ id: 'n', name: 'Tool', type: 'shopTool', parameters: {}, ...node }),
		getInputData: () => [{ json }],
		getWorkflowDataProxy: () => ({ $runIndex: runIndex }),
		getNextRunIndex: () => runs,
	} as unknown as IExecuteFunctions;
}

const uncertain = (context: IExecuteFunctions) =>
	markUncertain(new NodeOperationError(context.getNode(), 'Lost', { description: 'Check' }));

describe('equal calls', () => {
	it('are carried out one after the other, and others beside them', async () => {
		const order: string[] = [];
		const call = (what: string) => async () => {
			order.push(`${what} begins`);
			await new Promise((resolve) => setTimeout(resolve, 20));
			order.push(`${what} ends`);
		};
		await Promise.all([
			carryOut(contextOf(), 'one', call('first')),
			carryOut(contextOf(), 'one', call('second')),
			carryOut(contextOf(), 'two', call('other')),
		]);

		expect(order[1]).toBe('other begins');
		expect(order.filter((step) => !step.startsWith('other'))).toEqual([
			'first begins',
			'first ends',
			'second begins',
			'second ends',
		]);
	});

	it('are refused when the one before may have been carried out', async () => {
		const context = contextOf();
		let sent = 0;
		const lose = async () => {
			sent++;
			await Promise.resolve();
			throw uncertain(context);
		};
		const ends = await Promise.allSettled([
			carryOut(context, 'lost', lose),
			carryOut(contextOf(), 'lost', lose),
		]);

		expect(sent).toBe(1);
		expect(ends.map((end) => end.status === 'rejected' && String(end.reason))).toEqual([
			expect.stringContaining('Lost'),
			expect.stringContaining('Nothing was sent now'),
		]);
	});

	it('of the same call of the model end as its first try did', async () => {
		const context = contextOf();
		const failure = uncertain(context);
		const lose = async () => await Promise.reject(failure);

		await expect(carryOut(context, 'again', lose)).rejects.toBe(failure);
		await expect(carryOut(context, 'again', lose)).rejects.toBe(failure);
	});

	it('go on after one that was refused', async () => {
		const refuse = async () => await Promise.reject(new Error('refused'));
		const context = contextOf();

		await expect(carryOut(context, 'refused', refuse)).rejects.toThrow('refused');
		await expect(
			carryOut(contextOf(), 'refused', async () => await Promise.resolve(1)),
		).resolves.toBe(1);
	});
});

describe('a try', () => {
	it.each([
		[{}, 1],
		[{ retryOnFail: true }, 3],
		[{ retryOnFail: true, maxTries: 1 }, 2],
		[{ retryOnFail: true, maxTries: 9 }, 5],
	])('is the last one as n8n counts: %j', (node, most) => {
		const json = {};
		const tries = Array.from({ length: most }, () => beginTry(contextOf(json, { node })).isLast);

		expect(tries).toEqual([...Array.from({ length: most - 1 }, () => false), true]);
	});

	it('is refused when its run is not the one whose arguments n8n gives it', () => {
		const refusalOf = (runIndex: number, runs: number) => () => {
			const context = contextOf({}, { runIndex, runs });
			checkCall(context, beginTry(context));
		};

		expect(refusalOf(0, 1)).not.toThrow();
		expect(refusalOf(4, 5)).not.toThrow();
		expect(refusalOf(0, 2)).toThrow('n8n has mixed up the arguments');
	});
});

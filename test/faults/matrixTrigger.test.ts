import { setTimeout as sleep } from 'node:timers/promises';
import { sampleEvent } from '../../sandbox/mluvii/events';
import { toText } from '../../nodes/shared/base/text';
import type { EngineTrigger } from '../support/engine';
import type { Times } from './matrix';
import { concerns, endingOf, expectWords, fixture, isTarget, orderFault } from './matrix';
import type { TriggerClass } from './operations';
import { TRIGGER_STEPS } from './operations';
import type { FaultRow } from './table';
import { FAULTS } from './table';

const TIMES: Times[] = ['once', 'always'];

/** The cells of a fault with each step in the life of a trigger. */
function triggerCellsOf(row: FaultRow) {
	return TRIGGER_STEPS.filter(
		({ answer, except }) => concerns(row, answer) && !except.includes(row.name),
	).flatMap((step) =>
		TIMES.map((times) => ({
			operation: step.name,
			times,
			subject: step,
			ending: endingOf(row, step, 'mluvii', times),
		})),
	);
}

describe.each(FAULTS.map((row) => ({ name: row.name, row })))('$name', ({ row }) => {
	it.each(triggerCellsOf(row))('$times: $operation', async ({ subject, ending, times }) => {
		const trigger = fixture.engine.trigger(subject.node.name, {
			authentication: 'mluviiApi',
			...subject.node.parameters,
		});
		await trigger.listen();
		try {
			if (subject.step !== 'activate') await trigger.activate();
			const { length: sentBefore } = await fixture.sandbox.requests({ service: 'mluvii' });
			const unsent = await orderFault(row, subject, 'mluvii', times);
			const said = await takeStep(trigger, subject);
			const sent = (await fixture.sandbox.requests({ service: 'mluvii' })).slice(sentBefore);
			await fixture.sandbox.clearViolations();

			expectWords(said, ending, 'Mluvii', subject.step === 'event');
			expect(sent.filter((request) => isTarget(subject, request)).length + unsent()).toBe(
				ending.requests,
			);
		} finally {
			await fixture.sandbox.setWebhooks([]);
			await trigger.close();
		}
	});
});

/** Takes a step in the life of a trigger. @returns what the user is told if it goes wrong */
async function takeStep(trigger: EngineTrigger, { step }: TriggerClass): Promise<string> {
	if (step !== 'event') {
		return await trigger[step]().then(
			() => '',
			(error: unknown) => {
				const { message, description = '' } = error as { message: string; description?: string };
				return `${message} ${description}`;
			},
		);
	}
	const [session = 0] = await fixture.sandbox.sessions();
	const event = sampleEvent('SessionEnded', 1);
	const [delivery] = await fixture.sandbox.emitEvents([
		{ ...event, data: { ...event.data, id: session } },
	]);
	expect(delivery?.delivered).toBe(true);
	await started(trigger);
	const [output = {}, ...others] = trigger.started;
	expect(others).toEqual([]);
	expect(output.data).toMatchObject({ id: session });
	expect(output.session === null).toBe(output.fetchError !== undefined);
	return toText(output.fetchError);
}

/** The answer to Mluvii is out before the session is read and the workflow starts. */
async function started({ started: items }: EngineTrigger): Promise<void> {
	while (items.length === 0) await sleep(5);
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServiceName } from '../../sandbox/api';
import { loviPlan } from '../../scripts/live/lovi';
import { mluviiPlan } from '../../scripts/live/mluvii';
import { callOf, without, type Plan } from '../../scripts/live/plan';
import { callsOf, readContract } from '../support/contracts';

const PLANS: Record<ServiceName, Plan> = { mluvii: mluviiPlan(), lovi: loviPlan() };

describe.each(['mluvii', 'lovi'] as const)('the plan of the check of %s', (service) => {
	const { steps, probes } = PLANS[service];
	const calls = callsOf(readContract(service));

	it('asks every call that may be sent, and no other one', () => {
		const safe = calls.filter((call) => call['x-live'] === 'safe');
		const asked = new Set(
			steps.flatMap(({ operation, by }) => [operation, ...(by?.alsoSends ?? [])]),
		);
		expect([...asked].sort()).toEqual(safe.map(({ operationId }) => operationId).sort());
	});

	it('refuses a step that would change something', () => {
		const unsafe = calls.find((call) => call['x-live'] === undefined);
		expect(() => callOf({ id: 'x', operation: unsafe?.operationId ?? '', why: '' }, calls)).toThrow(
			'not marked as safe',
		);
	});

	it('names each step and each question once', () => {
		for (const ids of [steps.map(({ id }) => id), probes.map(({ id }) => id)]) {
			expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
		}
	});

	it('asks no question that the facts do not ask', () => {
		const facts = readFileSync(
			join(__dirname, '..', '..', 'docs', 'reference', `${service}-api.md`),
			'utf8',
		);
		for (const { id, source } of probes) {
			const [file, sections = ''] = source.split(', section');
			expect({ id, file }).toEqual({ id, file: `${service}-api.md` });
			for (const [chapter] of sections.matchAll(/(?<![\d.])\d+/g)) {
				expect({ id, known: facts.includes(`\n## ${chapter}. `) }).toEqual({ id, known: true });
			}
		}
	});

	it('leaves out what also sends a call that is not wanted', () => {
		const [wanted] = steps.flatMap(({ by }) => by?.alsoSends ?? []);
		if (wanted === undefined) return;
		const left = without(steps, [wanted]);
		expect(left.filter(({ by }) => by?.alsoSends?.includes(wanted))).toEqual([]);
	});
});

it('keeps to the limits that Lovi publishes, even if all of it went out within a minute', () => {
	const sent = PLANS.lovi.steps.map(({ operation }) => operation);
	const count = (ids: string[]) => sent.filter((id) => ids.includes(id)).length;
	// docs/reference/lovi-api.md, section 12.
	expect(count(['logIn'])).toBeLessThanOrEqual(10);
	expect(count(['listTemplates', 'getTemplateComponents'])).toBeLessThanOrEqual(50);
});

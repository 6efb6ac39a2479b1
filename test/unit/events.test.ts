import { NodeHelpers } from 'n8n-workflow';
import type { INodePropertyOptions } from 'n8n-workflow';
import { EVENT_FORMS } from '../../nodes/Mluvii/generated/events';
import { EVENT_TYPE } from '../../nodes/Mluvii/generated/lists';
import { MluviiTrigger } from '../../nodes/Mluvii/MluviiTrigger.node';
import {
	addressOf,
	redactSecret,
	secretsIn,
	withSecret,
} from '../../nodes/Mluvii/webhook/callbackUrl';
import { storeNoted, wasSeen } from '../../nodes/Mluvii/webhook/duplicates';
import { eventTypes } from '../../nodes/Mluvii/webhook/events';
import { type ContractSchema, readContract } from '../support/contracts';

const { schemas } = readContract('mluvii').components;
const EVENT_EXAMPLES = Object.fromEntries(
	EVENT_FORMS.flatMap(({ events, data }) => events.map((event) => [event, data])),
);

describe('the events', () => {
	const options = eventTypes.properties('eventTypes')[0]?.options as INodePropertyOptions[];

	it.each(EVENT_TYPE)('%s has an example with all fields of its schema', (event) => {
		const { properties, additionalProperties } = schemas.EventData ?? {};
		const { $ref = '' } = properties?.[event] ?? (additionalProperties as ContractSchema);
		const documented = schemas[$ref.split('/').pop() ?? '']?.properties ?? {};

		expect(Object.keys(EVENT_EXAMPLES[event] ?? {}).sort()).toEqual(Object.keys(documented).sort());
	});

	it('are shown in groups, each under a name of its own', () => {
		const names = options.map(({ name }) => name);

		expect(names).toContain('Session Activity: AV Request');
		expect(names).toContain('Email Thread: Operator Joined');
		expect(names).toEqual([...new Set(names)].sort((a, b) => a.localeCompare(b)));
		expect(names.filter((name) => !/^[A-Z][A-Za-z ]+: [A-Z]/.test(name))).toEqual([]);
	});

	it('have an example in the panel as soon as they are chosen, and only then', () => {
		const { properties } = new MluviiTrigger().description;
		const shownFor = (eventTypes: string[]) =>
			properties.filter(
				(field) =>
					field.type === 'notice' &&
					NodeHelpers.displayParameter({ eventTypes }, field, null, null),
			);

		expect(shownFor([])).toEqual([]);
		for (const event of Object.keys(EVENT_EXAMPLES)) expect(shownFor([event])).toHaveLength(1);
		expect(shownFor(['SessionEnded'])[0]?.displayName).toContain(
			'<li>eventType: SessionEnded</li><li>data.id: 7373420</li>',
		);
	});
});

describe('callback addresses', () => {
	const address = 'https://n8n.example.com/webhook/3f1c/webhook';

	it('carry the secret as user name and password, or as a query parameter', () => {
		expect(withSecret(address, 's3', 'basicAuth')).toBe(
			'https://n8n:s3@n8n.example.com/webhook/3f1c/webhook',
		);
		expect(withSecret(address, 's3', 'query')).toBe(`${address}?secret=s3`);
	});

	it('are known again whatever their secret is', () => {
		for (const placement of ['basicAuth', 'query'] as const) {
			expect(addressOf(withSecret(address, 'another', placement))).toBe(address);
		}
		expect(addressOf('no address')).toBe('no address');
	});

	it('have as secrets their password and what is named so in their query', () => {
		expect(secretsIn('https://user:pass@example.com/hook?token=abc&page=2')).toEqual([
			'pass',
			'abc',
		]);
		expect(secretsIn('https://example.com/hook')).toEqual([]);
	});

	it('are shown without what is secret in them', () => {
		expect(redactSecret('https://user:pass@example.com/hook?secret=abc&page=2')).toBe(
			'https://user:***@example.com/hook?secret=***&page=2',
		);
		expect(redactSecret('https://example.com/hook?page=2')).toBe('https://example.com/hook?page=2');
	});
});

describe('events that come again', () => {
	const trigger = () => `trigger-${Math.random()}`;
	const ended = { eventType: 'SessionEnded', data: EVENT_EXAMPLES.SessionEnded ?? {} };

	it('are known by a time or an activity, in memory and in the static data alone', () => {
		const [first, afterRestart] = [trigger(), trigger()];
		const staticData = {};

		expect(wasSeen(ended, first, staticData)).toBe(false);
		expect(wasSeen(ended, first, {})).toBe(true);
		expect(wasSeen(ended, afterRestart, staticData)).toBe(true);
	});

	it('are stored again by a request that began before they came', () => {
		const name = trigger();
		const before = { seenEvents: ['of earlier'] };
		wasSeen(ended, name, { seenEvents: ['of earlier'] });
		storeNoted(name, before);

		expect(before.seenEvents).toHaveLength(2);
		expect(wasSeen(ended, trigger(), before)).toBe(true);
	});

	it('are not mixed up with those of another session, time, or trigger', () => {
		const name = trigger();
		const other = { ...ended, data: { ...ended.data, ended: '2024-05-03T10:00:00+02:00' } };

		expect(wasSeen(ended, name, {})).toBe(false);
		expect(wasSeen(other, name, {})).toBe(false);
		expect(wasSeen({ ...ended, data: { ...ended.data, id: 1 } }, name, {})).toBe(false);
		expect(wasSeen(ended, trigger(), {})).toBe(false);
	});

	it('are never dropped where equal bodies can be two events', () => {
		const name = trigger();
		const unidentified = Object.entries(EVENT_EXAMPLES)
			.filter(
				([, data]) =>
					!['activityId', 'time', 'created', 'started', 'ended'].some((key) => key in data),
			)
			.filter(([eventType]) => eventType !== 'SessionCreated');

		expect(unidentified.map(([eventType]) => eventType).sort()).toEqual([
			'ApplicationSettingChanged',
			'EmailThreadParamsUpdated',
			'GuestIdentityUpdated',
			'SessionCallParamsUpdated',
			'SessionRecordingPostProcessingCompleted',
			'UserStatusChanged',
		]);
		for (const [eventType, data] of unidentified) {
			expect(wasSeen({ eventType, data }, name, {})).toBe(false);
			expect(wasSeen({ eventType, data }, name, {})).toBe(false);
		}
	});

	it.each(['SessionCreated', 'EmailThreadCreated'])('are known by their ID: %s', (eventType) => {
		const name = trigger();
		const data = EVENT_EXAMPLES[eventType] ?? {};
		const again = { ...data, source: 'Other', created: '2024-05-02T14:05:24Z' };

		expect(wasSeen({ eventType, data }, name, {})).toBe(false);
		expect(wasSeen({ eventType, data: again }, name, {})).toBe(true);
		expect(wasSeen({ eventType, data: { ...data, id: 1 } }, name, {})).toBe(false);
		const unidentified = { tenantId: 62 };
		expect(wasSeen({ eventType, data: unidentified }, name, {})).toBe(false);
		expect(wasSeen({ eventType, data: unidentified }, name, {})).toBe(false);
	});

	it('leave a bounded list behind', () => {
		const staticData: { seenEvents?: string[] } = {};
		for (let id = 0; id < 500; id++) {
			wasSeen({ ...ended, data: { ...ended.data, id } }, 'bounded', staticData);
		}

		expect(staticData.seenEvents).toHaveLength(100);
	});
});

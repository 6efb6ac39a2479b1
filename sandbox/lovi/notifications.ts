import { randomUUID } from 'node:crypto';
import type { Delivery } from '../api';
import { foreignAnswers, type Answer, type Call, type Handler } from '../service';
import { refuseField } from './refusals';
import type { LoviState } from './state';

type Payload = Record<string, unknown>;
type Contact = { number: string } & Record<string, string>;

/** Handlers of WhatsApp and voice notifications. */
export function notificationHandlers(state: LoviState): Record<string, Handler> {
	return {
		notifyWhatsApp: (call) => notify(state, 'whatsapp', call),
		notifyVoice: (call) => notify(state, 'voice', call),
	};
}

function notify(state: LoviState, kind: Delivery['kind'], { query, body }: Call): Answer {
	const payload = body as Payload;
	const isFlat = !('contact' in payload || 'contacts' in payload);
	if (isFlat !== (query['unflatten'] === true)) {
		const reason = isFlat ? 'Dotted keys need unflatten=true' : 'Nested with unflatten=true';
		return { ...refuseField('Invalid parameter format', 'contact', { reason }), violation: reason };
	}
	const scheduled = scheduledTime(payload);
	if (scheduled !== undefined && scheduled.getTime() <= Date.now()) {
		return refuseField('Scheduled time must be in the future', 'datetime_sending', {
			reason: 'In the past',
			provided: payload['datetime_sending'],
			current_time: new Date().toISOString(),
		});
	}
	const { contact, contacts, ...common } = isFlat ? unflatten(payload) : payload;
	const all = (contacts ?? [contact]) as Contact[];
	const failed = new Set(state.settings.failingNumbers);
	for (const each of all.filter(({ number }) => !failed.has(number))) {
		state.deliveries.push({
			kind,
			companyId: state.companyOfKey(query['access_key'])?.company_id ?? '',
			number: each.number,
			payload: { ...common, contact: each },
			receivedAt: Date.now(),
		});
	}
	const results = all.map(({ number }) => {
		const success = !failed.has(number);
		return { number, success, message: success ? 'Queued' : 'The number cannot be reached' };
	});
	return success(state, results, scheduled ?? new Date());
}

/** The answer to a notification that was taken in, at least for some contacts. */
function success(state: LoviState, results: { success: boolean }[], scheduled: Date): Answer {
	const { notifySuccess } = state.settings;
	const isWhole = results.every((result) => result.success);
	const queued = {
		success: true,
		message: 'Notification queued successfully',
		notification_id: randomUUID(),
		scheduled_time: scheduled.toISOString(),
	};
	switch (notifySuccess) {
		case 'plainOk':
		case 'html':
			return foreignAnswers[notifySuccess];
		case 'registration':
			return { status: 200, body: { message: 'Registration successful' } };
		case 'perContact':
			return { status: 200, body: { success: isWhole, results } };
		case 'partialFailure':
			if (!isWhole) {
				const message = 'Some notifications could not be queued';
				return { status: 200, body: { success: false, message } };
			}
			return { status: 200, body: queued };
		case 'queued':
			return { status: 200, body: queued };
	}
}

/**
 * The moment a notification is for. How an offset and a time zone combine is not documented: an
 * offset wins here, a time zone is looked up, and without both it is UTC.
 */
function scheduledTime({ datetime_sending: text, timezone }: Payload): Date | undefined {
	if (typeof text !== 'string') return undefined;
	if (/(Z|[+-]\d{2}:\d{2})$/.test(text)) return new Date(text);
	const utc = new Date(`${text}Z`);
	return typeof timezone === 'string' ? new Date(utc.getTime() - offset(utc, timezone)) : utc;
}

/** How far a time zone is ahead of UTC, in milliseconds; an unknown one counts as UTC. */
function offset(at: Date, timeZone: string): number {
	try {
		const local = at.toLocaleString('sv-SE', { timeZone }).replace(' ', 'T');
		return Date.parse(`${local}Z`) - Math.floor(at.getTime() / 1000) * 1000;
	} catch {
		return 0;
	}
}

function unflatten(flat: Payload): Payload {
	const nested: Payload = {};
	for (const [key, value] of Object.entries(flat)) {
		const [first = '', ...rest] = key.split('.');
		if (rest.length === 0) nested[first] = value;
		else nested[first] = { ...(nested[first] as Payload | undefined), [rest.join('.')]: value };
	}
	return nested;
}

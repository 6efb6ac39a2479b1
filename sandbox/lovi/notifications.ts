import { randomUUID } from 'node:crypto';
import type { Delivery } from '../api';
import { foreignAnswers, type Answer, type Call, type Handler } from '../service';
import { refuse, refuseField } from './refusals';
import { render, type Rendering } from './rendering';
import type { LoviState, Template } from './state';

type Payload = Record<string, unknown>;
type Contact = { number: string } & Record<string, string>;
type Message = Rendering & { template: Template };

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
	const messages = kind === 'whatsapp' ? all.map((one) => readBy(state, common, one)) : [];
	const refusal = state.settings.checksTemplates ? refuseMessages(messages) : undefined;
	if (refusal !== undefined) return refusal;
	const failed = new Set(state.settings.failingNumbers);
	for (const [index, each] of all.entries()) {
		if (failed.has(each.number)) continue;
		state.deliveries.push({
			kind,
			companyId: state.companyOfKey(query['access_key'])?.company_id ?? '',
			number: each.number,
			payload: { ...common, contact: each },
			text: messages[index]?.text,
			receivedAt: Date.now(),
		});
	}
	const results = all.map(({ number }) => {
		const success = !failed.has(number);
		return { number, success, message: success ? 'Queued' : 'The number cannot be reached' };
	});
	return success(state, results, scheduled ?? new Date());
}

/** What a contact reads; undefined where there is no such template. */
function readBy(state: LoviState, common: Payload, contact: Contact): Message | undefined {
	const template = state.templates.find(
		({ name, language }) =>
			name === common['name_template'] && language === common['language_template'],
	);
	if (template === undefined) return undefined;
	const components = (common['components_push'] ?? {}) as Payload;
	return { template, ...render(template, components, { ...common, ...contact }) };
}

/** Refuses messages as WhatsApp would; Lovi documents only the titles of these answers. */
function refuseMessages(messages: (Message | undefined)[]): Answer | undefined {
	for (const message of messages) {
		if (message === undefined) {
			const details = { field: 'name_template', reason: 'No such template in this language' };
			return refuse(404, 'not_found', 'Template not found', details);
		}
		if (message.template.status !== 'APPROVED') {
			const details = { field: 'name_template', reason: `It is ${message.template.status}` };
			return refuse(422, 'business_rule', 'Template not approved', details);
		}
		const [reason] = message.problems;
		if (reason !== undefined) {
			const details = { field: 'components_push', reason };
			return refuse(422, 'business_rule', 'Components do not fit the template', details);
		}
	}
	return undefined;
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

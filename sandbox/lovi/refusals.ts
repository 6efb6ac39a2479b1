import { randomUUID } from 'node:crypto';
import type { LoviSettings } from '../api';
import type { Problem } from '../contract';
import type { Answer } from '../service';

/** An error in the body that the notify family has in common. */
export function refuse(
	status: number,
	error: string,
	message: string,
	details: Record<string, unknown>,
	more: Record<string, unknown> = {},
): Answer {
	const request_id = `req_${randomUUID().slice(0, 8)}`;
	return { status, body: { error, message, details, ...more, request_id } };
}

/** A 400 about one field. */
export function refuseField(
	message: string,
	field: string,
	details: Record<string, unknown>,
): Answer {
	return refuse(400, 'validation_failed', message, { field, ...details });
}

/** The documented 400 for what is wrong; Lovi names one field at a time. */
export function refuseProblem({ field, rule, message, provided }: Problem): Answer {
	if (field === '') return refuseField('Invalid parameter format', 'body', { reason: message });
	const isNumber = /(^|\.)number$/.test(field);
	if (rule === 'required') {
		return refuseField('Required field missing', field, { reason: 'This field is required' });
	}
	if (isNumber && rule === 'pattern') {
		return refuseField('Invalid phone number format', field, {
			reason: message,
			provided,
			expected_format: 'Numbers only, no + or spaces',
			example: '34666033135',
		});
	}
	if (field === 'datetime_sending') {
		return refuseField('Invalid parameter format', field, {
			reason: message,
			provided,
			expected_format: 'ISO 8601 (YYYY-MM-DDTHH:MM:SS)',
			example: '2024-12-25T10:30:00',
		});
	}
	return refuseField('Invalid parameter format', field, { reason: message });
}

/** The documented 401 of the notify family. */
export function refuseKey(): Answer {
	return refuse(401, 'unauthorized', 'Invalid or expired access key', {
		reason: 'The access_key is invalid or revoked',
	});
}

/** The 403 of the notify family, of which only the title is documented. */
export function refuseRights(): Answer {
	return refuse(403, 'forbidden', 'Insufficient permissions', {
		reason: 'The access_key may not do this',
	});
}

/** How the gateway of Supabase answers a call without its key (lovi-api.md, section 1). */
export const gatewayRefusal: Answer = {
	status: 401,
	body: {
		message: 'No API key found in request',
		hint: 'No `apikey` request header or url param was found.',
	},
};

/** A refused login in the older or the newer shape; Lovi documents neither. */
export function refuseLogin(
	style: LoviSettings['errorStyle'],
	status: number,
	text: string,
	code = 'invalid_credentials',
): Answer {
	const body =
		style === 'old'
			? { error: 'invalid_grant', error_description: text }
			: { code: status, error_code: code, msg: text };
	return { status, body };
}

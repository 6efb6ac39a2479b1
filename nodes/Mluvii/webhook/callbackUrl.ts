import type { IDataObject } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import { isObject } from '../../shared/base/records';
import { withJson } from '../../shared/base/redaction';
import { toText } from '../../shared/base/text';
import * as validate from '../../shared/operation/validate';

/** How a trigger's secret travels: as user name and password of the address, or in its query. */
export type SecretPlacement = 'basicAuth' | 'query';

/** The user name beside the secret in the callback address. */
export const SECRET_USER = 'n8n';
/** The query parameter for the secret where user names are stripped on the way. */
export const SECRET_PARAMETER = 'secret';

const HIDDEN = '***';
const SECRET_NAMES = /secret|token|key|password|auth/i;

/** The callback address with the trigger's secret in it (mluvii-api.md, section 13.2). */
export function withSecret(address: string, secret: string, placement: SecretPlacement): string {
	const url = new URL(address);
	if (placement === 'query') {
		url.searchParams.set(SECRET_PARAMETER, secret);
	} else {
		url.username = SECRET_USER;
		url.password = secret;
	}
	return url.href;
}

/** The callback address without user name, password and query, to know a trigger's webhooks by. */
export function addressOf(callbackUrl: string): string {
	if (!URL.canParse(callbackUrl)) return callbackUrl;
	const { origin, pathname } = new URL(callbackUrl);
	return origin + pathname;
}

/** What is secret in a callback address: its password, and query parameters by such a name. */
export function secretsIn(callbackUrl: string): string[] {
	if (!URL.canParse(callbackUrl)) return [];
	const { password, searchParams } = new URL(callbackUrl);
	const values = [...searchParams].filter(([name]) => SECRET_NAMES.test(name));
	return [password, ...values.map(([, value]) => value)].filter((secret) => secret !== '');
}

/** The callback address as it may be shown: whoever knows its secret can forge events. */
export function redactSecret(callbackUrl: string): string {
	if (!URL.canParse(callbackUrl)) return callbackUrl;
	const url = new URL(callbackUrl);
	if (url.password !== '') url.password = HIDDEN;
	for (const name of url.searchParams.keys()) {
		if (SECRET_NAMES.test(name)) url.searchParams.set(name, HIDDEN);
	}
	return url.href;
}

/** A webhook as it may be shown. */
export function redactWebhook(webhook: IDataObject): IDataObject {
	return { ...webhook, callbackUrl: redactSecret(toText(webhook.callbackUrl)) };
}

/** A record of whatever kind as it may be shown: webhooks, also as JSON in a text. */
export function redactWebhooks(record: IDataObject): IDataObject {
	if ('callbackUrl' in record) return redactWebhook(record);
	const { data } = record;
	if (typeof data !== 'string') return record;
	const show = (value: unknown): unknown =>
		isObject(value) ? redactWebhooks(value as IDataObject) : value;
	return {
		...record,
		data: withJson(data, (json) => (Array.isArray(json) ? json.map(show) : show(json))),
	};
}

/**
 * A callback address that a user entered.
 *
 * @throws UserError when it is no web address, or one as `redactSecret` shows it
 */
export function checkCallbackUrl(value: unknown, label: string): string {
	const entered = validate.text(value, label);
	if (!URL.canParse(entered) || !/^https?:\/\//i.test(entered)) {
		throw new UserError(`${label} is not a web address`, {
			description: 'Enter it with https:// in front, for example https://example.com/mluvii.',
		});
	}
	if (secretsIn(entered).includes(HIDDEN)) {
		throw new UserError(`${label} has ${HIDDEN} in place of a secret`, {
			description: `The address comes from a node that hides its secrets, and nobody would take events with ${HIDDEN}. Enter the address with its own secret; Webhook: Update keeps the stored address if ${label} is left empty.`,
		});
	}
	return entered;
}

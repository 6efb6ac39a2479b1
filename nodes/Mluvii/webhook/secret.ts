import { createHash, randomBytes, timingSafeEqual } from 'crypto';
import type { IWebhookFunctions } from 'n8n-workflow';
import { textOf } from '../../shared/textOf';
import type { SecretPlacement } from './callbackUrl';
import { SECRET_PARAMETER, SECRET_USER } from './callbackUrl';

/** A new secret for a trigger: 32 random bytes as hexadecimal digits. */
export function newSecret(): string {
	return randomBytes(32).toString('hex');
}

/**
 * Whether a request carries the trigger's secret in the one place where it belongs. Mluvii does not sign
 * its events (mluvii-api.md, section 13.2), so this is all that tells them from forged ones.
 */
export function carriesSecret(
	context: IWebhookFunctions,
	secret: string,
	placement: SecretPlacement,
): boolean {
	if (placement === 'query') {
		return isEqual(
			textOf((context.getQueryData() as Record<string, unknown>)[SECRET_PARAMETER]),
			secret,
		);
	}
	const [scheme = '', encoded = ''] = textOf(context.getHeaderData().authorization).split(' ');
	const user = Buffer.from(encoded, 'base64').toString();
	return scheme.toLowerCase() === 'basic' && isEqual(user, `${SECRET_USER}:${secret}`);
}

/** Takes the same time wherever the texts differ, and however long they are. */
function isEqual(given: string, wanted: string): boolean {
	const [a, b] = [given, wanted].map((text) => createHash('sha256').update(text).digest());
	return timingSafeEqual(a as Buffer, b as Buffer);
}

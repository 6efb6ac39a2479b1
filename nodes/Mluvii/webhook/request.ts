import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { isObject } from '../../shared/base/records';
import type { Secrets, VerifiedSecret } from './secret';
import { verifySecret } from './secret';
import { secretPlacementOf } from './secretPlacement';

/*
 * What is the same for all that Mluvii sends to a trigger: that it comes from there, what is in it, and how
 * it is answered.
 */

/** What Mluvii sends has about five. */
const MAX_LEVELS = 100;

/** The secret of the trigger that a request carries; where it does not, n8n's log says what to do. */
export function secretOf(
	context: IWebhookFunctions,
	secrets: Secrets | undefined,
): VerifiedSecret | undefined {
	const { name } = context.getNode();
	if (!secrets) {
		context.logger.warn(
			`"${name}" refused a request because no secret is stored. Activate the workflow again.`,
		);
		return undefined;
	}
	const secret = verifySecret(context, secrets, secretPlacementOf(context));
	if (!secret) {
		context.logger.warn(
			`"${name}" refused a request without its secret. If it came from Mluvii, something in front of n8n takes the secret away: choose another Secret Placement.`,
		);
	}
	return secret;
}

/**
 * What is in a request. Mluvii's documentation does not say how it labels what it sends, and n8n takes apart
 * only what is labelled as one of a few types, so the bytes count where that gave nothing.
 *
 * @param recognise gets objects that are not too deep for what follows here and in n8n
 */
export async function bodyOf<Body>(
	context: IWebhookFunctions,
	recognise: (body: IDataObject) => Body | undefined,
): Promise<Body | undefined> {
	const read = (body: unknown) => (isUsable(body) ? recognise(body) : undefined);
	const parsed = read(context.getBodyData());
	if (parsed !== undefined) return parsed;
	const request = context.getRequestObject();
	try {
		await request.readRawBody();
		// The decoder leaves out a byte order mark.
		return read(JSON.parse(new TextDecoder().decode(request.rawBody)));
	} catch {
		return undefined;
	}
}

/** Answers a request, at once and in n8n's place. */
export function answer(
	context: IWebhookFunctions,
	status: number,
	text: string,
): IWebhookResponseData {
	context.getResponseObject().status(status).send(text);
	return { noWebhookResponse: true };
}

function isUsable(body: unknown): body is IDataObject {
	return isObject(body) && !Array.isArray(body) && !isDeeperThan(MAX_LEVELS, body);
}

function isDeeperThan(levels: number, value: unknown): boolean {
	if (!isObject(value)) return false;
	return levels === 0 || Object.values(value).some((part) => isDeeperThan(levels - 1, part));
}

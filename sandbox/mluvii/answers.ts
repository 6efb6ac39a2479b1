import { randomBytes } from 'node:crypto';
import type { Answer } from '../service';

/** There is no such record. */
export const notFound: Answer = { status: 404 };

/** Done, and nothing to say. */
export const done: Answer = { status: 204 };

/** The record or list that was asked for; 404 without one. */
export function found(body: unknown): Answer {
	return body === undefined ? notFound : { status: 200, body };
}

/** The id of what was created, as Mluvii documents it for webhooks; the others are unverified. */
export function created(id: number): Answer {
	return { status: 201, body: id };
}

/** A 400 about one field of the request. */
export function refused(field: string, message: string): Answer {
	return { status: 400, body: { [field]: message } };
}

/** A refusal of fields in the form that ASP.NET gives it. */
export function problemDetails({ status, body }: Answer): Answer {
	const fields = Object.entries((body ?? {}) as Record<string, string>);
	return {
		status,
		headers: { 'content-type': 'application/problem+json; charset=utf-8' },
		body: {
			type: 'https://tools.ietf.org/html/rfc9110#section-15.5.1',
			title: 'One or more validation errors occurred.',
			status,
			errors: Object.fromEntries(fields.map(([field, message]) => [field, [message]])),
			traceId: `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-00`,
		},
	};
}

/** A record without the field that the API does not show with it. */
export function without<Row extends object>(row: Row, hidden: keyof Row): object {
	return Object.fromEntries(Object.entries(row).filter(([key]) => key !== hidden));
}

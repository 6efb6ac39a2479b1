import type { INode } from 'n8n-workflow';
import type { Outcome } from '../../nodes/shared/base/outcome';
import { mayHaveHappened, UNCERTAIN } from '../../nodes/shared/http/errors';
import type { MessageContext } from '../../nodes/shared/http/messages';
import { describeOutcome } from '../../nodes/shared/http/messages';
import type { Verdict } from '../../nodes/shared/http/verdict';

const NODE = { name: 'Node', type: 'test', parameters: {} } as unknown as INode;
const FINAL: Verdict = { consequence: 'final', delay: undefined, mayHaveHappened: false };
const OPEN: Verdict = { consequence: 'uncertain', delay: undefined, mayHaveHappened: true };

const CONTEXT: MessageContext = {
	service: { name: 'Shop', reasonOf: (body) => (typeof body === 'string' ? body : '') },
	verdict: FINAL,
	isRenewed: false,
	redact: (message) => message.replaceAll('s3cret', '[hidden]'),
};

/** What the user is told, and what n8n knows of the failure. */
function told(outcome: Outcome, more: Partial<MessageContext> = {}) {
	const error = describeOutcome(NODE, outcome, { ...CONTEXT, ...more });
	const { message, description, httpCode } = error;
	return { message, description, httpCode, isOpen: mayHaveHappened(error) };
}

function answer(status: number, body?: unknown, headers = {}): Outcome {
	return { kind: 'answer', status, headers, body };
}

const NOT_RENEWED = 'No new login was tried: this kind of credential cannot be renewed here.';
const LOGIN_PAGE =
	'Check that the credential belongs to this service, that its rights cover the request, and that the address in the credential is right.';

describe('the message for an answer', () => {
	it.each([
		[200, 'Shop refused the request', 'Check the values of this item against the message.'],
		[400, 'Shop refused the request', 'Check the values of this item against the message.'],
		[422, 'Shop refused the request', 'Check the values of this item against the message.'],
		[
			401,
			'Shop did not accept the credential',
			`${NOT_RENEWED} Check the credential and its rights.`,
		],
		[
			403,
			'The credential may not do this in Shop',
			'Ask an administrator of your Shop for the right, or use another credential.',
		],
		[
			404,
			'What the request asks for was not found in Shop',
			'Check the ID, and that the credential belongs to the company that owns the record.',
		],
		[
			409,
			'Shop has something like this already',
			'Use the existing record, or change the values of this item.',
		],
		[418, 'Shop answered with status 418', 'Check the request.'],
		[
			429,
			'Shop asks to slow down',
			'Several tries were refused. Lower Max Parallel Requests, or run this with fewer items at a time.',
		],
		[499, 'Shop answered with status 499', 'Check the request.'],
		[500, 'Shop is not available at the moment (status 500)', 'Try again later.'],
		[503, 'Shop is not available at the moment (status 503)', 'Try again later.'],
	])('with status %i says what happened and what to do', (status, message, description) => {
		expect(told(answer(status))).toEqual({
			message,
			description,
			httpCode: String(status),
			isOpen: false,
		});
	});

	it('has the reason of the service in it, without secrets', () => {
		expect(told(answer(400, 'key s3cret is unknown')).message).toBe(
			'Shop refused the request: key [hidden] is unknown',
		);
	});

	it('names the record that the request was about', () => {
		expect(told(answer(404), { subject: 'Order 7' }).message).toBe('Order 7 was not found in Shop');
	});

	it('gives the advice of the service where it has some', () => {
		const adviceFor = (status: number) => (status === 403 ? 'Buy more.' : undefined);
		const service = { ...CONTEXT.service, adviceFor };

		expect(told(answer(403), { service }).description).toBe('Buy more.');
		expect(told(answer(418), { service }).description).toBe('Check the request.');
	});

	it('says of a path that nothing confirms that the path may be what was not found', () => {
		const unconfirmed =
			' The address of this call is not confirmed by the documentation of Shop: if the record exists, use the API Request resource of this node with the address that your Shop shows on its API page.';

		expect(told(answer(404), { isUnconfirmed: true }).description).toBe(
			`Check the ID, and that the credential belongs to the company that owns the record.${unconfirmed}`,
		);
		expect(told(answer(403), { isUnconfirmed: true }).description).not.toContain('not confirmed');
		expect(told(answer(404), { isUnconfirmed: false }).description).not.toContain('not confirmed');
	});

	it('says after a new login that it did not help', () => {
		expect(told(answer(401), { isRenewed: true }).description).toBe(
			'A new login did not change that. Check the credential and its rights.',
		);
		expect(told({ kind: 'loginPage', status: 302 }, { isRenewed: true }).description).toBe(
			`A new login did not change that. ${LOGIN_PAGE}`,
		);
	});

	it.each([429, 503])('with status %i says how long a pause is that is too long', (status) => {
		const after = (seconds: number) =>
			told(answer(status, undefined, { 'retry-after': String(seconds) })).description;

		expect(after(60)).not.toContain('pause');
		expect(after(60.5)).toBe(
			'It wants a pause of 61 seconds. Run this again after that, or with fewer items at a time.',
		);
	});

	it('names the host of a file where that answered', () => {
		expect(told({ ...answer(404), source: 'files.example' }).message).toBe(
			'What the request asks for was not found in files.example',
		);
	});

	it('says that the request may have been carried out where nobody knows', () => {
		expect(told(answer(500), { verdict: OPEN })).toEqual({
			message: 'Shop is not available at the moment (status 500)',
			description: `${UNCERTAIN} Check in Shop before you run this again.`,
			httpCode: '500',
			isOpen: true,
		});
	});
});

describe('the message for a request without an answer', () => {
	const CHECK = 'Check in Shop before you run this again.';
	const redirected = (location?: string): Outcome => ({
		kind: 'redirected',
		status: 302,
		headers: { location },
	});

	it.each<[string, Outcome, Verdict, string, string]>([
		[
			'that led to the login page',
			{ kind: 'loginPage', status: 200 },
			FINAL,
			'Shop sent its login page instead of an answer',
			`${NOT_RENEWED} ${LOGIN_PAGE} If it is connected by a login screen, connect it again.`,
		],
		[
			'that was redirected',
			redirected('https://other.example/a?key=s3cret'),
			FINAL,
			'Shop redirects the request to other.example.',
			'Check the address in the credential.',
		],
		[
			'that was redirected within the service',
			redirected('/a?key=s3cret'),
			FINAL,
			'Shop redirects the request to another address.',
			'Check the address in the credential.',
		],
		[
			'that was redirected after it was taken in',
			redirected(),
			OPEN,
			`Shop redirects the request to another address. ${UNCERTAIN}`,
			CHECK,
		],
		[
			'whose answer cannot be read',
			{ kind: 'unreadable', status: 200 },
			FINAL,
			'Shop sent an answer that cannot be read.',
			'The answer was not the JSON that the Shop API promises. Check the address in the credential, or try again later.',
		],
		[
			'whose answer cannot be read after it was taken in',
			{ kind: 'unreadable', status: 200 },
			OPEN,
			`Shop sent an answer that cannot be read. ${UNCERTAIN}`,
			CHECK,
		],
		[
			'that was not sent',
			{ kind: 'unreachable', reason: 'its host name was not found' },
			FINAL,
			'Shop could not be reached: its host name was not found',
			'Nothing was sent. Check the address in the credential and the network, then run this again.',
		],
		[
			'that was not answered in time',
			{ kind: 'interrupted', reason: 'timeout' },
			FINAL,
			'Shop did not answer in time.',
			'Several tries ended like this. Try again later.',
		],
		[
			'that was cut off',
			{ kind: 'interrupted', reason: 'closed' },
			FINAL,
			'The connection to Shop ended before the answer came.',
			'Several tries ended like this. Try again later.',
		],
		[
			'that may have been carried out before it was cut off',
			{ kind: 'interrupted', reason: 'closed' },
			OPEN,
			`The connection to Shop ended before the answer came. ${UNCERTAIN}`,
			`It was not sent again, so that nothing happens twice. ${CHECK}`,
		],
		[
			'that may have been carried out without an answer',
			{ kind: 'interrupted', reason: 'timeout' },
			OPEN,
			`Shop did not answer in time. ${UNCERTAIN}`,
			`It was not sent again, so that nothing happens twice. ${CHECK}`,
		],
	])('%s', (_, outcome, verdict, message, description) => {
		expect(told(outcome, { verdict })).toEqual({
			message,
			description,
			httpCode: null,
			isOpen: verdict === OPEN,
		});
	});

	it('names the host of a file where that could not be reached', () => {
		const outcome: Outcome = { kind: 'unreachable', reason: 'why', source: 'files.example' };

		expect(told(outcome).message).toBe('files.example could not be reached: why');
	});
});

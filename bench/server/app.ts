import express, { type Express, type Request, type RequestHandler, type Response } from 'express';
import type { Session } from '../../sandbox/mluvii/seed/sessions';
import { firstSessionId } from '../../sandbox/mluvii/seed/sessions';
import type { Lap, Settings } from './lap';

interface Options {
	/** The lap that a request which comes now belongs to. */
	currentLap: () => Lap;
	makeSession: (index: number) => Session;
}

const LIFETIME_SECONDS = 3600;
const token = () => {
	const exp = Math.floor(Date.now() / 1000) + LIFETIME_SECONDS;
	const payload = Buffer.from(JSON.stringify({ exp })).toString('base64url');
	return {
		access_token: `bench.${payload}.token`,
		token_type: 'Bearer',
		expires_in: LIFETIME_SECONDS,
	};
};
const COMPANY_KEYS = {
	validApiKeys: [
		{
			company_id: 'bench',
			company_name: 'Bench',
			key: 'bench-key',
			is_active: true,
			last_used: null,
		},
	],
};
const REFUSAL = { message: 'Too many requests' };
const QUEUED = JSON.stringify({
	success: true,
	message: 'Notification queued successfully',
	notification_id: '00000000-0000-4000-8000-000000000000',
	scheduled_time: '2026-01-01T00:00:00.000Z',
});

/**
 * The calls of both services that the workloads need (mluvii-api.md, lovi-api.md), with nothing that takes
 * time but what the settings of the lap ask for: answers are kept as text, and neither tokens nor requests
 * are checked. That is what the sandbox and the tests are for.
 */
export function createApp({ currentLap, makeSession }: Options): Express {
	const texts: string[] = [];
	const sessionText = (index: number) => (texts[index] ??= JSON.stringify(makeSession(index)));

	const logIn: RequestHandler = (_req, res) => {
		const { counters, settings } = currentLap();
		counters.loggedIn();
		setTimeout(() => res.json(token()), settings.latencyMs);
	};
	const call =
		(answer: (req: Request, lap: Lap) => string, accepts = (lap: Lap) => lap.accepts()) =>
		(req: Request, res: Response) => {
			const lap = currentLap();
			const { counters, settings } = lap;
			counters.requestBegan();
			res.once('close', () => {
				counters.requestEnded();
			});
			if (!accepts(lap)) {
				counters.refused();
				setTimeout(() => res.status(429).json(REFUSAL), settings.latencyMs);
				return;
			}
			const text = answer(req, lap);
			setTimeout(() => res.type('json').send(text), lap.takeTurn());
		};

	return express()
		.disable('x-powered-by')
		.disable('etag')
		.post('/login/connect/token', logIn)
		.post('/auth/v1/token', logIn)
		.get(
			'/api/v1/Sessions',
			call(({ query }, { settings }) => `[${indexesOf(query, settings).map(sessionText).join()}]`),
		)
		.get(
			'/api/v1/Sessions/:id',
			call(({ params }) => sessionText(Number(params.id) - firstSessionId)),
		)
		.put(
			'/api/v1/Sessions/:id/tags/:tag',
			call(({ path }, { counters }) => {
				counters.wrote(path);
				return '';
			}),
		)
		.post(
			'/functions/v1/api_keys',
			call(() => JSON.stringify(COMPANY_KEYS)),
		)
		.post(
			'/functions/v1/notify',
			express.json({ limit: '1mb' }),
			call(
				({ body }, { counters }) => {
					const { contact, contacts = [contact] } = body as Notification;
					for (const one of contacts) counters.wrote(one?.number ?? '');
					return QUEUED;
				},
				(lap) => lap.accepts() && lap.acceptsNotification(),
			),
		);
}

interface Notification {
	contact?: { number: string };
	contacts?: Array<{ number: string } | undefined>;
}

function indexesOf({ SessionId: ids, limit, offset }: Request['query'], { sessions }: Settings) {
	if (ids !== undefined) return [ids].flat().map((id) => Number(id) - firstSessionId);
	const begin = Number(offset ?? 0);
	const end = Math.min(begin + Number(limit), sessions);
	return Array.from({ length: Math.max(0, end - begin) }, (_, place) => begin + place);
}

import express from 'express';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { SandboxControl, SandboxInfo } from './api';
import { createControl } from './control';
import { Faults } from './faults';
import { RequestLog } from './requestLog';
import { createLovi } from './lovi';
import { account } from './lovi/state';
import { createMluvii } from './mluvii';
import { company } from './mluvii/seed/company';
import { accounts } from './mluvii/state';

/** A sandbox that runs in this process. */
export interface Sandbox {
	info: SandboxInfo;
	stop(): Promise<void>;
}

/** Start both services, the host of Mluvii's files and the control server on free loopback ports. */
export async function startSandbox(): Promise<Sandbox> {
	const requestLog = new RequestLog();
	const faults = new Faults();
	const servers = await Promise.all([listen(), listen(), listen(), listen()]);
	const [mluviiServer, storageServer, loviServer, controlServer] = servers;

	const urls = { mluvii: urlOf(mluviiServer), storage: urlOf(storageServer) };
	const mluvii = await createMluvii(urls, requestLog, faults);
	const lovi = await createLovi(requestLog, faults);
	mluviiServer.on('request', mluvii.app);
	storageServer.on('request', mluvii.storageApp);
	loviServer.on('request', lovi.app);
	controlServer.on('request', controlApp(createControl({ requestLog, faults, mluvii, lovi })));

	return {
		info: {
			controlUrl: urlOf(controlServer),
			chatUrl: `${urlOf(controlServer)}/chat/`,
			mluvii: {
				url: urls.mluvii,
				storageUrl: urls.storage,
				companyId: company.id,
				companyName: company.name,
				...accounts,
			},
			lovi: { url: urlOf(loviServer), ...account },
		},
		async stop() {
			mluvii.deliveries.cancel();
			mluvii.callbacks.clear();
			await Promise.all(servers.map(close));
		},
	};
}

/** What the page may do: what chatbots send is shown in it, so nothing but its own script runs. */
const pagePolicy =
	"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src http: https: data:";

/**
 * Each method of the control API is a POST of its argument to a path of its name; beside it, the page on
 * which one is a visitor.
 */
function controlApp(control: { [Name in keyof SandboxControl]: (argument: never) => unknown }) {
	return express()
		.use(express.json({ strict: false, limit: '50mb' }))
		.use((_req, res, next) => {
			// A connection that is kept may end at the moment when a test uses it again.
			res.set('connection', 'close');
			next();
		})
		.use(
			'/chat',
			express.static(join(__dirname, 'chat'), {
				setHeaders: (res) => res.setHeader('content-security-policy', pagePolicy),
			}),
		)
		.post('/:method', async (req, res) => {
			const { method } = req.params;
			if (!(method in control)) {
				res.status(404).json({ error: `no control method ${method}` });
				return;
			}
			const result = await control[method as keyof SandboxControl](req.body as never);
			res.json(result ?? null);
		});
}

function listen(): Promise<Server> {
	return new Promise((resolve, reject) => {
		const server = createServer();
		server.once('error', reject).listen(0, '127.0.0.1', () => {
			resolve(server);
		});
	});
}

function urlOf(server: Server): string {
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function close(server: Server): Promise<void> {
	return new Promise((resolve) => {
		server.close(() => {
			resolve();
		});
		server.closeAllConnections();
	});
}

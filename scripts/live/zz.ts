import { launchSandbox } from '../../sandbox/client';
import { checkService } from './check';
import { mluviiPlan } from './mluvii';
import { loviPlan } from './lovi';
(async () => {
	const sandbox = await launchSandbox();
	for (const service of ['mluvii', 'lovi'] as const) {
		const t = Date.now();
		await sandbox.reset();
		const report = await checkService({
			service, plan: service === 'mluvii' ? mluviiPlan() : loviPlan(), memory: new Map<string, string | number>([['emailThread.id', 4200003], ['phoneNumber', '34911670470']]), pauseMs: 0, signal: new AbortController().signal, installation: 'own address',
			login: service === 'mluvii' ? { type: 'mluviiApi', data: { domain: sandbox.mluvii.url, username: sandbox.mluvii.apiUsername, password: sandbox.mluvii.apiPassword }, baseUrl: sandbox.mluvii.url } : { type: 'loviApi', data: { baseUrl: sandbox.lovi.url, email: sandbox.lovi.email, password: sandbox.lovi.password }, baseUrl: sandbox.lovi.url },
		});
		console.log(service, Date.now() - t, 'ms');
		const { operations, findings, unseen, probes } = report;
		for (const o of operations) console.log(o.operationId, o.result, JSON.stringify(o.statuses), o.records, o.reason ?? '');
		console.log(findings);
		console.log(JSON.stringify(unseen.map((u) => u.place + (u.values ? ' ' + u.values.length : ''))));
		for (const p of probes) console.log(p.id, '|', p.answer ?? '-', '|', p.expected ?? '', '|', p.reason ?? '');
		console.log(report.requests, (await sandbox.violations()).map((v) => v.operationId + ' ' + v.message));
	}
	process.exit(0);
})();

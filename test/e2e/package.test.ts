import { wantedVersion } from '../../scripts/n8n/install';
import { isWanted, nodeType, serviceOf } from '../../scripts/packages';
import { Host } from './support/host';

const host = new Host();
const NODES = [
	'lovi',
	'loviTool',
	'mluvii',
	'mluviiChatbotTrigger',
	'mluviiPollingTrigger',
	'mluviiTool',
	'mluviiTrigger',
].filter((name) => isWanted(serviceOf(name)));
const CREDENTIALS = ['loviApi', 'mluviiApi', 'mluviiOAuth2Api'].filter((name) =>
	isWanted(serviceOf(name)),
);

beforeAll(async () => {
	await host.rest.login();
});

describe('the installed package', () => {
	it('is in an n8n of the version that is meant', async () => {
		const settings = await host.rest.call<{ versionCli: string }>('GET', '/settings');

		expect(settings.versionCli).toBe(wantedVersion());
	});

	it('brings its nodes under their own names, all but the triggers also as tools for AI agents', async () => {
		const names = (await host.rest.nodeTypes()).map(({ name }) => name);

		const own = names.filter((name) => /mluvii|lovi/i.test(name));

		expect(own.sort()).toEqual(NODES.map((name) => nodeType(name)).sort());
	});

	it('brings its credential types, each of them once', async () => {
		const names = (await host.rest.credentialTypes()).map(({ name }) => name);

		expect(names.filter((name) => /mluvii|lovi/i.test(name)).sort()).toEqual(CREDENTIALS);
	});
});

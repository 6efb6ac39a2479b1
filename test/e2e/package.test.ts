import { wantedVersion } from '../../scripts/n8n/install';
import { Host } from './support/host';

const host = new Host();

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

		expect(names.filter((name) => name.startsWith('n8n-nodes-mluvii-lovi.')).sort()).toEqual([
			'n8n-nodes-mluvii-lovi.lovi',
			'n8n-nodes-mluvii-lovi.loviTool',
			'n8n-nodes-mluvii-lovi.mluvii',
			'n8n-nodes-mluvii-lovi.mluviiChatbotTrigger',
			'n8n-nodes-mluvii-lovi.mluviiPollingTrigger',
			'n8n-nodes-mluvii-lovi.mluviiTool',
			'n8n-nodes-mluvii-lovi.mluviiTrigger',
		]);
	});
});

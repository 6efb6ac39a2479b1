import { describeTally, E2E_CORE, runJest } from './jest';

/** Tests the package in the n8n of an image: `N8N_IMAGE`, and its version in `N8N_VERSION`. Needs Docker. */
async function main(): Promise<void> {
	const { N8N_IMAGE, N8N_VERSION } = process.env;
	if (N8N_IMAGE === undefined || N8N_VERSION === undefined) {
		throw new Error('Name the image and its version: N8N_IMAGE=… N8N_VERSION=… npm run test:image');
	}
	const args = ['--selectProjects', 'e2e', '--maxWorkers=2', '--testPathPatterns', E2E_CORE];
	const tally = await runJest(args, {});
	console.log(`${N8N_IMAGE}: ${describeTally(tally, `n8n ${N8N_VERSION}`)}`);
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});

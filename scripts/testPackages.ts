import { describeTally, e2eFiles, runJest } from './jest';
import type { PackageSet } from './packages';

/** What is run in an n8n that has nothing but one package: all of its nodes and examples, and its credentials. */
const ALONE = e2eFiles('credentials', 'examples', 'package');

/**
 * What packages can only show beside each other: what both do in one workflow or under one agent. The Mluvii Trigger
 * is left out, as its tests take minutes, and those of every version of n8n with the combined package have it.
 */
const TOGETHER = e2eFiles('agent', 'chatbotTrigger', 'operations', 'package', 'tokens');

/** Tests packages in a running n8n, and says what came of it. */
async function test(what: string, args: string[], packages: PackageSet): Promise<void> {
	const start = performance.now();
	console.log(`${what} …`);
	const tally = await runJest([...args, '--maxWorkers=2'], { PACKAGES: packages });
	const seconds = Math.round((performance.now() - start) / 1000);
	console.log(`${what}: ${describeTally(tally, 'these packages')}, in ${seconds} s`);
}

/**
 * Tests the packages for a single service in running n8n, as `npm run pack:check` has built them: each alone, both
 * beside each other, and beside the combined one, from which users move to them.
 */
async function main(): Promise<void> {
	const e2e = (files: string) => ['--selectProjects', 'e2e', '--testPathPatterns', files];
	await test('Mluvii alone', e2e(ALONE), 'mluvii');
	await test('Lovi alone', e2e(ALONE), 'lovi');
	await test('Beside each other', e2e(TOGETHER), 'single');
	await test('With the combined package', ['--selectProjects', 'packages'], 'combined');
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});

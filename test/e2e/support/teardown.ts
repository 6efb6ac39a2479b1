import type { Running } from './host';

/** Stops what `setup` started. */
export default async function teardown(): Promise<void> {
	const { e2e = [] } = globalThis as { e2e?: Running[] };
	await Promise.all(e2e.flatMap(({ n8n, sandbox }) => [n8n.stop(), sandbox.stop()]));
}

/**
 * Loads a package the way n8n does at its start, in a process that has loaded n8n's own code already, and
 * prints how many milliseconds that took.
 *
 * Arguments: the folder of the n8n installation, the folder of the package. `NODE_PATH` leads to n8n's
 * modules, as n8n itself sees to it.
 */
const { createRequire } = require('node:module');
const { join } = require('node:path');

const [n8nFolder, packageFolder] = process.argv.slice(2);
const requireFromN8n = createRequire(join(n8nFolder, 'node_modules', 'n8n', 'package.json'));

async function main() {
	requireFromN8n('reflect-metadata');
	requireFromN8n('n8n-workflow');
	const { LazyPackageDirectoryLoader } = requireFromN8n('n8n-core');
	const started = performance.now();
	const loader = new LazyPackageDirectoryLoader(packageFolder);
	await loader.loadAll();
	const milliseconds = performance.now() - started;
	const nodes = Object.keys(loader.known.nodes).length;
	if (nodes !== 3) throw new Error(`${nodes} nodes were loaded instead of 3`);
	console.log(milliseconds);
}

void main();

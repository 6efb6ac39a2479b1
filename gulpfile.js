const { promises: fs } = require('node:fs');
const { spawn } = require('node:child_process');
const { dirname, join } = require('node:path');
const { dest, parallel, series, src } = require('gulp');

/** What a node needs beside its code: icons for both themes, search words, and output schemas. */
const assets = ['nodes/**/*.svg', 'nodes/**/*.node.json', 'nodes/**/__schema__/**/*.json'];

async function clean() {
	await fs.rm('dist', { recursive: true, force: true });
}

function compile() {
	return spawn(
		process.execPath,
		[require.resolve('typescript/bin/tsc'), '-p', 'tsconfig.build.json'],
		{
			stdio: 'inherit',
		},
	);
}

function copyAssets() {
	return src(assets, { base: '.', encoding: false }).pipe(dest('dist'));
}

/** Descriptions of the nodes as JSON, by which n8n can start without loading their code. */
function describe() {
	const generate = join(dirname(require.resolve('n8n-core/package.json')), 'bin/generate-metadata');
	return spawn(process.execPath, [generate], { stdio: 'inherit' });
}

exports.build = series(clean, parallel(compile, copyAssets), describe);
exports.default = exports.build;

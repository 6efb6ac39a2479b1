/**
 * Stands in for n8n's start script where n8n comes in an image (`N8N_IMAGE`): runs one of its commands in a
 * container, with the environment of this process but for what belongs to this machine. The network is this
 * machine's, so that n8n and the sandbox find each other on the loopback interface, and n8n's data is where it
 * would be without a container.
 */
const { spawn } = require('node:child_process');
const { mkdirSync } = require('node:fs');

const { N8N_IMAGE: image, N8N_USER_FOLDER: folder } = process.env;
const names = Object.keys(process.env).filter(
	(name) => !/^(PATH|TMPDIR|TEMP|TMP|N8N_IMAGE)$/.test(name),
);
// Docker would make it for root.
mkdirSync(folder, { recursive: true });
const docker = spawn(
	'docker',
	[
		...['run', '--rm', '--network', 'host', '--volume', `${folder}:${folder}`],
		...['--user', `${process.getuid()}:${process.getgid()}`],
		...names.flatMap((name) => ['--env', name]),
		...[image, ...process.argv.slice(2)],
	],
	{ stdio: 'inherit' },
);

// Docker hands the signal on to n8n, and ends with it.
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => docker.kill(signal));
docker.once('error', (error) => {
	console.error(error.message);
	process.exitCode = 1;
});
docker.once('exit', (code) => {
	process.exitCode = code ?? 1;
});

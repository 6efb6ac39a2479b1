import { startSandbox } from './server';
import type { SandboxInfo } from './api';

/**
 * Run the sandbox until it is told to stop: by a signal, or, when a parent process forked it, by
 * the end of that process. `--json` prints one line of JSON instead of the friendly lines.
 */
async function main(): Promise<void> {
	const sandbox = await startSandbox();
	const stop = () => {
		void sandbox.stop().finally(() => process.exit(0));
	};
	process.once('SIGINT', stop).once('SIGTERM', stop).once('disconnect', stop);

	if (process.send !== undefined) process.send(sandbox.info);
	else if (process.argv.includes('--json')) console.log(JSON.stringify(sandbox.info));
	else console.log(friendly(sandbox.info));
}

function friendly({ mluvii, lovi, controlUrl, chatUrl }: SandboxInfo): string {
	return `
Mluvii   ${mluvii.url}
         API username   ${mluvii.apiUsername}
         API password   ${mluvii.apiPassword}
         OAuth2 client  ${mluvii.oauthClientId}
         OAuth2 secret  ${mluvii.oauthClientSecret}
         login screen   ${mluvii.loginUser}, ${mluvii.loginPassword}

Lovi     ${lovi.url}
         e-mail         ${lovi.email}
         password       ${lovi.password}

Chat     ${chatUrl}
         open it in a browser to be a visitor of a chatbot

Control  ${controlUrl}
         e.g. curl -X POST ${controlUrl}/requests

Ctrl+C stops the sandbox.
`;
}

void main();

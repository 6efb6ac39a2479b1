import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// To be loaded before n8n's engine, which otherwise writes its settings into the user's own n8n.
const home = mkdtempSync(join(tmpdir(), 'n8n-engine-'));
process.env.N8N_USER_FOLDER = home;
// The engine logs its start, and the failures that tests cause on purpose.
process.env.N8N_LOG_LEVEL = 'silent';
process.on('exit', () => {
	rmSync(home, { recursive: true, force: true });
});

/** A process for `lock.test.ts`: takes every lock that it is told to, tells how that goes, and keeps it. */
import { withLock } from '../../scripts/n8n/lock';

process.on('message', (port: number) => {
	const tell = (what: 'enters' | 'waits') => process.send?.({ port, what });
	const onWait = () => {
		tell('waits');
	};
	void withLock(port, onWait, async () => {
		tell('enters');
		await new Promise(() => undefined);
	});
});
process.send?.('ready');

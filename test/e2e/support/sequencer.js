const Sequencer = require('@jest/test-sequencer').default;

/** The files that take longest, longest first: before a first run, Jest goes by their size. */
const FIRST = ['panel.test.ts', 'trigger.test.ts', 'secrets.test.ts'];

/** Starts the slow files first, so that no worker is left alone with one at the end. */
module.exports = class extends Sequencer {
	sort(tests) {
		const rank = ({ path }) => {
			const index = FIRST.findIndex((name) => path.endsWith(`/${name}`));
			return index === -1 ? FIRST.length : index;
		};
		return super.sort(tests).sort((one, other) => rank(one) - rank(other));
	}
};

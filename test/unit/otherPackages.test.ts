import type { IExecuteFunctions } from 'n8n-workflow';
import { otherPackagesHint } from '../../nodes/shared/operation/otherPackages';

function hintFor(type: string, others: string[]): string | undefined {
	const known = Object.fromEntries([type, ...others].map((name) => [name, {}]));
	return otherPackagesHint({
		getNode: () => ({ type }),
		getKnownNodeTypes: () => known,
	} as unknown as IExecuteFunctions);
}

describe('a node', () => {
	it.each([
		{ others: [] },
		{
			others: [
				'n8n-nodes-letters-calls.lettersTool',
				'n8n-nodes-letters-calls.blackletters',
				'n8n-nodes-letters-calls.calls',
			],
		},
		{
			others: [
				'CUSTOM.letters',
				'n8n-nodes-base.letters',
				'n8n-nodes-blackletters.letters',
				'letters.letters',
				'@our.own/n8n-nodes-letters.letters',
			],
		},
	])('of one package says nothing beside $others', ({ others }) => {
		expect(hintFor('n8n-nodes-letters.letters', others)).toBeUndefined();
	});

	it.each([
		{ name: 'letters', others: ['n8n-nodes-calls-letters'] },
		{ name: 'letters', others: ['n8n-nodes-calls-letters', 'n8n-nodes-letters-calls'] },
		{ name: 'lettersTool', others: ['n8n-nodes-letters-calls'] },
		{ name: 'lettersChatTrigger', others: ['n8n-nodes-calls-letters'] },
	])('$name that $others have as well names them', ({ name, others }) => {
		const types = others.map((other) => `${other}.${name}`);

		expect(hintFor(`n8n-nodes-letters.${name}`, types)).toContain(
			`with ${others.join(' and ')}. Each package`,
		);
	});
});

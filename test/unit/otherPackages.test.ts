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
		{ others: ['n8n-nodes-two.lettersTool', 'n8n-nodes-two.blackletters', 'n8n-nodes-base.set'] },
	])('of one package says nothing beside $others', ({ others }) => {
		expect(hintFor('n8n-nodes-one.letters', others)).toBeUndefined();
	});

	it.each([
		{ others: ['n8n-nodes-two.letters'], named: 'with n8n-nodes-two. Each' },
		{
			others: ['n8n-nodes-two.letters', '@our.own/n8n-nodes-one.letters', 'n8n-nodes-two.calls'],
			named: 'with n8n-nodes-two and @our.own/n8n-nodes-one. Each',
		},
	])('that is there $named names the other packages', ({ others, named }) => {
		expect(hintFor('n8n-nodes-one.letters', others)).toContain(named);
	});
});

import { UserError } from 'n8n-workflow';
import { checkEach, Problems } from '../../nodes/shared/operation/problems';

function even(value: number): number {
	if (value % 2 !== 0) throw new UserError(`${value} is odd`, { description: 'Take another' });
	return value / 2;
}

describe('checkEach', () => {
	it('gives what the check makes of each part', () => {
		expect(checkEach([2, 4], even)).toEqual([1, 2]);
	});

	it.each([[[1, 2]], [[2, 1, 3]]])('throws for %j what the first wrong part throws', (parts) => {
		expect(() => checkEach(parts, even)).toThrow(
			expect.objectContaining({ message: '1 is odd', description: 'Take another' }) as Error,
		);
	});
});

describe('problems', () => {
	it('are all that is wrong, also within one value, each once and in sentences', () => {
		const problems = new Problems();

		expect(problems.collect(() => even(2))).toBe(1);
		expect(problems.collect(() => checkEach([1, 2, 3], even))).toBeUndefined();
		problems.collect(() => even(3));
		problems.collect(() => checkEach([[1, 5], [7]], (parts) => checkEach(parts, even)));
		expect(problems.messages).toEqual(
			[1, 3, 5, 7].map((value) => `${value} is odd. Take another.`),
		);
	});
});

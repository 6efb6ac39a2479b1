import { readFileSync } from 'node:fs';
import { FAULT_TABLE, faultTable } from '../../scripts/faultTable';

it('docs/faults.md is what `npm run docs:faults` writes', () => {
	expect(readFileSync(FAULT_TABLE, 'utf8')).toBe(faultTable());
});

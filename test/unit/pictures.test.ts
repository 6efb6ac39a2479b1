import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Lovi } from '../../nodes/Lovi/Lovi.node';
import { Mluvii } from '../../nodes/Mluvii/Mluvii.node';
import { MluviiTrigger } from '../../nodes/Mluvii/MluviiTrigger.node';
import { exampleNames } from '../../scripts/demo';
import { FINGERPRINTS, fingerprints } from '../../scripts/pictures';

const TYPES = [new Lovi(), new Mluvii(), new MluviiTrigger()].map(({ description }) => description);

describe('the pictures in docs/', () => {
	it('show panels and workflows as they are; if not, run `npm run pictures`', () => {
		expect(JSON.parse(readFileSync(FINGERPRINTS, 'utf8'))).toEqual(fingerprints(TYPES));
	});

	it('are there, one of each example among them', () => {
		const names = Object.keys(fingerprints(TYPES));
		const folder = dirname(FINGERPRINTS);

		expect(names).toEqual(expect.arrayContaining(exampleNames().map((name) => `examples/${name}`)));
		expect(
			names.filter(
				(name) => !['png', 'gif'].some((end) => existsSync(join(folder, `${name}.${end}`))),
			),
		).toEqual([]);
	});

	it.each([
		['"displayName":"Simplify"', ['session-read']],
		['"name":"Session: Ended"', ['trigger']],
		['"displayName":"Recipient Phone Number"', ['whatsapp-notification', 'order-shipped']],
		// An event and an operation that are not chosen, and a field of another operation.
		['"name":"Session: Created"', []],
		['"name":"Anonymize"', []],
		['"displayName":"Agent ID"', []],
	])('are out of date when %s changes: %j', (text, expected) => {
		const described = JSON.stringify(TYPES);
		const before = fingerprints(TYPES);
		const after = fingerprints(
			JSON.parse(described.replaceAll(text, text.replace(/"$/, '!"'))) as typeof TYPES,
		);

		expect(described).toContain(text);
		expect(Object.keys(before).filter((name) => before[name] !== after[name])).toEqual(expected);
	});
});

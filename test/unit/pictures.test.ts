import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Lovi } from '../../nodes/Lovi/Lovi.node';
import { Mluvii } from '../../nodes/Mluvii/Mluvii.node';
import { MluviiChatbotTrigger } from '../../nodes/Mluvii/MluviiChatbotTrigger.node';
import { MluviiPollingTrigger } from '../../nodes/Mluvii/MluviiPollingTrigger.node';
import { MluviiTrigger } from '../../nodes/Mluvii/MluviiTrigger.node';
import { exampleNames } from '../../scripts/demo';
import { FINGERPRINTS, fingerprints, PICTURES, stepsIn } from '../../scripts/pictures';

const SOURCE = join(__dirname, '..', '..', 'scripts', 'pictures.ts');
const TYPES = [
	new Lovi(),
	new Mluvii(),
	new MluviiTrigger(),
	new MluviiChatbotTrigger(),
	new MluviiPollingTrigger(),
].map(({ description }) => description);
type PinData = (typeof PICTURES)[number]['workflow']['pinData'];

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
		const changed = described.replaceAll(text, text.replace(/"$/, '!"'));

		expect(described).toContain(text);
		expect(outdated(fingerprints(JSON.parse(changed) as typeof TYPES))).toEqual(expected);
	});

	it('are out of date when the data of their workflow changes', () => {
		const text = '"customer":"Nora"';
		const described = JSON.stringify(PICTURES.map(({ workflow }) => workflow.pinData ?? null));
		const changed = JSON.parse(described.replaceAll(text, '"customer":"Ben"')) as PinData[];

		expect(described).toContain(text);
		expect(
			outdated(
				fingerprints(
					TYPES,
					PICTURES.map((picture, index) => ({
						...picture,
						workflow: { ...picture.workflow, pinData: changed[index] ?? undefined },
					})),
				),
			),
		).toEqual(['whatsapp-notification', 'order-shipped', 'examples/lovi-order-shipped']);
	});

	it.each([
		["await film.type('ship');", "await film.type('welcome');", ['order-shipped']],
		["{ name: 'Opening hours' }", "{ name: 'Prices' }", ['chatbot-visitor']],
		['chooseFromList(page, {', 'chooseFromList(page.page, {', ['session-read']],
		['/** A chat of the sandbox. */', '/** Another comment. */', []],
	])('are out of date when what is done for them changes: %s', (text, replacement, expected) => {
		const source = readFileSync(SOURCE, 'utf8');

		expect(source).toContain(text);
		expect(
			outdated(fingerprints(TYPES, PICTURES, stepsIn(source.replace(text, replacement)))),
		).toEqual(expected);
	});

	it('are out of date when the subtitle of a node on the canvas changes', () => {
		const types = TYPES.map((type) =>
			type.name === 'mluviiPollingTrigger' ? { ...type, subtitle: 'Other' } : type,
		);

		expect(outdated(fingerprints(types))).toEqual(['examples/mluvii-sessions-polling']);
	});
});

/** The pictures whose fingerprints are not what they are now. */
function outdated(after: Record<string, string>): string[] {
	const now = fingerprints(TYPES);
	return Object.keys(now).filter((name) => now[name] !== after[name]);
}

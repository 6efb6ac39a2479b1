import type { IDataObject } from 'n8n-workflow';
import { mapped } from '../../../shared/operation/field';
import { anything, id, optionalText, rows, text } from '../../../shared/operation/fields';
import * as validate from '../../../shared/operation/validate';
import { toText } from '../../../shared/base/text';
import { ask } from '../../chatbot/outgoing';
import { chatbotId, unconfirmedAnswer } from '../../fields/chatbot';
import { sessionId } from '../../fields/session';
import { itemOperation } from '../../operation';

/** Values by name: rows in which a name can come several times. */
function values(displayName: string, description: string) {
	return rows(
		{
			displayName,
			placeholder: 'Add value',
			description,
			group: { displayName, name: 'values' },
		},
		{
			name: text({
				displayName: 'Name',
				placeholder: 'e.g. order',
				description: 'The name of the value, as the hero card has it',
			}),
			value: mapped(
				anything({
					displayName: 'Value',
					placeholder: 'e.g. 10452',
					description: 'The value, as text',
				}),
				(value) => {
					validate.optionalText(value, displayName);
					return toText(value);
				},
			),
		},
	);
}

/** A card that is set up in Mluvii; what the guest does with it comes later, by itself (mluvii-api.md, section 14). */
export const sendHeroCard = itemOperation({
	value: 'sendHeroCard',
	name: 'Send Hero Card',
	action: 'Send a hero card to the guest as a chatbot',
	description:
		'Show a hero card that is set up in Mluvii. What the guest chooses or fills in comes out of the Mluvii Chatbot Trigger.',
	effect: 'write',
	sends: true,
	fields: {
		chatbotId,
		sessionId,
		heroCardId: id({
			displayName: 'Hero Card ID',
			required: true,
			placeholder: 'e.g. 12',
			description: 'The number of the hero card, as Get Hero Cards returns it',
		}),
		language: optionalText({
			displayName: 'Language',
			placeholder: 'e.g. en',
			description: 'The language of the hero card, such as cs or en; left to Mluvii if empty',
		}),
		initialParams: values(
			'Initial Values',
			'What fields of the hero card hold when the guest sees it, by name',
		),
		additionalParams: values(
			'Additional Values',
			'Further values by name, for WhatsApp; a name can come several times',
		),
		wait: unconfirmedAnswer,
	},
	async execute({ client, fields: { heroCardId, language, ...fields } }) {
		const { initialParams, additionalParams, ...place } = fields;
		const answer = await ask(client, place, 'SendHeroCard', {
			heroCardId,
			...(language === '' ? {} : { selectedLanguage: language }),
			...(initialParams.length === 0 ? {} : { initialParams: lastByName(initialParams) }),
			...(additionalParams.length === 0 ? {} : { additionalParams: allByName(additionalParams) }),
		});
		return { ...answer, heroCardId };
	},
});

type Rows = Array<{ name: string; value: string }>;

function lastByName(rows: Rows): IDataObject {
	return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
}

function allByName(rows: Rows): IDataObject {
	const names = new Set(rows.map(({ name }) => name));
	const valuesOf = (wanted: string) =>
		rows.filter(({ name }) => name === wanted).map(({ value }) => value);
	return Object.fromEntries([...names].map((name) => [name, valuesOf(name)]));
}

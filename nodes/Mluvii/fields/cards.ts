import type { IDataObject } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import type { Values } from '../../shared/operation/field';
import { combined, Entries, mapped, readFields, shownWith } from '../../shared/operation/field';
import { choice, json, optionalText, rows, text } from '../../shared/operation/fields';
import * as validate from '../../shared/operation/validate';
import { checkWebAddress, optionalWebAddress } from './webAddress';

const LABEL = 'Cards';
const JSON_LABEL = 'Cards (JSON)';

/** What the buttons do, as the Bot Framework calls it. */
const ACTIONS = { reply: 'imBack', openUrl: 'openUrl' } as const;

const buttonFields = {
	title: text({
		displayName: 'Title',
		placeholder: 'e.g. Opening hours',
		description: 'What the button says',
	}),
	kind: choice({
		displayName: 'Kind',
		options: [
			{ name: 'Open URL', value: 'openUrl', description: 'Opens an address' },
			{ name: 'Reply', value: 'reply', description: 'Has the guest say something' },
		],
		default: 'reply',
		description: 'What the button does',
	}),
	value: optionalText({
		displayName: 'Value',
		placeholder: 'e.g. https://example.com/hours',
		description: 'The address to open, or what the guest says; for a reply, the title if empty',
	}),
};

const cardFields = {
	title: optionalText({
		displayName: 'Title',
		placeholder: 'e.g. Shop in Brno',
		description: 'What stands first on the card',
	}),
	subtitle: optionalText({
		displayName: 'Subtitle',
		placeholder: 'e.g. Open until 18:00',
		description: 'What stands below the title',
	}),
	text: optionalText({
		displayName: 'Text',
		typeOptions: { rows: 2 },
		placeholder: 'e.g. Five minutes from the station.',
		description: 'What the card says',
	}),
	imageUrl: optionalWebAddress({
		displayName: 'Image URL',
		placeholder: 'e.g. https://example.com/shop.jpg',
		description: 'The address of an image, where the guest can open it without a login',
	}),
	buttons: rows(
		{
			displayName: 'Buttons',
			placeholder: 'Add button',
			description: 'What the guest can choose on the card',
			group: { displayName: 'Buttons', name: 'buttons' },
		},
		buttonFields,
	),
};

/** Cards as the Bot Framework describes them, at least one (mluvii-api.md, section 14). */
export const cards = combined(
	{
		cardsMode: choice({
			displayName: 'Specify Cards',
			options: [
				{ name: 'Using Fields Below', value: 'fields' },
				{ name: 'Using JSON', value: 'json' },
			],
			default: 'fields',
			description: 'How to fill in the cards',
		}),
		cards: shownWith(
			{ cardsMode: ['fields'] },
			rows(
				{
					displayName: LABEL,
					placeholder: 'Add card',
					description: 'The cards to show, at least one',
					group: { displayName: 'Card', name: 'cards' },
				},
				cardFields,
			),
		),
		cardsJson: shownWith(
			{ cardsMode: ['json'] },
			mapped(
				json({
					displayName: JSON_LABEL,
					placeholder:
						'e.g. [{"title": "Shop in Brno", "buttons": [{"title": "Hours", "kind": "reply"}]}]',
					description:
						'A list of cards, each with title, subtitle, text, imageUrl and buttons as far as it has them; a button has title, kind (reply or openUrl) and value',
				}),
				cardsIn,
			),
		),
	},
	(fields): IDataObject[] => {
		const entered = fields.cardsMode === 'json' ? fields.cardsJson : fields.cards;
		if (entered.length === 0) {
			throw new UserError(`${LABEL} is empty`, { description: 'Add at least one card.' });
		}
		return entered.map(attachment);
	},
);

type Card = Values<typeof cardFields>;

/** Cards that an expression or a model gives, read as those of the panel. */
function cardsIn(value: unknown): Card[] {
	const list = Array.isArray(value) ? value : value === undefined ? [] : [value];
	return validate.rows(list, JSON_LABEL).map(({ buttons, ...card }) => {
		// The panel stores lists within an object.
		const stored = { ...card, buttons: Array.isArray(buttons) ? { buttons } : buttons };
		return readFields(cardFields, new Entries(stored as IDataObject, 'UTC', `${JSON_LABEL}: `));
	});
}

function attachment(
	{ title, subtitle, text, imageUrl, buttons }: Card,
	index: number,
): IDataObject {
	const content = Object.fromEntries(
		Object.entries({
			title,
			subtitle,
			text,
			images: imageUrl === '' ? '' : [{ url: imageUrl }],
			buttons: buttons.length === 0 ? '' : buttons.map(action),
		}).filter(([, part]) => part !== ''),
	);
	if (Object.keys(content).length === 0) {
		throw new UserError(`Card ${index + 1} is empty`, {
			description: 'Give it a title, a text, an image or a button.',
		});
	}
	return { contentType: 'application/vnd.microsoft.card.hero', content };
}

function action({ title, kind, value }: Card['buttons'][number]): IDataObject {
	const said = kind === 'reply' ? value || title : checkWebAddress(value, `${LABEL}: ${title}`);
	return { type: ACTIONS[kind], title, value: said };
}

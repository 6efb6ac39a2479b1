import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { lineOf } from '../../nodes/Lovi/fields/phoneNumber';
import type { Components } from '../../nodes/Lovi/placeholders';
import { templateFields } from '../../nodes/Lovi/placeholders';
import { misfits } from '../../nodes/Lovi/templateCheck';
import type { MessageTemplate } from '../../nodes/Lovi/templates';
import { isApproved } from '../../nodes/Lovi/templates';
import { renderMessage, unresolvedIn } from '../../nodes/Lovi/templateText';

const templateOf = (...components: IDataObject[]): MessageTemplate => ({
	name: 'a',
	language: 'en',
	components,
});
const body = (text: string) => ({ type: 'BODY', text });
const link = 'https://example.com/a';

const shipping = templateOf(
	{ type: 'HEADER', format: 'TEXT', text: 'Order {{1}}' },
	body('Hello {{1}}, your order {{2}} arrives on {{3}}.'),
	{ type: 'FOOTER', text: 'Shop' },
);
const texts = { body_text_0: 'Nora', body_text_1: '17', body_text_2: 'Friday' };
const image = templateOf({ type: 'HEADER', format: 'IMAGE' }, body('Look'));
const links = templateOf(body('Look'), {
	type: 'BUTTONS',
	buttons: [
		{ type: 'QUICK_REPLY', text: 'Stop' },
		{ type: 'URL', text: 'Track', url: 'https://shop.example/{{1}}' },
		{ type: 'URL', text: 'Home', url: 'https://shop.example' },
		{ type: 'URL', text: 'Pay', url: 'https://pay.example/{{1}}' },
	],
});
const named = templateOf(body('Hello {{first_name}}, {{points}} points'));

describe('components', () => {
	it.each<[string, MessageTemplate, Components]>([
		['headers counted from 1', shipping, { header_text_1: '17', ...texts }],
		['headers counted from 0', shipping, { header_text_0: '17', ...texts }],
		['a file', image, { header_image_1: link }],
		['a file, counted from 0', image, { header_image_0: link }],
		['buttons by their place', links, { button_url_1: 'a', button_url_3: 'b' }],
		['buttons counted from 0', links, { button_url_0: 'a', button_url_1: 'b' }],
		['buttons counted from 1', links, { button_url_1: 'a', button_url_2: 'b' }],
		[
			'the payload of a reply',
			links,
			{ button_url_0: 'a', button_url_1: 'b', button_payload_0: 'stop' },
		],
		['named placeholders by their number', named, { body_text_0: 'Nora', body_text_1: '7' }],
		['named placeholders from 1', named, { body_text_1: 'Nora', body_text_2: '7' }],
		['a template without any', templateOf(body('Hi')), {}],
		[
			'buttons of a kind that is not known',
			templateOf(body('Hi'), { type: 'BUTTONS', buttons: [{ type: 'FLOW', text: 'Go' }] }),
			{ button_payload_0: 'x', button_url_0: 'y' },
		],
		[
			'a part of a kind that is not known',
			templateOf(body('Hi'), { type: 'CAROUSEL', cards: [] }),
			{ header_image_1: link, body_text_0: 'x' },
		],
		[
			'a header of a kind that is not known',
			templateOf({ type: 'HEADER', format: 'LOCATION' }, body('Hi')),
			{ header_text_1: 'x' },
		],
		[
			'parts in lower case, and a footer without a type',
			templateOf({ type: 'body', text: 'Hello {{1}}' }, { text: 'Bye' }),
			{ body_text_0: 'x' },
		],
	])('fit: %s', (_, template, components) => {
		expect(misfits(template, components)).toEqual([]);
	});

	it.each<[string, MessageTemplate, Components, string[]]>([
		[
			'a placeholder is missing',
			shipping,
			{ header_text_1: '17', body_text_0: 'Nora', body_text_2: 'Friday' },
			['body_text_1 is missing, for Body {{2}}.'],
		],
		[
			'all are missing',
			shipping,
			{},
			[
				'header_text_1 is missing, for Header {{1}}.',
				'body_text_0 is missing, for Body {{1}}.',
				'body_text_1 is missing, for Body {{2}}.',
				'body_text_2 is missing, for Body {{3}}.',
			],
		],
		[
			'there is one too many',
			shipping,
			{ header_text_1: '17', ...texts, body_text_3: 'x' },
			['The template has no place for body_text_3.'],
		],
		[
			'the body is counted from 1',
			shipping,
			{ header_text_1: '17', body_text_1: 'a', body_text_2: 'b', body_text_3: 'c' },
			[
				'body_text_1, body_text_2, body_text_3 are counted from 1, but Lovi counts from 0: body_text_0, body_text_1, body_text_2.',
			],
		],
		[
			'the only text of the body is counted from 1',
			templateOf(body('Hello {{1}}')),
			{ body_text_1: 'a' },
			['body_text_1 is counted from 1, but Lovi counts from 0: body_text_0.'],
		],
		['the file is missing', image, {}, ['header_image_1 is missing, for Header image (link).']],
		[
			'the file is of another kind',
			image,
			{ header_video_1: link },
			[
				'header_image_1 is missing, for Header image (link).',
				'The template has no place for header_video_1.',
			],
		],
		[
			'there are two files',
			image,
			{ header_image_0: link, header_image_1: link },
			['The template has no place for header_image_1.'],
		],
		[
			'there is no header',
			templateOf(body('Hi')),
			{ header_text_1: 'x' },
			['The template has no place for header_text_1.'],
		],
		[
			'the footer has no placeholder',
			shipping,
			{ header_text_1: '17', ...texts, footer_text_0: 'x' },
			['The template has no place for footer_text_0.'],
		],
		[
			'a button has no value',
			links,
			{ button_url_1: 'a' },
			[
				'The template needs 2 values for button_url (Button "Track" {{1}}, Button "Pay" {{1}}), and got 1.',
			],
		],
		[
			'there are more payloads than replies',
			links,
			{ button_url_0: 'a', button_url_1: 'b', button_payload_0: 'x', button_payload_1: 'y' },
			['The template has no place for button_payload_1.'],
		],
		[
			'a named placeholder is missing',
			named,
			{ body_text_0: 'Nora' },
			[
				'The template needs 2 values for body_text (Body {{first_name}}, Body {{points}}), and got 1.',
			],
		],
		[
			'what is known of strange buttons is missing',
			templateOf(body('Hi'), {
				type: 'BUTTONS',
				buttons: [{ type: 'FLOW' }, { type: 'URL', text: 'Go', url: 'https://a.example/{{1}}' }],
			}),
			{},
			['button_url_1 is missing, for Button "Go" {{1}}.'],
		],
	])('do not fit where %s', (_, template, components, expected) => {
		expect(misfits(template, components)).toEqual(expected);
	});
});

describe('a message', () => {
	it('reads as WhatsApp shows it', () => {
		expect(renderMessage(shipping, { header_text_0: '17', ...texts }, {})).toEqual({
			header: { format: 'TEXT', text: 'Order 17' },
			body: 'Hello Nora, your order 17 arrives on Friday.',
			footer: 'Shop',
			buttons: [],
			text: 'Order 17\n\nHello Nora, your order 17 arrives on Friday.\nShop',
		});
		expect(renderMessage(image, { header_image_1: link }, {})).toMatchObject({
			header: { format: 'IMAGE', link },
			text: `[IMAGE: ${link}]\n\nLook`,
		});
		expect(renderMessage(links, { button_url_1: 'a', button_url_2: 'b' }, {})).toMatchObject({
			text: 'Look\n[Stop]\n[Track: https://shop.example/a]\n[Home: https://shop.example]\n[Pay: https://pay.example/b]',
		});
	});

	it('takes variables from the contact, and leaves what has no value as it stands', () => {
		const components = { body_text_0: '{{name}}', body_text_1: ' {{ order }} ' };
		const { body: read } = renderMessage(shipping, components, {
			name: '{{order}} $& {{3}}',
		});

		expect(read).toBe('Hello {{order}} $& {{3}}, your order  {{ order }}  arrives on {{3}}.');
		expect(renderMessage(image, {}, {})).toMatchObject({
			header: { format: 'IMAGE' },
			text: '[IMAGE]\n\nLook',
		});
	});

	it('knows no variables but its own', () => {
		const components = { body_text_0: '{{constructor}}' };

		expect(renderMessage(templateOf(body('{{1}}')), components, {}).body).toBe('{{constructor}}');
		expect(unresolvedIn(components, {})).toEqual(['constructor']);
	});

	it.each(['LOCATION', 'TEXT'])('has its header in brackets where it has no text: %s', (format) => {
		const template = templateOf({ type: 'HEADER', format, text: null }, body('Here'));

		expect(renderMessage(template, {}, {})).toMatchObject({
			header: { format },
			text: `[${format}]\n\nHere`,
		});
	});

	it('has no footer where it has no text', () => {
		const template = templateOf(body('Here'), { type: 'FOOTER', text: null });

		expect(renderMessage(template, {}, {}).text).toBe('Here');
	});

	it('has placeholders in the order of their numbers, wherever they stand', () => {
		const template = templateOf(
			body('{{10}} {{2}} {{1}} {{3}} {{4}} {{5}} {{6}} {{7}} {{8}} {{9}}'),
		);
		const components = Object.fromEntries(
			Array.from({ length: 10 }, (_, index) => [`body_text_${index}`, `v${index + 1}`]),
		);

		expect(misfits(template, components)).toEqual([]);
		expect(renderMessage(template, components, {}).body).toBe('v10 v2 v1 v3 v4 v5 v6 v7 v8 v9');
	});
});

describe('any template', () => {
	const word = fc.stringMatching(/^[A-Za-z $&.]{0,8}$/);
	const count = fc.nat({ max: 12 });
	const textWith = (placeholders: number) =>
		Array.from({ length: placeholders }, (_, index) => `x {{${index + 1}}}`).join(' ');
	const header = fc.oneof(
		fc.constant([]),
		fc.nat({ max: 1 }).map((n) => [{ type: 'HEADER', format: 'TEXT', text: textWith(n) }]),
		fc.constantFrom('IMAGE', 'VIDEO', 'DOCUMENT').map((format) => [{ type: 'HEADER', format }]),
	);
	const button = fc.oneof(
		word.map((text) => ({ type: 'QUICK_REPLY', text })),
		word.map((text) => ({ type: 'URL', text, url: 'https://a.example/{{1}}' })),
		word.map((text) => ({ type: 'URL', text, url: 'https://a.example' })),
	);
	const anyTemplate = fc
		.tuple(header, count.map(textWith), fc.array(button, { maxLength: 4 }))
		.map(([head, text, buttons]) => templateOf(...head, body(text), { type: 'BUTTONS', buttons }));

	/** A placeholder, or a file, without a value. */
	const GAP = /\{\{|^\[(IMAGE|VIDEO|DOCUMENT)\]/;

	it('is filled by exactly what its form asks for, and then nothing is missing', () => {
		fc.assert(
			fc.property(anyTemplate, fc.infiniteStream(word), (template, words) => {
				const names = templateFields(template.components).map(({ id }) => id);
				const components: Components = {};
				for (const name of names) components[name] = words.next().value as string;

				expect(misfits(template, components)).toEqual([]);
				expect(renderMessage(template, components, {}).text).not.toMatch(GAP);
				for (const name of names) {
					const others = Object.fromEntries(
						Object.entries(components).filter(([other]) => other !== name),
					);
					expect(misfits(template, others)).not.toEqual([]);
					expect(renderMessage(template, others, {}).text).toMatch(GAP);
				}
			}),
		);
	});

	it('that takes some components renders without a gap', () => {
		const name = fc
			.tuple(
				fc.constantFrom('header_text', 'header_image', 'body_text', 'button_url', 'button_payload'),
				fc.nat({ max: 4 }),
			)
			.map(([kind, number]) => `${kind}_${number}`);
		fc.assert(
			fc.property(anyTemplate, fc.dictionary(name, word), (template, components) => {
				if (misfits(template, components).length > 0) return;
				expect(renderMessage(template, components, {}).text).not.toMatch(GAP);
			}),
		);
	});
});

describe('a status', () => {
	it.each<[unknown, boolean | undefined]>([
		['APPROVED', true],
		['approved', true],
		['PENDING', false],
		['pending', false],
		['Rejected', false],
		['ok', undefined],
		['success', undefined],
		['active', undefined],
		[200, undefined],
		[null, undefined],
		[undefined, undefined],
	])('%j says of an approval: %j', (status, expected) => {
		expect(isApproved({ status } as IDataObject)).toBe(expected);
	});
});

describe("the company's number", () => {
	it.each([
		[['+34 911 670 470', '34666033135'], '34911670470'],
		[[undefined, 34911670470], '34911670470'],
		[['', '34911670470'], '34911670470'],
		[['0034911670470', 'abc'], undefined],
		[[{ a: 1 }, null], undefined],
	])('in %j is %s', (values, expected) => {
		expect(lineOf(values)).toBe(expected);
	});
});

/*
 * Messages and e-mails come as HTML or as plain text, and nothing says which: what has none of HTML's own
 * tags in it is plain text, and so is a "<" that begins none. The time is linear in the length of the text,
 * whatever is in it.
 */

/** Elements that begin a line of their own, and those that have an empty line around them. */
const LINES = new Set(
	'address article aside body caption center dd details dialog div dt fieldset figcaption figure footer form header hr html legend li main nav option section summary tbody tfoot thead tr'.split(
		' ',
	),
);
const PARAGRAPHS = new Set('blockquote dl h1 h2 h3 h4 h5 h6 p pre table'.split(' '));
const LISTS = new Set(['ol', 'ul']);

/** Elements within a line. */
const INLINE = new Set(
	'a abbr acronym audio b base bdi bdo big br button canvas cite code col colgroup data del dfn em embed font google-sheets-html-origin head i iframe img input ins kbd label link map area mark meta meter nobr noscript object optgroup output param picture progress q s samp select slot small source span strike strong sub sup td textarea th time tt u var video wbr'.split(
		' ',
	),
);

/** Elements whose content is not shown. */
const UNSHOWN = new Set(['script', 'style', 'svg', 'template', 'title']);

/** Elements of Microsoft Office. */
const OFFICE = /^(?:m|o|st1|v|w|x):/;

/** Attributes without a value; those that pages make up have a hyphen, and those of Office a colon. */
const BARE =
	'align|allowfullscreen|alt|async|autoplay|border|checked|class|compact|controls|declare|default|defer|dir|disabled|formnovalidate|hidden|inert|ismap|itemscope|loop|multiple|muted|nohref|noresize|noshade|novalidate|nowrap|open|playsinline|readonly|required|reversed|selected|style|value|[a-z]+:\\w+|[a-z]+-[\\w-]+';
const ATTRIBUTE = new RegExp(
	`(?:\\s+|(?<=["']))(?:[\\w:.-]+\\s*=\\s*(?:"[^"]*"|'[^']*'|[^\\s"'>]+)|(?:${BARE})(?=[\\s/>]))`,
	'iy',
);
const END_OF_TAG = /\s*(?:\/\s*)?>$/y;
const QUOTED = /\s[\w:.-]+\s?=\s?(?:"[^"]*"|'[^']*')/;

const DECLARATION = /!doctype\s|!\[|\?xml[\s:]/iy;
const NAME = /\/?([a-z][a-z\d-]*(?::[a-z\d]+)?)(?=[\s/>])/iy;

/* The values of attributes. */
const HREF = /\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i;
const ALT = /\salt\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i;

/** What HTML consists of. */
type Token = { text: string } | Tag;

interface Tag {
	/** In lower case; empty for comments and declarations. */
	name: string;
	closes: boolean;
	/** All of it. */
	source: string;
}

/**
 * HTML, or plain text, as a person reads it: paragraphs, lines, list items and the cells of tables apart,
 * links with their addresses, images as what is written in their place, and nothing that is not shown.
 */
export function htmlToText(html: string): string {
	const tokens = [...tokensOf(html)];
	if (tokens.every((token) => 'text' in token)) {
		return decoded(html).replace(/\r\n?/g, '\n').trim();
	}
	const writer = new Writer();
	for (const token of tokens) {
		if ('text' in token) writer.text(token.text);
		else writer.tag(token);
	}
	return writer.result();
}

function* tokensOf(html: string): Generator<Token> {
	const lastComment = html.lastIndexOf('-->');
	/** Elements that are not shown, and do not end any more. */
	const endless = new Set<string>();
	/** Where the text begins that was not given yet. */
	let begin = 0;
	let at = html.indexOf('<');
	while (at !== -1) {
		const tag = tagAt(html, at, lastComment);
		if (tag === undefined) {
			at = html.indexOf('<', at + 1);
			continue;
		}
		let end = at + tag.source.length;
		if (UNSHOWN.has(tag.name) && !tag.closes) {
			end = endless.has(tag.name) ? -1 : endOfContent(html, end, tag.name);
			if (end === -1) {
				// What somebody writes about such an element is no reason to lose the rest.
				endless.add(tag.name);
				at = html.indexOf('<', at + 1);
				continue;
			}
		}
		if (at > begin) yield { text: html.slice(begin, at) };
		yield tag;
		begin = end;
		at = html.indexOf('<', begin);
	}
	if (begin < html.length) yield { text: html.slice(begin) };
}

/** The tag, comment or declaration that begins here. */
function tagAt(html: string, at: number, lastComment: number): Tag | undefined {
	if (html.startsWith('!--', at + 1)) {
		if (lastComment < at) return undefined;
		// `<!-->` is a whole comment.
		const end = html.indexOf('-->', at + 2) + 3;
		return { name: '', closes: false, source: html.slice(at, end) };
	}
	DECLARATION.lastIndex = at + 1;
	NAME.lastIndex = at + 1;
	const name = DECLARATION.test(html) ? '' : NAME.exec(html)?.[1]?.toLowerCase();
	if (name === undefined || (name !== '' && !isElement(name))) return undefined;
	const end = endOfTag(html, at + 1);
	if (end === -1) return undefined;
	const source = html.slice(at, end);
	const closes = html[at + 1] === '/';
	if (name !== '' && !closes && !hasAttributes(source, name)) return undefined;
	return { name, closes, source };
}

/** Whether a tag has nothing but attributes, or one at least as nobody writes it in a sentence. */
function hasAttributes(source: string, name: string): boolean {
	if (QUOTED.test(source)) return true;
	let at = 1 + name.length;
	for (;;) {
		END_OF_TAG.lastIndex = at;
		if (END_OF_TAG.test(source)) return true;
		ATTRIBUTE.lastIndex = at;
		if (!ATTRIBUTE.test(source)) return false;
		at = ATTRIBUTE.lastIndex;
	}
}

function isElement(name: string): boolean {
	return (
		[LINES, PARAGRAPHS, LISTS, INLINE, UNSHOWN].some((names) => names.has(name)) ||
		OFFICE.test(name)
	);
}

/**
 * Where a tag ends, or -1. It has no "<" but in quotes, so that many tags without an end do not make the time
 * grow with the square of their number.
 */
function endOfTag(html: string, begin: number): number {
	let quote = '';
	for (let at = begin; at < html.length; at++) {
		const letter = html.charAt(at);
		if (quote !== '') {
			if (letter === quote) quote = '';
		} else if (letter === '"' || letter === "'") quote = letter;
		else if (letter === '>') return at + 1;
		else if (letter === '<') return -1;
	}
	return -1;
}

/** Where an element ends that is not shown: at its end tag; -1 if it has none. */
function endOfContent(html: string, begin: number, name: string): number {
	const end = new RegExp(`</${name}(?=[\\s/>])`, 'gi');
	end.lastIndex = begin;
	return end.exec(html)?.index ?? -1;
}

/** Puts lines together. */
class Writer {
	private readonly parts: string[] = [];
	/** Line breaks to come before the next text; two for an empty line. */
	private breaks = 0;
	/** What stands before the next text, such as the number of a list item. */
	private marker = '';
	/** Cells that began since the last text of the row. */
	private cells = 0;
	private rowHasText = false;
	/** Whether the lines of the source are lines of the text. */
	private keepsLines = false;
	/** The lists that are open: the number of the last item, or undefined without numbers. */
	private readonly lists: Array<number | undefined> = [];
	/** The link that is open, and where its text begins. */
	private link?: { address: string; begin: number };

	text(source: string): void {
		const lines = this.keepsLines ? source.split(/\r?\n/) : [source];
		lines.forEach((line, index) => {
			if (index > 0) this.breaks++;
			this.write(decoded(line).replace(/\s+/g, ' '));
		});
	}

	tag({ name, closes, source }: Tag): void {
		if (name === 'br') this.breaks++;
		else if (name === 'a') this.changeLink(closes ? '' : attribute(source, HREF));
		else if (name === 'img') this.text(attribute(source, ALT));
		else if (name === 'td' || name === 'th') this.cell(closes);
		else if (LISTS.has(name)) this.list(name, closes);
		else if (PARAGRAPHS.has(name)) this.break(2);
		else if (LINES.has(name)) this.break(1);
		if (name === 'pre') this.keepsLines = !closes;
		if (name === 'li' && !closes) this.marker = this.nextMarker();
		if (name === 'tr' || name === 'table') this.row();
	}

	result(): string {
		this.changeLink('');
		return this.parts
			.join('')
			.replace(/ {2,}/g, ' ')
			.replace(/ ?\n ?/g, '\n')
			.trim();
	}

	private write(text: string): void {
		const isNewLine = this.parts.length === 0 || this.breaks > 0;
		if (text.trim() === '') {
			if (!isNewLine) this.parts.push(text);
			return;
		}
		const before = isNewLine ? '\n'.repeat(Math.min(this.breaks, 2)) : ' | '.repeat(this.cells);
		this.parts.push(before, this.marker, isNewLine ? text.trimStart() : text);
		this.breaks = 0;
		this.marker = '';
		this.cells = 0;
		this.rowHasText = true;
	}

	private break(count: number): void {
		// The first line of a cell goes on where the cell before it ended.
		if (this.cells === 0) this.breaks = Math.max(this.breaks, count);
	}

	private row(): void {
		this.cells = 0;
		this.rowHasText = false;
		this.break(1);
	}

	private cell(closes: boolean): void {
		if (closes || !this.rowHasText) return;
		this.breaks = 0;
		this.cells++;
	}

	private list(name: string, closes: boolean): void {
		if (closes) this.lists.pop();
		this.break(this.lists.length > 0 ? 1 : 2);
		if (!closes) this.lists.push(name === 'ol' ? 0 : undefined);
	}

	private nextMarker(): string {
		const last = this.lists.pop();
		const next = last === undefined ? undefined : last + 1;
		this.lists.push(next);
		return next === undefined ? '- ' : `${next}. `;
	}

	/** Ends the link that is open with its address, unless that was its text, and begins another one. */
	private changeLink(address: string): void {
		if (this.link !== undefined) {
			const source = this.parts.slice(this.link.begin).join('');
			const text = source.trim();
			const shown = this.link.address.replace(/^(?:mailto|tel):/i, '');
			const isNew = text !== shown && text !== this.link.address;
			if (isNew) this.write(text === '' ? shown : ` (${shown})`);
			if (source.endsWith(' ')) this.write(' ');
		}
		const isLink = /^(?:https?|mailto|tel):/i.test(address);
		this.link = isLink ? { address, begin: this.parts.length } : undefined;
	}
}

function attribute(tag: string, pattern: RegExp): string {
	const [, ...values] = pattern.exec(tag) ?? [];
	return decoded(values.find(Boolean) ?? '').trim();
}

const CHARACTERS: Record<string, string> = {
	amp: '&',
	apos: "'",
	bdquo: '„',
	bull: '•',
	cent: '¢',
	copy: '©',
	deg: '°',
	euro: '€',
	frac12: '½',
	gt: '>',
	hellip: '…',
	laquo: '«',
	ldquo: '“',
	lsquo: '‘',
	lt: '<',
	mdash: '—',
	middot: '·',
	nbsp: ' ',
	ndash: '–',
	para: '¶',
	plusmn: '±',
	pound: '£',
	quot: '"',
	raquo: '»',
	rdquo: '”',
	reg: '®',
	rsquo: '’',
	sbquo: '‚',
	sect: '§',
	shy: '',
	szlig: 'ß',
	times: '×',
	trade: '™',
	zwj: '\u200d',
	zwnj: '\u200c',
};

/** Accents in the names of characters, as marks that follow a letter. */
const ACCENTS: Record<string, string> = {
	acute: '\u0301',
	caron: '\u030c',
	cedil: '\u0327',
	circ: '\u0302',
	grave: '\u0300',
	ring: '\u030a',
	tilde: '\u0303',
	uml: '\u0308',
};

const ENTITY =
	/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z])(acute|caron|cedil|circ|grave|ring|tilde|uml)|([a-z]{2,6}\d{0,2}));/gi;

/** Text with characters instead of their entities, once; what is none stays. */
function decoded(text: string): string {
	return text.replace(
		ENTITY,
		(
			entity: string,
			decimal?: string,
			hex?: string,
			letter?: string,
			accent?: string,
			name?: string,
		) => {
			if (letter && accent) {
				return `${letter}${ACCENTS[accent.toLowerCase()] ?? ''}`.normalize('NFC');
			}
			if (name) return CHARACTERS[name.toLowerCase()] ?? entity;
			return character(hex ? parseInt(hex, 16) : Number(decimal));
		},
	);
}

function character(code: number): string {
	const isCharacter = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
	return isCharacter ? String.fromCodePoint(code) : '\ufffd';
}

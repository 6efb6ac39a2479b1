/** A document's place for a table: between `<!-- name -->` and `<!-- /name -->`. */
function placeIn(document: string, name: string): { begin: string; end: string; table?: string } {
	const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
	const [, table] = new RegExp(`${begin}(.*)${end}`, 's').exec(document) ?? [];
	return { begin, end, table };
}

/** Puts a table into its place in a document. Warns where there is no such place. */
export function withTable(document: string, name: string, table: string): string {
	const { begin, end, table: current } = placeIn(document, name);
	if (current === undefined) {
		console.warn(`There is no place for the table: ${begin} ${end}`);
		return document;
	}
	return document.replace(begin + current + end, () => [begin, table, end].join('\n\n'));
}

/** The rows of a table in its place in a document, each with the texts of its cells. */
export function rowsOfTable(document: string, name: string): string[][] {
	const [, , ...lines] = (placeIn(document, name).table ?? '').trim().split('\n');
	return lines.map((line) =>
		line
			.split('|')
			.slice(1, -1)
			.map((cell) => cell.trim()),
	);
}

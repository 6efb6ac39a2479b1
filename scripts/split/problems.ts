/** What keeps a package from being written as it should be. */
export interface Problem {
	/** Within the package. */
	file: string;
	line: number;
	what: string;
}

/** All that is wrong with the packages, one line each. */
export class SplitError extends Error {
	override readonly name = 'SplitError';

	constructor(readonly problems: readonly string[]) {
		super(`The packages cannot be published like this:\n${problems.join('\n')}`);
	}
}

/** The number of the line in which the first of some texts stands. */
export function lineOf(text: string, parts: readonly string[]): number {
	const positions = parts.map((part) => text.indexOf(part)).filter((position) => position >= 0);
	return text.slice(0, Math.min(...positions, text.length)).split('\n').length;
}

/** Where files name something that they must not name. */
export function foreignWords(files: ReadonlyMap<string, Buffer>, word: string): Problem[] {
	const named = (text: string) => text.toLowerCase().includes(word);
	return [...files].flatMap(([file, content]) => {
		const lines = content.includes(0) ? [] : content.toString('utf8').split('\n');
		const problems = lines.flatMap((line, index) =>
			// A checksum can have any letters.
			named(line) && !/^\s*"integrity": /.test(line)
				? [{ file, line: index + 1, what: `names ${word}: ${line.trim().slice(0, 100)}` }]
				: [],
		);
		return named(file)
			? [{ file, line: 1, what: `is called after ${word}` }, ...problems]
			: problems;
	});
}

/**
 * A path with its variable parts encoded: path`/api/v1/Sessions/${id}`.
 *
 * @throws Error for a part that would change the path itself
 */
export function path(fixed: TemplateStringsArray, ...parts: Array<string | number>): string {
	return fixed.reduce((result, piece, index) => {
		const part = String(parts[index - 1]);
		if (['', '.', '..'].includes(part)) throw new Error(`"${part}" cannot be part of a path`);
		return result + encodeURIComponent(part) + piece;
	});
}

/* What the fuzz tests share. */

/** The same cases each time, or those of FUZZ_SEED. */
export const seed = Number(process.env.FUZZ_SEED ?? 20_261_122);

/** How JavaScript complains, as opposed to how one speaks to people. */
export const CRASH =
	/Cannot (read|set|convert|destructure|create)|is not a function|is not iterable|is not defined|of undefined|of null|Maximum call stack|Invalid (URL|array length|time value|string length|character)|\bERR_|Reduce of empty|toISOString|\[object Object\]/;

/** Fails the test file when a promise of it was rejected and nobody cared. */
export function watchRejections(): void {
	const reasons: unknown[] = [];
	const note = (reason: unknown): void => {
		reasons.push(reason);
	};
	beforeAll(() => {
		process.on('unhandledRejection', note);
	});
	afterAll(() => {
		process.off('unhandledRejection', note);
		expect(reasons).toEqual([]);
	});
}

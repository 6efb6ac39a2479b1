/** What is used of gifenc, which has no types of its own. */
declare module 'gifenc' {
	type Palette = number[][];

	interface FrameOptions {
		palette: Palette;
		/** In milliseconds. */
		delay: number;
		transparent: boolean;
		transparentIndex: number;
		/** What becomes of the frame afterwards; 1: it stays. */
		dispose: number;
	}

	/** Chooses the colours for pixels in RGBA. */
	export function quantize(pixels: Uint8Array, colours: number): Palette;
	/** The index of the colour that is nearest to one in RGB. */
	export function nearestColorIndex(palette: Palette, colour: number[]): number;
	export function GIFEncoder(): {
		writeFrame(indexes: Uint8Array, width: number, height: number, options: FrameOptions): void;
		finish(): void;
		bytes(): Uint8Array;
	};
}

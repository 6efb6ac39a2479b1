import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Palette } from 'gifenc';
import { GIFEncoder, nearestColorIndex, quantize } from 'gifenc';
import type { Locator, Page } from 'playwright-core';
import { PNG } from 'pngjs';

/** The page; pictures of it are taken at `SCALE`, so that a film is 900 pixels wide. */
export const FILM_SIZE = { width: 1125, height: 720 };
export const FILM_SCALE = 0.8;
/** On the way from one place to another. */
const STEPS = 5;
const STEP_MS = 60;
const LETTER_MS = 90;
/** A GIF has 256 colours; the last one says that a pixel is as it was. */
const UNCHANGED = 255;
const EXACT_COLOURS = 128;

interface Frame {
	pixels: Uint8Array;
	ms: number;
}

/** Records what is done on a page, with a pointer, as an animated GIF. */
export class Film {
	private readonly frames: Frame[] = [];
	private pointer = { x: FILM_SIZE.width / 2, y: FILM_SIZE.height * 0.8 };

	/** @param style of the pictures alone, which hides what is not to be seen */
	constructor(
		private readonly page: Page,
		private readonly style: string,
	) {}

	/** Shows the page as it is for some time. */
	async show(ms: number): Promise<void> {
		await this.drawPointer();
		const { data } = PNG.sync.read(await this.page.screenshot({ style: this.style }));
		this.frames.push({ pixels: data, ms });
	}

	/** Moves the pointer to the middle of an element, or to another part of it. */
	async moveTo(target: Locator, part = { x: 0.5, y: 0.5 }): Promise<void> {
		await target.scrollIntoViewIfNeeded();
		const box = await target.boundingBox();
		if (box === null) throw new Error(`There is nothing to point at: ${String(target)}`);
		const from = this.pointer;
		const to = { x: box.x + box.width * part.x, y: box.y + box.height * part.y };
		for (let step = 1; step <= STEPS; step++) {
			const way = 1 - (1 - step / STEPS) ** 2;
			this.pointer = {
				x: from.x + (to.x - from.x) * way,
				y: from.y + (to.y - from.y) * way,
			};
			await this.page.mouse.move(this.pointer.x, this.pointer.y);
			await this.show(STEP_MS);
		}
	}

	async click(target: Locator, part?: { x: number; y: number }): Promise<void> {
		await this.moveTo(target, part);
		await this.page.mouse.click(this.pointer.x, this.pointer.y);
	}

	async doubleClick(target: Locator): Promise<void> {
		await this.moveTo(target);
		await this.page.mouse.dblclick(this.pointer.x, this.pointer.y);
	}

	/** Drags an element onto another one. */
	async drag(source: Locator, target: Locator): Promise<void> {
		await this.moveTo(source);
		await this.page.mouse.down();
		await this.moveTo(target);
		await this.page.mouse.up();
	}

	/** Scrolls what an element is in, until the element is in the middle. */
	async scrollTo(target: Locator): Promise<void> {
		await target.evaluate((element: { scrollIntoView(options: object): void }) => {
			element.scrollIntoView({ block: 'center', behavior: 'smooth' });
		});
		for (let step = 0; step < STEPS; step++) await this.show(STEP_MS);
	}

	/** Types letter by letter into what has the focus. */
	async type(text: string): Promise<void> {
		for (const letter of text) {
			await this.page.keyboard.type(letter);
			await this.show(LETTER_MS);
		}
	}

	/** Writes the film as a GIF that begins anew at its end. */
	save(path: string): void {
		const width = FILM_SIZE.width * FILM_SCALE;
		const height = FILM_SIZE.height * FILM_SCALE;
		const palette = paletteOf(this.frames);
		const indexOf = nearestIn(palette);
		const gif = GIFEncoder();
		let before: Uint8Array | undefined;
		for (const { pixels, ms } of this.frames) {
			const indexes = Uint8Array.from(coloursOf(pixels), indexOf);
			gif.writeFrame(before === undefined ? indexes : changed(before, indexes), width, height, {
				palette,
				delay: ms,
				transparent: before !== undefined,
				transparentIndex: UNCHANGED,
				dispose: 1,
			});
			before = indexes;
		}
		gif.finish();
		writeFileSync(path, gif.bytes());
	}

	private async drawPointer(): Promise<void> {
		await this.page.evaluate(
			`(({ x, y }) => {
				let arrow = document.querySelector('#film-pointer');
				if (!arrow) {
					arrow = document.createElement('div');
					arrow.id = 'film-pointer';
					arrow.innerHTML = '<svg width="28" height="28" viewBox="0 0 24 24"><path d="M4 2l15 11h-7l4 8-3 1.4-4-8-5 5z" fill="#111" stroke="#fff" stroke-width="1.4"/></svg>';
					arrow.style.cssText = 'position:fixed;z-index:2147483647;pointer-events:none;left:0;top:0';
				}
				document.body.append(arrow);
				arrow.style.transform = 'translate(' + (x - 4) + 'px,' + (y - 2) + 'px)';
			})(${JSON.stringify(this.pointer)})`,
		);
		await sleep(STEP_MS); // Until it is drawn.
	}
}

/**
 * The colours of a whole film, so that what stays looks the same in every frame: those that are seen most as they are,
 * as large areas must not change, and the others by what is near to them.
 */
function paletteOf(frames: Frame[]): Palette {
	const counts = new Map<number, number>();
	for (const { pixels } of frames.filter(({ ms }) => ms > STEP_MS)) {
		for (const colour of coloursOf(pixels)) counts.set(colour, (counts.get(colour) ?? 0) + 1);
	}
	const colours = [...counts].sort(([, a], [, b]) => b - a).map(([colour]) => colour);
	const exact = colours.slice(0, EXACT_COLOURS).map(channels);
	const others = Uint32Array.from(colours.slice(EXACT_COLOURS));
	const near = quantize(new Uint8Array(others.buffer), UNCHANGED - EXACT_COLOURS);
	const palette = [...exact, ...near];
	while (palette.length <= UNCHANGED) palette.push([0, 0, 0]);
	return palette;
}

/** Finds the index of the nearest colour, and remembers it, as there are few colours and many pixels. */
function nearestIn(palette: Palette): (colour: number) => number {
	const usable = palette.slice(0, UNCHANGED);
	const known = new Map<number, number>();
	return (colour) => {
		const index = known.get(colour) ?? nearestColorIndex(usable, channels(colour));
		known.set(colour, index);
		return index;
	};
}

/** Pixels as one number each. */
function coloursOf(pixels: Uint8Array): Uint32Array {
	return new Uint32Array(pixels.buffer, pixels.byteOffset, pixels.byteLength / 4);
}

/** Red, green and blue of a pixel. */
function channels(colour: number): number[] {
	return [colour & 0xff, (colour >> 8) & 0xff, (colour >> 16) & 0xff];
}

/** A frame in which only what is new has colours. */
function changed(before: Uint8Array, now: Uint8Array): Uint8Array {
	return now.map((colour, index) => (colour === before[index] ? UNCHANGED : colour));
}

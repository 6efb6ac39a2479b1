import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Palette } from 'gifenc';
import { applyPalette, GIFEncoder, quantize } from 'gifenc';
import type { Locator, Page } from 'playwright-core';
import { PNG } from 'pngjs';

/** The page; pictures of it are taken at `SCALE`, so that a film is 900 pixels wide. */
export const FILM_SIZE = { width: 1125, height: 720 };
export const FILM_SCALE = 0.8;
/** On the way from one place to another. */
const STEPS = 5;
const STEP_MS = 60;
const LETTER_MS = 90;
/** A GIF has 256 colours; one says that a pixel is as it was. */
const COLOURS = 255;
const UNCHANGED = COLOURS;
/** Looked at for the colours, as all pixels would take long. */
const EVERY_NTH_PIXEL = 7;

interface Frame {
	pixels: Uint8Array;
	ms: number;
}

/** Records what is done on a page, with a pointer, as an animated GIF. */
export class Film {
	private readonly frames: Frame[] = [];
	private pointer = { x: FILM_SIZE.width / 2, y: FILM_SIZE.height * 0.8 };

	constructor(private readonly page: Page) {}

	/** Shows the page as it is for some time. */
	async show(ms: number): Promise<void> {
		await this.drawPointer();
		const { data } = PNG.sync.read(await this.page.screenshot());
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
		const palette = this.palette();
		const gif = GIFEncoder();
		let before: Uint8Array | undefined;
		for (const { pixels, ms } of this.frames) {
			const indexes = applyPalette(pixels, palette);
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

	/** The colours of the whole film, so that what stays looks the same in every frame. */
	private palette(): Palette {
		const samples = this.frames.flatMap(({ pixels, ms }) => (ms > STEP_MS ? [sample(pixels)] : []));
		const colours = quantize(Buffer.concat(samples), COLOURS);
		while (colours.length <= UNCHANGED) colours.push([0, 0, 0]);
		return colours;
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

/** Some pixels of many. */
function sample(pixels: Uint8Array): Uint8Array {
	const rgba = new Uint32Array(pixels.buffer, pixels.byteOffset, pixels.byteLength / 4);
	const some = rgba.filter((_, index) => index % EVERY_NTH_PIXEL === 0);
	return new Uint8Array(some.buffer);
}

/** A frame in which only what is new has colours. */
function changed(before: Uint8Array, now: Uint8Array): Uint8Array {
	return now.map((colour, index) => (colour === before[index] ? UNCHANGED : colour));
}

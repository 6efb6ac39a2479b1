import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import spawn, { SubprocessError } from 'nano-spawn';
import type { Disposable, Page } from 'playwright-core';

export const SIZE = { width: 1280, height: 800 };
const FRAMES_PER_SECOND = 10;
/** How long a title stands. */
const TITLE_MS = 1600;
/** How long a caption is read before anything happens: so long, and so much longer for each character. */
const READING_MS = 700;
const READING_MS_PER_CHARACTER = 24;
/** From the pointer's arrival to the click. */
const POINTING_MS = 350;

/** A picture that does not change stands no longer, however long n8n takes for the next one. */
const STILL_MS = 4000;
/** What n8n works on for longer is played so much faster that it takes no longer. */
const WAITING_MS = 3000;

/** At the very bottom, where the editor has nothing to click on. */
const CAPTION =
	'position: fixed; left: 0; right: 0; bottom: 0; padding: 9px 20px; background: #181828; color: #fff; ' +
	'font: 600 18px/1.3 system-ui, sans-serif; text-align: center';
const CARD =
	'position: fixed; inset: 0; display: flex; flex-direction: column; align-items: center; justify-content: center; ' +
	'gap: 14px; background: #181828; color: #fff; font: 600 40px system-ui, sans-serif';

interface Frame {
	file: string;
	/** Milliseconds since 1970. */
	at: number;
}

/** What is said in a film: the titles of its chapters, and the captions in them. */
interface Saying {
	at: number;
	kind: 'title' | 'caption';
	text: string;
}

/** A time in which n8n works, and nothing else happens. */
interface Wait {
	from: number;
	to: number;
}

/** A film of what happens in a browser: one take, with captions and a pointer. */
export class Film {
	private readonly folder = mkdtempSync(join(tmpdir(), 'demo-frames-'));
	private readonly frames: Frame[] = [];
	private readonly sayings: Saying[] = [];
	private readonly waits: Wait[] = [];
	private readonly windows: Page[] = [];
	private end = 0;
	private text?: string;
	/** The caption, in each window that has it. */
	private readonly shown: Disposable[] = [];

	/** Films a window, which covers those that are filmed already until it closes. */
	async add(page: Page): Promise<void> {
		this.windows.push(page);
		page.once('close', () => {
			this.windows.splice(this.windows.indexOf(page), 1);
		});
		await page.setViewportSize(SIZE);
		await page.screencast.start({
			size: SIZE,
			fps: FRAMES_PER_SECOND,
			quality: 90,
			onFrame: ({ data, timestamp }) => {
				if (this.end === 0 && page === this.windows.at(-1)) this.keep(data, timestamp);
			},
		});
		await page.screencast.showActions({ duration: POINTING_MS, style: { title: 'display: none' } });
		if (this.text !== undefined) await this.show(this.text);
	}

	/**
	 * Begins a chapter with a title that covers the window.
	 *
	 * @param prepare what happens behind it, such as loading a page
	 */
	async title(title: string, description: string, prepare?: () => Promise<void>): Promise<void> {
		this.sayings.push({ at: Date.now(), kind: 'title', text: title });
		const html = `<div style="${CARD}">${title}<small style="font-size: 20px">${description}</small></div>`;
		const card = await this.top.screencast.showOverlay(html);
		await this.hideCaption();
		await sleep(TITLE_MS);
		if (prepare) await this.wait(prepare);
		await card.dispose();
	}

	/** Waits for something that n8n does, which is played faster if it takes long. */
	async wait(work: () => Promise<unknown>): Promise<void> {
		const from = Date.now();
		await work();
		this.waits.push({ from, to: Date.now() });
	}

	/** Shows a caption, which stays until the next one, and gives time to read it. */
	async say(text: string): Promise<void> {
		this.sayings.push({ at: Date.now(), kind: 'caption', text });
		await this.hideCaption();
		await this.show(text);
		await sleep(READING_MS + READING_MS_PER_CHARACTER * text.length);
	}

	/**
	 * Ends the film.
	 *
	 * @returns its length in seconds
	 */
	async write(path: string): Promise<number> {
		this.end = Date.now();
		for (const page of this.windows) await page.screencast.stop();
		const list = this.frames.flatMap(({ file }, index) => {
			return [`file '${file}'`, `duration ${this.standing(index) / 1000}`];
		});
		const last = this.frames.at(-1);
		// The last duration counts only if a file follows.
		if (last) list.push(`file '${last.file}'`);
		writeFileSync(join(this.folder, 'frames.txt'), ['ffconcat version 1.0', ...list].join('\n'));
		await ffmpeg([
			...['-f', 'concat', '-safe', '0', '-i', join(this.folder, 'frames.txt')],
			...['-vf', `fps=${FRAMES_PER_SECOND},scale=${SIZE.width}:${SIZE.height},format=yuv420p`],
			...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '23', '-movflags', '+faststart', path],
		]);
		return this.secondsAt(this.end);
	}

	/** Everything that is said, with times, as Markdown. */
	transcript(heading: string): string {
		const lines = this.sayings.map(({ at, kind, text }) => {
			const time = minutes(this.secondsAt(at));
			return kind === 'title' ? `\n## ${time} ${text}\n` : `- ${time} ${text}`;
		});
		return `# ${heading}\n${lines.join('\n')}\n`;
	}

	/** Removes what the film is made of. */
	close(): void {
		rmSync(this.folder, { recursive: true });
	}

	/** How long a frame stands in the film, in milliseconds. */
	private standing(index: number): number {
		const from = this.frames[index]?.at ?? 0;
		const to = this.frames[index + 1]?.at ?? this.end;
		return Math.min(Math.max(this.played(to) - this.played(from), 0), STILL_MS);
	}

	/** A moment, as if no wait had been longer than it is played. */
	private played(moment: number): number {
		const saved = this.waits.map(({ from, to }) => {
			const length = to - from;
			const waited = Math.min(Math.max(moment - from, 0), length);
			return length > WAITING_MS ? waited * (1 - WAITING_MS / length) : 0;
		});
		return moment - saved.reduce((sum, ms) => sum + ms, 0);
	}

	/** Where in the film a moment is. */
	private secondsAt(moment: number): number {
		const before = this.frames.filter(({ at }) => at < moment);
		const last = before.length - 1;
		const full = before.slice(0, -1).reduce((sum, _frame, index) => sum + this.standing(index), 0);
		const since = this.played(moment) - this.played(before[last]?.at ?? moment);
		const rest = Math.min(since, STILL_MS);
		return (full + rest) / 1000;
	}

	private get top(): Page {
		const top = this.windows.at(-1);
		if (top === undefined) throw new Error('No window is filmed');
		return top;
	}

	private keep(data: Buffer, at: number): void {
		const file = join(this.folder, `${this.frames.length}.jpg`);
		writeFileSync(file, data);
		this.frames.push({ file, at });
	}

	private async show(text: string): Promise<void> {
		this.text = text;
		const html = `<div style="${CAPTION}">${text}</div>`;
		this.shown.push(await this.top.screencast.showOverlay(html));
	}

	private async hideCaption(): Promise<void> {
		this.text = undefined;
		for (const shown of this.shown.splice(0)) {
			// The window may be gone, and the caption with it.
			await shown.dispose().catch(() => undefined);
		}
	}
}

/** As a video player shows a time. */
export function minutes(seconds: number): string {
	const whole = Math.floor(seconds);
	return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/**
 * @throws Error that says where to get ffmpeg, if it is not there
 */
export async function ffmpeg(args: string[]): Promise<void> {
	try {
		await spawn('ffmpeg', ['-y', '-loglevel', 'error', ...args], { stdin: 'ignore' });
	} catch (error) {
		if (error instanceof SubprocessError && isMissing(error.cause)) {
			throw new Error('The video needs ffmpeg: on Debian, apt-get install ffmpeg');
		}
		throw error;
	}
}

function isMissing(cause: unknown): boolean {
	return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
}

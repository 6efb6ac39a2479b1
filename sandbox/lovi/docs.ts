import { Router } from 'express';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LoviState } from './state';

const directory = join(__dirname, 'docs', 'en', 'api-reference');

/** A page of the documentation: Markdown whose first line is its title. */
interface Page {
	path: string;
	title: string;
	text: string;
}

/** Lovi's documentation as Mintlify gives it to readers that are no browsers: `llms.txt` and its pages. */
export function docsRoutes(state: LoviState): Router {
	const pages = readdirSync(directory).map((file): Page => {
		const text = readFileSync(join(directory, file), 'utf8');
		const [title = ''] = text.replace('# ', '').split('\n', 1);
		return { path: `/en/api-reference/${file}`, title, text };
	});
	return Router().use((req, res) => {
		const page = pages.find(({ path }) => path === req.path);
		if (state.settings.description === 'absent') res.status(404).end();
		else if (req.path === '/llms.txt') {
			res.type('text').send(listOf(pages, `http://${req.headers.host ?? ''}${req.baseUrl}`));
		} else if (page === undefined) res.status(404).end();
		else res.type('text/markdown').send(page.text);
	});
}

function listOf(pages: Page[], address: string): string {
	const lines = pages.map(({ path, title }) => `- [${title}](${address}${path})`);
	return ['# Lovi', '', '## Docs', '', ...lines, ''].join('\n');
}

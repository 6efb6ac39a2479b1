import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readIdentity } from '../release/identity';
import { addDocuments, filterBlocks } from './documents';
import { filesBelow } from './files';
import { entriesOf, json, lockFileOf, manifestOf, TEMPLATES } from './manifest';
import type { Service } from './names';
import { PACKAGES, SERVICES, serviceOf } from './names';
import type { Problem } from './problems';
import { foreignWords, SplitError } from './problems';
import { sourcesOf } from './sources';

const ROOT = join(__dirname, '..', '..');
const DOCUMENTS = ['README.md', 'CHANGELOG.md', 'SECURITY.md', 'LICENSE'];

/**
 * Writes a source repository for each service, which can be published as it is: `<into>/n8n-nodes-mluvii` and
 * `<into>/n8n-nodes-lovi`. What is there already is replaced.
 *
 * @throws SplitError with all that is wrong with them, such as words of the other service; they are written even so
 */
export function splitPackages(into: string): void {
	const problems = SERVICES.flatMap((service) => {
		const { files, problems } = makePackage(service);
		const folder = join(into, PACKAGES[service]);
		rmSync(folder, { recursive: true, force: true });
		for (const [file, content] of files) {
			mkdirSync(join(folder, dirname(file)), { recursive: true });
			writeFileSync(join(folder, file), content);
		}
		return problems.map(({ file, line, what }) => `${PACKAGES[service]}/${file}:${line} ${what}`);
	});
	if (problems.length > 0) throw new SplitError(problems);
}

/** The files of a package by their paths, and what is wrong with them. */
function makePackage(service: Service): { files: Map<string, Buffer>; problems: Problem[] } {
	const problems: Problem[] = [];
	const read = (path: string) => readFor(service, path, problems);

	const files = new Map<string, Buffer>();
	for (const path of [...sourcesOf(ROOT, entriesOf(service)), ...examplesOf(service)]) {
		files.set(path, read(path));
	}
	for (const path of [`contracts/${service}.openapi.yaml`, `docs/reference/${service}-api.md`]) {
		files.set(path, read(path));
	}
	for (const path of filesBelow(ROOT, TEMPLATES)) {
		files.set(path.slice(TEMPLATES.length + 1), read(path));
	}
	const manifest = manifestOf(service);
	files.set('package.json', json(manifest));
	files.set('package-lock.json', json(lockFileOf(manifest)));
	addDocuments(ROOT, files, DOCUMENTS, read, problems);

	const [other = service] = SERVICES.filter((each) => each !== service);
	return { files, problems: [...problems, ...foreignWords(files, other)] };
}

/** The workflows that use nodes of this service, and of no other. */
function examplesOf(service: Service): string[] {
	const type = new RegExp(`"${PACKAGES.combined}\\.(\\w+)"`, 'g');
	return readdirSync(join(ROOT, 'examples'))
		.filter((name) => name.endsWith('.json'))
		.map((name) => join('examples', name))
		.filter((path) => {
			const types = [...readFileSync(join(ROOT, path), 'utf8').matchAll(type)];
			return types.length > 0 && types.every(([, name = '']) => serviceOf(name) === service);
		});
}

/** A file of this repository as a package gets it: with its names, and what only others get left out. */
function readFor(service: Service, path: string, problems: Problem[]): Buffer {
	const content = readFileSync(join(ROOT, path));
	if (content.includes(0)) return content;
	const { repositories } = readIdentity(ROOT);
	const text = content
		.toString('utf8')
		.replaceAll(repositories.combined, repositories[service])
		.replaceAll(PACKAGES.combined, PACKAGES[service]);
	return Buffer.from(path.endsWith('.md') ? filterBlocks(path, text, service, problems) : text);
}

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { filled } from '../release/fill';
import type { Identity } from '../release/identity';
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
/** The form for a command that single packages do not have. */
const COMBINED_FORM = '.github/ISSUE_TEMPLATE/live_check.yml';
const DOCUMENTS = ['README.md', 'CHANGELOG.md', 'SECURITY.md', 'LICENSE'];

/** Its words are no other service's, as those of an owner called after one would be. */
const NOBODY: Identity = {
	owner: '',
	author: { name: '', email: '' },
	repositories: { combined: '', mluvii: '', lovi: '' },
	securityContact: '',
};

interface Package {
	/** By their paths. */
	files: Map<string, Buffer>;
	/** What is wrong with them, in words. */
	problems: string[];
}

/**
 * Writes a source repository for each service, which can be published as it is: `<into>/n8n-nodes-mluvii` and
 * `<into>/n8n-nodes-lovi`. What is there already is replaced.
 *
 * @throws SplitError with all that is wrong with them, such as words of the other service; then none is there
 */
export function splitPackages(into: string, identity = readIdentity()): void {
	const packages = SERVICES.map((service) => ({
		folder: join(into, PACKAGES[service]),
		...makePackage(service, identity),
	}));
	for (const { folder } of packages) rmSync(folder, { recursive: true, force: true });
	const problems = packages.flatMap((each) => each.problems);
	if (problems.length > 0) throw new SplitError(problems);
	for (const { folder, files } of packages) {
		for (const [file, content] of files) {
			mkdirSync(join(folder, dirname(file)), { recursive: true });
			writeFileSync(join(folder, file), content);
		}
	}
}

/** What keeps the packages from being written, without writing them. */
export function splitProblems(): string[] {
	return SERVICES.flatMap((service) => makePackage(service, readIdentity()).problems);
}

function makePackage(service: Service, identity: Identity): Package {
	const problems: Problem[] = [];
	const files = collectFiles(service, identity, problems);
	const [other = service] = SERVICES.filter((each) => each !== service);
	const foreign = foreignWords(collectFiles(service, NOBODY, []), other);
	return {
		files,
		problems: [...problems, ...foreign].map(
			({ file, line, what }) => `${PACKAGES[service]}/${file}:${line} ${what}`,
		),
	};
}

/** The files of a package as they are for an identity. */
function collectFiles(
	service: Service,
	identity: Identity,
	problems: Problem[],
): Map<string, Buffer> {
	const read = (path: string) => readFor(service, path, identity, problems);

	const files = new Map<string, Buffer>();
	for (const path of [...sourcesOf(ROOT, entriesOf(service)), ...examplesOf(service)]) {
		files.set(path, read(path));
	}
	for (const path of [
		`contracts/${service}.openapi.yaml`,
		`docs/reference/${service}-api.md`,
		...filesBelow(ROOT, '.github/ISSUE_TEMPLATE').filter((path) => path !== COMBINED_FORM),
	]) {
		files.set(path, read(path));
	}
	for (const path of filesBelow(ROOT, TEMPLATES)) {
		files.set(path.slice(TEMPLATES.length + 1), read(path));
	}
	const manifest = manifestOf(service, identity);
	files.set('package.json', json(manifest));
	files.set('package-lock.json', json(lockFileOf(manifest)));
	addDocuments(ROOT, files, DOCUMENTS, read, problems);
	return files;
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
function readFor(service: Service, path: string, identity: Identity, problems: Problem[]): Buffer {
	const content = readFileSync(join(ROOT, path));
	if (content.includes(0)) return content;
	const { [service]: own } = identity.repositories;
	const text = filled(path, content.toString('utf8'), {
		...identity,
		repositories: { ...identity.repositories, combined: own },
	})
		.replaceAll(readIdentity().repositories.combined, own)
		.replaceAll(PACKAGES.combined, PACKAGES[service]);
	return Buffer.from(path.endsWith('.md') ? filterBlocks(path, text, service, problems) : text);
}

import type { IExecuteFunctions } from 'n8n-workflow';

/**
 * What a user is told whose n8n has the node from several packages. n8n runs each of them with code of its own, so
 * that what is kept in memory for the whole process, such as the requests of the last minute, is kept for each.
 * It cannot be shared: what verified packages must not use is the one place for it, `globalThis`.
 *
 * @returns undefined where there is one package, as there should be
 */
export function otherPackagesHint(context: IExecuteFunctions): string | undefined {
	const [own, name] = split(context.getNode().type);
	const others = Object.keys(context.getKnownNodeTypes())
		.map(split)
		.filter(([other, same]) => same === name && other !== own && isNamedAfter(name, other))
		.map(([other]) => other);
	if (others.length === 0) return undefined;
	return `This node is also installed with ${others.join(' and ')}. Each package works by itself: the limits that one keeps, and the answers that one waits for, are not known to the other. Move your workflows to one of them, and uninstall the other.`;
}

/** The package and the name of a node's type, such as `n8n-nodes-base.set`. */
function split(type: string): [string, string] {
	const dot = type.lastIndexOf('.');
	return [type.slice(0, dot), type.slice(dot + 1)];
}

/** A node of the same name can be anybody's; these packages are called after the service, as their nodes are. */
function isNamedAfter(node: string, packageName: string): boolean {
	const [service = ''] = /^[a-z]+/.exec(node) ?? [];
	return packageName.startsWith('n8n-nodes-') && packageName.split('-').includes(service);
}

import { createHash } from 'node:crypto';

const AT_ONCE: Access = {
	delay: async () => {
		await Promise.resolve();
	},
};

/** What n8n keeps for a node. */
interface Row {
	data: string[];
}

/** What a process does to the database, and how long that takes. */
export interface Access {
	/** Waits for the row to be read, or to be written; never ends for a process that was killed. */
	delay: (what: 'read' | 'write') => Promise<void>;
}

/**
 * The table in which n8n remembers what was processed, kept in memory, with n8n's own algorithm: it reads a row,
 * compares, and writes it back (n8n 2.41.1, dist/deduplication/deduplication-helper.js).
 */
export class ProcessedData {
	/** By workflow and node. */
	readonly rows = new Map<string, Row>();

	constructor(private readonly access = AT_ONCE) {}

	/** n8n's helpers for one node, as one process uses them. */
	helpers(row: string, access = this.access) {
		return {
			checkProcessedAndRecord: async (
				items: Array<string | number>,
				_scope: string,
				{ maxEntries }: { maxEntries?: number },
			) => await this.check(row, items, maxEntries, access),
			removeProcessed: async (items: Array<string | number>) => {
				await this.remove(row, items, access);
			},
		};
	}

	private async check(row: string, items: Array<string | number>, maxEntries = 0, access: Access) {
		const hashes = items.map(hashOf);
		const trim = (data: string[]) => {
			if (maxEntries) data.splice(0, data.length - maxEntries);
			return data;
		};
		const data = await this.read(row, access);
		if (!data) {
			await access.delay('write');
			if (this.rows.has(row)) throw new Error('duplicate key value violates unique constraint');
			this.rows.set(row, { data: trim(hashes) });
			return { new: items, processed: [] };
		}
		const known = new Set(data);
		const isKnown = (_: unknown, index: number) => known.has(hashes[index] ?? '');
		data.push(...hashes.filter((hash) => !known.has(hash)));
		await access.delay('write');
		this.rows.set(row, { data: trim(data) });
		const processed = items.filter(isKnown);
		return { new: items.filter((item) => !processed.includes(item)), processed };
	}

	private async remove(row: string, items: Array<string | number>, access: Access): Promise<void> {
		const data = await this.read(row, access);
		if (!data) return;
		for (const hash of items.map(hashOf)) {
			const index = data.indexOf(hash);
			if (index !== -1) data.splice(index, 1);
		}
		await access.delay('write');
		this.rows.set(row, { data });
	}

	private async read(row: string, access: Access): Promise<string[] | undefined> {
		await access.delay('read');
		return this.rows.get(row)?.data.slice();
	}
}

function hashOf(item: string | number): string {
	return createHash('md5').update(item.toString()).digest('base64');
}

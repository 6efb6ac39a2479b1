/** Records of one kind by id, in the order in which they came; an id is never given twice. */
export class Table<Row extends { id: number }> {
	private readonly rows = new Map<number, Row>();

	constructor(
		rows: Row[],
		private nextId = 1,
	) {
		this.replace(rows);
	}

	/** Forget all records, and store these. */
	replace(rows: Row[]): void {
		this.rows.clear();
		for (const row of rows) this.rows.set(row.id, row);
		this.nextId = Math.max(this.nextId, ...rows.map(({ id }) => id + 1));
	}

	/** All records. */
	all(): Row[] {
		return [...this.rows.values()];
	}

	/** Whether there is a record with this id. */
	has(id: number): boolean {
		return this.rows.has(id);
	}

	/** The record with this id. */
	get(id: number): Row | undefined {
		return this.rows.get(id);
	}

	/** Store the record that `make` gives for the next free id; returns it. */
	add(make: (id: number) => Row): Row {
		const row = make(this.nextId++);
		this.rows.set(row.id, row);
		return row;
	}

	/** Forget a record; false when there is none. */
	delete(id: number): boolean {
		return this.rows.delete(id);
	}
}

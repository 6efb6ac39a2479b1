import type { IDataObject } from 'n8n-workflow';

/** A record that a trigger watches for. */
export interface Entry {
	id: string;
	/** Where it stands among all: the microsecond at which it happened, or its ID. Several can have the same. */
	place: number;
	record: IDataObject;
}

/** A part of a feed. */
export interface Reading {
	/** All records behind the place asked for, up to another one; in no order. */
	entries: Entry[];
	/** Whether it goes up to the newest record. */
	isWhole: boolean;
	/** What makes the next reading faster. */
	hint?: number;
}

/** How a feed is to be read. */
export interface Extent {
	/** Records behind this place. */
	after: number;
	/** About so many at most; more only where they cannot be told apart by their places. */
	most: number;
	/** Whether there were more the last time. */
	isLong?: boolean;
	/** From the reading before. */
	hint?: number;
}

/** Records of Mluvii to which new ones come at the end, or a little before it. */
export interface Feed {
	/** A place before all records. */
	readonly beginning: number;
	/** How far before the newest record others may still turn up. */
	readonly overlap: number;
	/** The place of the newest record, or of one close to it; undefined where there is none. */
	newest(): Promise<number | undefined>;
	/** The place that a record gets which comes now, as far as Mluvii said with its latest answer. */
	readonly present: number | undefined;
	/** Reads what is behind a place. */
	read(extent: Extent): Promise<Reading>;
	/** A place as people read it. */
	name(place: number): string;
}

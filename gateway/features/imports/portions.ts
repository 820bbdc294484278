import type { Place, Portion, RowFile } from '../../ingest/index.ts';
import type { Collection } from '../../write/collection.ts';

/** Larger ones are no faster: what lives longer costs more to collect. */
const plainRows = { rows: 2_500, bytes: 1024 * 1024 };
/** Making and putting vectors takes its time, and a cancel waits for the portion that is being written. */
const searchedRows = { rows: 2_000, bytes: 1024 * 1024 };

/** What is written at once. It depends on nothing but the collection, so that a place always has the same portion. */
export function portionAt({ qdrantCollection }: Collection, from: Place): Portion {
  return { from, bounds: qdrantCollection === null ? plainRows : searchedRows };
}

export function firstPortion(collection: Collection, { layout }: RowFile): Portion {
  return portionAt(collection, layout.start);
}

import { filterToQdrant, filterToSql } from '../../filters/index.ts';
import type { Filter } from '../../filters/index.ts';
import type { Queryable } from '../../infra/postgres.ts';
import type { VectorFilter } from '../../infra/vectors.ts';
import { meanChunks } from '../../write/chunk-stats.ts';
import { pointsTable, recordsTable } from '../../write/collection.ts';
import type { Collection } from '../../write/collection.ts';
import type { ChunkStats } from '../../write/stats.ts';

/** Who decides what of a filter. */
export interface SearchPlan {
  /** What the vector store filters by; undefined lets every point through. */
  where: VectorFilter | undefined;
  /** What Postgres has to check the hits by; null where the vector store decides alone. */
  check: Filter | null;
  /** How many hits to ask for each record that is wanted. */
  hitsPerRecord: number;
}

const mostHitsPerRecord = 5;
const fewRecords = 1_000;
const fewPoints = 10 * fewRecords;

/**
 * Plans a search by its filter. What the payload holds is the vector store's to decide. Of everything else Postgres
 * knows more: a filter that lets few records through is looked up first, and the hits are sought among its points; one
 * that lets many through is checked on the hits.
 */
export async function planSearch(
  pg: Queryable,
  collection: Collection,
  filter: Filter,
  stats: ChunkStats,
): Promise<SearchPlan> {
  const { filter: where, exact } = filterToQdrant(filter);
  const hitsPerRecord = expectedHits(stats);
  if (exact) return { where, check: null, hitsPerRecord };
  const points = await pointsOfFew(pg, collection, filter);
  // Checked nevertheless: a record may have changed since.
  if (points) return { where: { must: [{ has_id: points }] }, check: filter, hitsPerRecord };
  return { where, check: filter, hitsPerRecord: mostHitsPerRecord };
}

/** A record's other chunks are hits as well, and some hits have just been replaced. */
function expectedHits(stats: ChunkStats): number {
  return Math.min(1 + (meanChunks(stats) ?? mostHitsPerRecord), mostHitsPerRecord);
}

/** The points of all records that a filter lets through; null where they are too many to name. */
async function pointsOfFew(pg: Queryable, collection: Collection, filter: Filter): Promise<string[] | null> {
  const params: unknown[] = [];
  const where = filterToSql(filter, params, 't');
  // OFFSET 0: record by record by their index; joined as a whole, all points of the collection would be read.
  const [row] = await pg.query<{ points: string[] | null }>(
    `WITH few AS MATERIALIZED (
       SELECT id FROM ${recordsTable(collection)} t WHERE ${where} LIMIT ${fewRecords + 1})
     SELECT CASE WHEN (SELECT count(*) FROM few) <= ${fewRecords} THEN ARRAY(
       SELECT c.point_id FROM few, LATERAL (
         SELECT point_id FROM ${pointsTable(collection)} WHERE record_id = few.id OFFSET 0) c LIMIT ${fewPoints + 1}
     ) END AS points`,
    params,
  );
  const points = row?.points ?? null;
  return points && points.length <= fewPoints ? points : null;
}

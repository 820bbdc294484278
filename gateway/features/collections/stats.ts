import type { CollectionStats } from '../../contract/collections.ts';
import type { Queryable } from '../../infra/postgres.ts';
import { tablesOf } from '../../write/collection.ts';
import type { Collection } from '../../write/collection.ts';
import { totalOf } from '../../write/chunk-stats.ts';
import { readChunkStats, waitingEvents } from '../../write/stats.ts';

interface Counts {
  records: number;
  files: number;
  object_bytes: number;
  changed_at: string | null;
  table_bytes: number;
}

// A point in Qdrant: an index and a weight for each term, its id and bookkeeping.
const bytesPerTerm = 8;
const bytesPerPoint = 64;

/** Counts from the folded rows and the deltas that wait; sizes from Postgres, for Qdrant estimated. */
export async function readStats(pg: Queryable, collection: Collection): Promise<CollectionStats> {
  const [[counts], stats] = await Promise.all([
    pg.query<Counts>(
      `SELECT coalesce(sum(records), 0)::bigint AS records, coalesce(sum(files), 0)::bigint AS files,
         coalesce(sum(object_bytes), 0)::bigint AS object_bytes, max(changed_at) AS changed_at,
         (SELECT sum(pg_total_relation_size(name::regclass))::bigint FROM unnest($2::text[]) AS name) AS table_bytes
       FROM (
         SELECT records, files, object_bytes, changed_at FROM frodb.collection_stats WHERE collection_id = $1
         UNION ALL
         SELECT e.records, e.files, e.object_bytes, e.at FROM ${waitingEvents}) all_of_it`,
      [collection.id, tablesOf(collection)],
      { name: 'collection-stats' },
    ),
    readChunkStats(pg, collection),
  ]);
  const { chunks, tokens } = totalOf(stats);
  return {
    records: counts?.records ?? 0,
    chunks,
    files: counts?.files ?? 0,
    bytes: {
      postgres: counts?.table_bytes ?? 0,
      qdrant: tokens * bytesPerTerm + chunks * bytesPerPoint,
      objects: counts?.object_bytes ?? 0,
    },
    changed_at: counts?.changed_at ?? collection.createdAt,
  };
}

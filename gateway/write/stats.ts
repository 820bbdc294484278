import type { Postgres, Queryable } from '../infra/postgres.ts';
import type { Collection } from './collection.ts';

/** What search needs to know of a collection's chunks, per language. */
export interface LanguageStats {
  chunks: number;
  tokens: number;
}

/** Each language's share of a collection's chunks. */
export interface ChunkStats {
  /** Of the collection, with and without chunks; read as 0 while none has any. */
  records: number;
  languages: Map<string, LanguageStats>;
}

const foldLock = 7_420_002;
const foldBatch = 10_000;

/**
 * Adds the deltas of events to the stats rows, in order, up to the oldest transaction that still runs; so no
 * event is skipped or counted twice, and no record write ever touches a shared row.
 */
export async function foldEvents(pg: Postgres): Promise<void> {
  for (;;) {
    const folded = await pg.transaction(async (tx) => {
      const [lock] = await tx.query<{ ours: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS ours', [
        foldLock,
      ]);
      return lock?.ours ? foldBatchOf(tx) : 0;
    });
    if (folded < foldBatch) return;
  }
}

async function foldBatchOf(tx: Queryable): Promise<number> {
  const [result] = await tx.query<{ folded: number }>(
    `WITH due AS (
       SELECT e.* FROM frodb.events e, frodb.stats_position p
       WHERE (e.xid, e.id) > (p.xid, p.id) AND e.xid < pg_snapshot_xmin(pg_current_snapshot())
       ORDER BY e.xid, e.id LIMIT ${foldBatch}),
     live AS (SELECT d.* FROM due d JOIN frodb.collections c ON c.id = d.collection_id),
     counted AS (
       INSERT INTO frodb.collection_stats AS s (collection_id, records, files, object_bytes, changed_at)
       SELECT collection_id, sum(records), sum(files), sum(object_bytes), max(at) FROM live GROUP BY collection_id
       ON CONFLICT (collection_id) DO UPDATE SET records = s.records + excluded.records,
         files = s.files + excluded.files, object_bytes = s.object_bytes + excluded.object_bytes,
         changed_at = greatest(s.changed_at, excluded.changed_at)),
     languages AS (
       INSERT INTO frodb.collection_languages AS l (collection_id, language, chunks, tokens)
       SELECT collection_id, d.language, sum(d.chunks), sum(d.tokens) FROM live,
         jsonb_to_recordset(languages) AS d(language text, chunks bigint, tokens bigint)
       WHERE languages IS NOT NULL GROUP BY collection_id, d.language
       ON CONFLICT (collection_id, language) DO UPDATE SET chunks = l.chunks + excluded.chunks,
         tokens = l.tokens + excluded.tokens),
     moved AS (
       UPDATE frodb.stats_position SET (xid, id) = (SELECT xid, id FROM due ORDER BY xid DESC, id DESC LIMIT 1)
       WHERE EXISTS (SELECT 1 FROM due))
     SELECT count(*)::int AS folded FROM due`,
  );
  return result?.folded ?? 0;
}

/** Deltas of a collection ($1) that are not in the stats rows yet; `e` is the event. */
export const waitingEvents = `frodb.stats_position p JOIN frodb.events e
  ON (e.xid, e.id) > (p.xid, p.id) AND e.collection_id = $1`;

/** A collection's records and chunks: the folded rows and the deltas that wait. */
export async function readChunkStats(pg: Queryable, collection: Collection): Promise<ChunkStats> {
  const rows = await pg.query<{ language: string; chunks: number; tokens: number; records: number }>(
    `WITH waiting AS (SELECT e.records, e.languages FROM ${waitingEvents})
     SELECT language, sum(chunks)::bigint AS chunks, sum(tokens)::bigint AS tokens,
       (SELECT coalesce(sum(records), 0)::bigint FROM (
          SELECT records FROM frodb.collection_stats WHERE collection_id = $1
          UNION ALL SELECT records FROM waiting) counted) AS records
     FROM (
       SELECT language, chunks, tokens FROM frodb.collection_languages WHERE collection_id = $1
       UNION ALL
       SELECT d.language, d.chunks, d.tokens FROM waiting,
         jsonb_to_recordset(languages) AS d(language text, chunks bigint, tokens bigint)
       WHERE languages IS NOT NULL) all_of_it
     GROUP BY language HAVING sum(chunks) > 0`,
    [collection.id],
    { name: 'chunk-stats' },
  );
  return {
    records: rows[0]?.records ?? 0,
    languages: new Map(rows.map(({ language, chunks, tokens }) => [language, { chunks, tokens }])),
  };
}

import type { Queryable } from '../infra/postgres.ts';
import type { Collection } from './collection.ts';
import { inRange, rangeValues } from './consumers.ts';
import type { EventConsumer, EventRange } from './consumers.ts';

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

/**
 * Adds the deltas of events to the stats rows, so that no record write ever touches a row that others share.
 */
export const statsConsumer: EventConsumer = { name: 'stats', consume: foldEvents };

async function foldEvents(tx: Queryable, range: EventRange): Promise<void> {
  await tx.query(
    `WITH live AS (SELECT e.* FROM frodb.events e JOIN frodb.collections c ON c.id = e.collection_id WHERE ${inRange}),
     counted AS (
       INSERT INTO frodb.collection_stats AS s (collection_id, records, files, object_bytes, changed_at)
       SELECT collection_id, sum(records), sum(files), sum(object_bytes), max(at) FROM live GROUP BY collection_id
       ON CONFLICT (collection_id) DO UPDATE SET records = s.records + excluded.records,
         files = s.files + excluded.files, object_bytes = s.object_bytes + excluded.object_bytes,
         changed_at = greatest(s.changed_at, excluded.changed_at))
     INSERT INTO frodb.collection_languages AS l (collection_id, language, chunks, tokens)
     SELECT collection_id, d.language, sum(d.chunks), sum(d.tokens) FROM live,
       jsonb_to_recordset(languages) AS d(language text, chunks bigint, tokens bigint)
     WHERE languages IS NOT NULL GROUP BY collection_id, d.language
     ON CONFLICT (collection_id, language) DO UPDATE SET chunks = l.chunks + excluded.chunks,
       tokens = l.tokens + excluded.tokens`,
    rangeValues(range),
  );
}

/** Deltas of a collection ($1) that are not in the stats rows yet; `e` is the event. */
export const waitingEvents = `frodb.event_consumers p JOIN frodb.events e
  ON p.name = 'stats' AND (e.xid, e.id) > (p.xid, p.id) AND e.collection_id = $1`;

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

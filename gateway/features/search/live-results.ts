import { filterToSql } from '../../filters/index.ts';
import type { Filter } from '../../filters/index.ts';
import type { Queryable } from '../../infra/postgres.ts';
import type { VectorHit } from '../../infra/vectors.ts';
import type { JsonValue } from '../../schema/json.ts';
import { chunksTable, passagesTable, recordsTable } from '../../write/collection.ts';
import type { Collection } from '../../write/collection.ts';
import type { Box, StoredRow } from '../../write/prepared.ts';
import { toStoredRow } from '../../write/rows.ts';

export interface LivePassage {
  field: number;
  number: number;
  score: number;
  text: string;
  page: number | null;
  boxes: Box[] | null;
}

export interface LiveResult {
  score: number;
  row: StoredRow;
  /** Best first, at most three. */
  passages: LivePassage[];
}

export interface LiveResults {
  results: LiveResult[];
  /** Points that no row backs. */
  dropped: string[];
}

interface PageRow {
  score: number;
  row: Record<string, JsonValue> & { id: string; revision: string };
  created_at: string;
  updated_at: string;
  passages: LivePassage[];
  live: string[];
}

const passagesPerRecord = 3;

/** Joins hits to live rows, groups them by record and reads one page with its best passages: one round trip. */
export async function readLiveResults(
  pg: Queryable,
  collection: Collection,
  hits: VectorHit[],
  { filter, limit, offset }: { filter: Filter; limit: number; offset: number },
): Promise<LiveResults> {
  if (hits.length === 0) return { results: [], dropped: [] };
  const params: unknown[] = [hits.map(({ id }) => id), hits.map(({ score }) => score), limit, offset];
  const where = filterToSql(filter, params, 't');
  const rows = await pg.query<PageRow>(
    `WITH hit AS MATERIALIZED (
       SELECT c.point_id, c.record_id, c.field, c.number, c.passage_id, h.score, h.position
       FROM unnest($1::uuid[], $2::float8[]) WITH ORDINALITY AS h (point_id, score, position)
       JOIN ${chunksTable(collection)} c USING (point_id)),
     page AS (
       SELECT hit.record_id, min(hit.position) AS position, max(hit.score) AS score
       FROM hit JOIN ${recordsTable(collection)} t ON t.id = hit.record_id WHERE ${where}
       GROUP BY hit.record_id ORDER BY score DESC, hit.record_id LIMIT $3 OFFSET $4)
     SELECT page.score, to_jsonb(t.*) AS row, t.created_at, t.updated_at,
       (SELECT jsonb_agg(to_jsonb(b) ORDER BY b.position) FROM (
          SELECT hit.field, hit.number, hit.score, hit.position, p.text, p.page, p.boxes
          FROM hit JOIN ${passagesTable(collection)} p ON p.id = hit.passage_id
          WHERE hit.record_id = page.record_id ORDER BY hit.position LIMIT ${passagesPerRecord}) b) AS passages,
       CASE WHEN row_number() OVER (ORDER BY page.score DESC, page.record_id) = 1 THEN (SELECT array_agg(point_id::text) FROM hit) END AS live
     FROM page JOIN ${recordsTable(collection)} t ON t.id = page.record_id ORDER BY page.score DESC, page.record_id`,
    params,
  );
  const live = new Set(rows[0]?.live ?? []);
  return {
    results: rows.map((row) => ({ score: row.score, row: toStoredRow(row), passages: row.passages })),
    dropped: hits.map(({ id }) => id).filter((id) => !live.has(id)),
  };
}

const fewRecords = 1_000;

/** The points of all records that a filter lets through; null when they are too many to name. */
export async function selectFilteredPoints(
  pg: Queryable,
  collection: Collection,
  filter: Filter,
): Promise<string[] | null> {
  const params: unknown[] = [];
  const where = filterToSql(filter, params, 't');
  const rows = await pg.query<{ point_id: string }>(
    `WITH few AS MATERIALIZED (SELECT id FROM ${recordsTable(collection)} t WHERE ${where} LIMIT ${fewRecords + 1})
     SELECT point_id FROM few JOIN ${chunksTable(collection)} c ON c.record_id = few.id
     WHERE (SELECT count(*) FROM few) <= ${fewRecords} LIMIT ${10 * fewRecords + 1}`,
    params,
  );
  if (rows.length > 10 * fewRecords) return null;
  if (rows.length > 0) return rows.map((row) => row.point_id);
  const [any] = await pg.query(`SELECT 1 FROM ${recordsTable(collection)} t WHERE ${where} LIMIT 1`, params);
  return any ? null : [];
}

/** Whether one of these points was replaced or removed after the search began. */
export async function rowsMovedOn(
  pg: Queryable,
  collection: Collection,
  points: string[],
  { startedAt, garbageDelaySeconds }: { startedAt: Date; garbageDelaySeconds: number },
): Promise<boolean> {
  const slackSeconds = 2;
  const rows = await pg.query(
    `SELECT 1 FROM frodb.garbage WHERE collection_id = $1 AND store = 'qdrant' AND names && $2::text[]
       AND due_at > $3::timestamptz + make_interval(secs => $4) LIMIT 1`,
    [collection.id, points, startedAt.toISOString(), garbageDelaySeconds - slackSeconds],
  );
  return rows.length > 0;
}

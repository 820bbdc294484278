import { filterToSql } from '../../filters/index.ts';
import type { Filter } from '../../filters/index.ts';
import type { Queryable, QueryOptions } from '../../infra/postgres.ts';
import type { VectorHit } from '../../infra/vectors.ts';
import { quoteIdentifier } from '../../schema/ddl.ts';
import { holdsFiles } from '../../schema/field-types/index.ts';
import { chunksTable, pointsTable, recordsTable } from '../../write/collection.ts';
import type { Collection } from '../../write/collection.ts';
import type { Box, StoredRow } from '../../write/prepared.ts';
import { readRow } from '../../write/rows.ts';

export interface LiveChunk {
  /** Number of its field in the schema. */
  field: number;
  /** Position among the chunks of its record and field. */
  number: number;
  score: number;
  text: string;
  page: number | null;
  boxes: Box[] | null;
}

/** A record as good as its best chunk. */
export interface LiveResult {
  score: number;
  row: StoredRow;
  /** Best first, at most three. */
  chunks: LiveChunk[];
}

export interface LivePage {
  /** Best first, equal scores by id. */
  results: LiveResult[];
  /** Points among the hits that no row backs. */
  dropped: string[];
}

export interface PageOptions {
  /** What the hits have still to be checked by; null where that is decided already. */
  check: Filter | null;
  limit: number;
  offset: number;
  /** Names of the fields to read; undefined reads all. */
  fields: readonly string[] | undefined;
}

/** A chunk of a result. */
export interface PageRow extends LiveChunk {
  record_score: number;
  /** The record's row as JSON, in the first row of each. */
  record: string | null;
  /** Positions of the hits that a row backs, from 1; null where all of them are. */
  live: number[] | null;
}

const chunksPerRecord = 3;

/** Joins hits to live rows, groups them by record and reads one page with its best chunks: one statement, one snapshot. */
export async function joinHits(
  pg: Queryable,
  collection: Collection,
  hits: VectorHit[],
  { check, limit, offset, fields }: PageOptions,
): Promise<LivePage> {
  if (hits.length === 0) return { results: [], dropped: [] };
  const points = arrayOf(hits.map(({ id }) => id));
  const scores = arrayOf(hits.map(({ score }) => score));
  const params: unknown[] = [points, scores, limit, offset];
  const checked = check
    ? `JOIN ${recordsTable(collection)} t ON t.id = hit.record_id WHERE ${filterToSql(check, params, 't')}`
    : '';
  const rows = await pg.query<PageRow>(
    `WITH hit AS MATERIALIZED (
       SELECT c.record_id, c.passage_id, c.field, c.number, h.score, h.position
       FROM unnest($1::uuid[], $2::float8[]) WITH ORDINALITY AS h (point_id, score, position)
       JOIN ${pointsTable(collection)} c USING (point_id)),
     page AS MATERIALIZED (
       SELECT hit.record_id, max(hit.score) AS score FROM hit ${checked}
       GROUP BY hit.record_id ORDER BY score DESC, hit.record_id LIMIT $3 OFFSET $4),
     best AS (
       SELECT hit.*, page.score AS record_score, row_number() OVER (PARTITION BY record_id ORDER BY position) AS place
       FROM hit JOIN page USING (record_id))
     SELECT best.record_score, CASE WHEN best.place = 1 THEN (
         SELECT ${rowJson(collection, fields)} FROM ${recordsTable(collection)} t WHERE t.id = best.record_id
       ) END AS record, best.field, best.number, best.score, p.text, p.page, p.boxes,
       CASE WHEN (SELECT count(*) FROM hit) < cardinality($1::uuid[])
         THEN (SELECT json_agg(position) FROM hit) END AS live
     FROM best JOIN ${chunksTable(collection)} p ON p.id = best.passage_id
     WHERE best.place <= ${chunksPerRecord}
     ORDER BY best.record_score DESC, best.record_id, best.position`,
    params,
    nameOf(collection, { check, fields }),
  );
  return toPage(hits, rows);
}

/** Groups the rows of a page by record. */
export function toPage(hits: VectorHit[], rows: PageRow[]): LivePage {
  const results: LiveResult[] = [];
  for (const { record, record_score: score, live: _, ...chunk } of rows) {
    if (record !== null) results.push({ score, row: readRow(record), chunks: [] });
    results.at(-1)?.chunks.push(chunk);
  }
  return { results, dropped: droppedOf(hits, rows[0]) };
}

/** Where there is no row to say so, any of the hits may have been dropped. */
function droppedOf(hits: VectorHit[], first: PageRow | undefined): string[] {
  if (first?.live === null) return [];
  const live = new Set(first?.live);
  return hits.filter((_, index) => !live.has(index + 1)).map(({ id }) => id);
}

/** As Postgres writes it: the driver would look at every element whether it wants quoting. */
function arrayOf(items: (string | number)[]): string {
  return `{${items.join(',')}}`;
}

/** A row as JSON (with `.*`, for a field may be called as a table is here); where fields are asked for, only those and the files, which every result shows. */
function rowJson({ schema }: Collection, fields: readonly string[] | undefined): string {
  if (!fields) return 'row_to_json(t.*)::text';
  const columns = schema.fields
    .filter((field) => holdsFiles(field) || fields.includes(field.name))
    .map(({ column }) => `t.${quoteIdentifier(column)}`);
  return `(SELECT row_to_json(r.*)::text FROM (SELECT ${['t.id', 't.revision', 't.created_at', 't.updated_at', ...columns].join(', ')}) r)`;
}

/** Planning a page costs as much as reading it: the one statement that every search of a collection shares is prepared. */
function nameOf(
  collection: Collection,
  { check, fields }: Pick<PageOptions, 'check' | 'fields'>,
): QueryOptions {
  return check || fields ? {} : { name: `search-page-${collection.id}` };
}

/** Whether one of these points was replaced or removed since the search began, so many milliseconds ago. */
export async function rowsMovedOn(
  pg: Queryable,
  collection: Collection,
  points: string[],
  { elapsedMs, garbageDelaySeconds }: { elapsedMs: number; garbageDelaySeconds: number },
): Promise<boolean> {
  const rows = await pg.query(
    `SELECT 1 FROM frodb.garbage WHERE collection_id = $1 AND store = 'qdrant' AND names && $2::text[]
       AND due_at > now() + make_interval(secs => $3) LIMIT 1`,
    [collection.id, points, garbageDelaySeconds - elapsedMs / 1_000 - longestCommitSeconds],
    { name: 'rows-moved-on' },
  );
  return rows.length > 0;
}

/** Garbage is due by the time when its transaction began, which may have waited for others before it committed. */
const longestCommitSeconds = 15;

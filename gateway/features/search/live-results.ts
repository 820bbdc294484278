import { createHash } from 'node:crypto';
import { filterToSql } from '../../filters/index.ts';
import type { Filter } from '../../filters/index.ts';
import type { Queryable, QueryOptions } from '../../infra/postgres.ts';
import type { VectorHit } from '../../infra/vectors.ts';
import { quoteIdentifier } from '../../schema/ddl.ts';
import { pointsTable, chunksTable, recordsTable } from '../../write/collection.ts';
import type { Collection } from '../../write/collection.ts';
import type { Box, StoredRow } from '../../write/prepared.ts';
import { readRow } from '../../write/rows.ts';
import { unchangedSince } from './filtered-points.ts';

export interface LiveChunk {
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
  chunks: LiveChunk[];
}

export interface LiveResults {
  results: LiveResult[];
  /** Points that no row backs; all of them where there is no result. */
  dropped: string[];
  /** Where `since` was asked for: the snapshot that was read; null where something had changed, and nothing was read. */
  unchanged: string | null;
}

export interface PageOptions {
  /** What the hits have still to be checked by; null where Qdrant has decided already. */
  filter: Filter | null;
  limit: number;
  offset: number;
  /** Fields to read; undefined reads all. */
  fields: readonly string[] | undefined;
  /** A snapshot: the page is read only if no write to the collection has committed since; null reads it anyway. */
  since: string | null;
}

/** Of a statement that looks whether something changed; the only column that is not null where there is no page. */
interface SinceRow {
  unchanged?: string | null;
}

/** A chunk of a result; the first one of each brings the record with it. */
interface PageRow extends LiveChunk, SinceRow {
  record_score: number;
  record: string | null;
  /** Positions of the live hits; null where all of them are. */
  live: number[] | null;
}

const chunksPerRecord = 3;

const nothing: LiveResults = { results: [], dropped: [], unchanged: null };

function ask<Row>(pg: Queryable, text: string, params: unknown[]): Promise<Row[]> {
  return pg.query<Row>(text, params, preparedAs(text));
}

/** The rows of a statement, none of them where something changed; the first one says which. */
function askUnlessChanged<Row>(
  pg: Queryable,
  text: string,
  params: unknown[],
  { collection, since, order = '' }: { collection: Collection; since: string; order?: string },
): Promise<Row[]> {
  const all = [...params, collection.id, since];
  const unchanged = unchangedSince(`$${all.length - 1}`, `$${all.length}`);
  const checked = `WITH now AS MATERIALIZED (SELECT ${unchanged} AS unchanged)
    SELECT now.unchanged, page.* FROM now LEFT JOIN (${text}) page ON now.unchanged IS NOT NULL${order}`;
  return ask(pg, checked, all);
}

/** False where something had changed since a snapshot. */
export function isRead({ unchanged }: LiveResults, since: string | null): boolean {
  return since === null || unchanged !== null;
}

function unchangedIn([first]: SinceRow[]): string | null {
  return first?.unchanged ?? null;
}

/** As Postgres writes it: the driver would look at every element whether it wants quoting. */
function arrayOf(items: (string | number)[]): string {
  return `{${items.join(',')}}`;
}

/** Joins hits to live rows, groups them by record and reads one page with its best chunks: one round trip. */
export async function readLiveResults(
  pg: Queryable,
  collection: Collection,
  hits: VectorHit[],
  { filter, limit, offset, fields, since }: PageOptions,
): Promise<LiveResults> {
  if (hits.length === 0 && since === null) return nothing;
  const points = arrayOf(hits.map(({ id }) => id));
  const scores = arrayOf(hits.map(({ score }) => score));
  const params: unknown[] = [points, scores, limit, offset];
  const checked = filter
    ? `JOIN ${recordsTable(collection)} t ON t.id = hit.record_id WHERE ${filterToSql(filter, params, 't')}`
    : '';
  const text = `WITH hit AS MATERIALIZED (
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
       ) END AS record, best.field, best.number, best.score, p.text, p.page, p.boxes, best.record_id, best.position,
       CASE WHEN (SELECT count(*) FROM hit) < cardinality($1::uuid[])
         THEN (SELECT json_agg(position) FROM hit) END AS live
     FROM best JOIN ${chunksTable(collection)} p ON p.id = best.passage_id
     WHERE best.place <= ${chunksPerRecord}`;
  const order = ' ORDER BY record_score DESC, record_id, position';
  const rows =
    since === null
      ? await ask<PageRow>(pg, text + order, params)
      : await askUnlessChanged<PageRow>(pg, text, params, { collection, since, order });
  return { results: toResults(rows), dropped: droppedOf(hits, rows[0]), unchanged: unchangedIn(rows) };
}

function toResults(rows: PageRow[]): LiveResult[] {
  const results: LiveResult[] = [];
  for (const row of rows) {
    const { record, record_score: score } = row;
    if (record) results.push({ score, row: readRow(record), chunks: [] });
    results.at(-1)?.chunks.push(row);
  }
  return results;
}

function droppedOf(hits: VectorHit[], first: PageRow | undefined): string[] {
  if (first?.live === null) return [];
  const live = new Set(first?.live);
  return hits.filter((_, index) => !live.has(index + 1)).map(({ id }) => id);
}

/** A row as JSON (with `.*`, for a field may be called as a table is here); where fields are asked for, only those and the files, which every result shows. */
function rowJson({ schema }: Collection, fields: readonly string[] | undefined): string {
  if (!fields) return 'row_to_json(t.*)::text';
  const columns = schema.fields
    .filter(({ name, type }) => type === 'file' || fields.includes(name))
    .map(({ column }) => `t.${quoteIdentifier(column)}`);
  return `(SELECT row_to_json(r.*)::text FROM (SELECT ${['t.id', 't.revision', 't.created_at', 't.updated_at', ...columns].join(', ')}) r)`;
}

/** Planning a page costs as much as reading it. A connection keeps what it has prepared, so there is an end to it. */
const mostPrepared = 200;
const prepared = new Map<string, QueryOptions>();

function preparedAs(text: string): QueryOptions {
  const known = prepared.get(text);
  if (known) return known;
  if (prepared.size >= mostPrepared) return {};
  const options = { name: `search-${createHash('sha256').update(text).digest('base64url').slice(0, 22)}` };
  prepared.set(text, options);
  return options;
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
    [collection.id, points, garbageDelaySeconds - elapsedMs / 1_000 - slackSeconds],
    { name: 'rows-moved-on' },
  );
  return rows.length > 0;
}

/** Garbage is due by the time when its transaction began, which may have waited for others before it committed. */
const slackSeconds = 15;

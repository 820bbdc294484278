import { createHash } from 'node:crypto';
import { filterToSql } from '../../filters/index.ts';
import type { Filter } from '../../filters/index.ts';
import type { Queryable, QueryOptions } from '../../infra/postgres.ts';
import type { VectorHit } from '../../infra/vectors.ts';
import { quoteIdentifier } from '../../schema/ddl.ts';
import { chunksTable, passagesTable, recordsTable } from '../../write/collection.ts';
import type { Collection } from '../../write/collection.ts';
import type { Box, StoredRow } from '../../write/prepared.ts';
import { toStoredRow } from '../../write/rows.ts';
import type { RowJson } from '../../write/rows.ts';

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

export interface PageOptions {
  /** What the hits have still to be checked by; null where Qdrant has decided already. */
  filter: Filter | null;
  limit: number;
  offset: number;
  /** Fields to read; undefined reads all. */
  fields: readonly string[] | undefined;
}

interface PageAnswer {
  /** null where no record is left. */
  page: { score: number; row: RowJson }[] | null;
  /** Of these records, best first. */
  passages: (LivePassage & { record_id: string })[] | null;
  /** Positions of the live hits; null where all of them are. */
  live: number[] | null;
}

const passagesPerRecord = 3;

/** Joins hits to live rows, groups them by record and reads one page with its best passages: one round trip. */
export async function readLiveResults(
  pg: Queryable,
  collection: Collection,
  hits: VectorHit[],
  { filter, limit, offset, fields }: PageOptions,
): Promise<LiveResults> {
  if (hits.length === 0) return { results: [], dropped: [] };
  // Arrays as Postgres writes them: the driver would look at every element whether it wants quoting.
  const points = `{${hits.map(({ id }) => id).join(',')}}`;
  const scores = `{${hits.map(({ score }) => score).join(',')}}`;
  const params: unknown[] = [points, scores, limit, offset];
  const checked = filter
    ? `JOIN ${recordsTable(collection)} t ON t.id = hit.record_id WHERE ${filterToSql(filter, params, 't')}`
    : '';
  const text = `WITH hit AS MATERIALIZED (
       SELECT c.record_id, c.passage_id, c.field, c.number, h.score, h.position
       FROM unnest($1::uuid[], $2::float8[]) WITH ORDINALITY AS h (point_id, score, position)
       JOIN ${chunksTable(collection)} c USING (point_id)),
     page AS MATERIALIZED (
       SELECT hit.record_id, max(hit.score) AS score FROM hit ${checked}
       GROUP BY hit.record_id ORDER BY score DESC, hit.record_id LIMIT $3 OFFSET $4)
     SELECT (SELECT json_agg(r.*) FROM (
         SELECT page.score, ${rowJson(collection, fields)} AS row
         FROM page JOIN ${recordsTable(collection)} t ON t.id = page.record_id
         ORDER BY page.score DESC, page.record_id) r) AS page,
       (SELECT json_agg(b.*) FROM (
         SELECT best.record_id, best.field, best.number, best.score, p.text, p.page, p.boxes
         FROM (SELECT hit.*, row_number() OVER (PARTITION BY record_id ORDER BY position) AS place
           FROM hit JOIN page USING (record_id)) best
         JOIN ${passagesTable(collection)} p ON p.id = best.passage_id
         WHERE best.place <= ${passagesPerRecord} ORDER BY best.position) b) AS passages,
       CASE WHEN (SELECT count(*) FROM hit) < cardinality($1::uuid[])
         THEN (SELECT coalesce(json_agg(position), '[]') FROM hit) END AS live`;
  // One document for the whole page: the driver takes longer over ten rows of columns than over parsing that.
  const [answer] = await pg.query<PageAnswer>(text, params, preparedAs(text));
  const { page, passages, live } = answer ?? { page: null, passages: null, live: null };
  return { results: toResults(page ?? [], passages ?? []), dropped: droppedOf(hits, live) };
}

function toResults(
  page: NonNullable<PageAnswer['page']>,
  passages: NonNullable<PageAnswer['passages']>,
): LiveResult[] {
  const results = page.map(({ score, row }) => ({
    score,
    row: toStoredRow(row),
    passages: [] as LivePassage[],
  }));
  const byId = new Map(results.map((result) => [result.row.id, result]));
  for (const passage of passages) byId.get(passage.record_id)?.passages.push(passage);
  return results;
}

function droppedOf(hits: VectorHit[], live: number[] | null): string[] {
  if (live === null) return [];
  const alive = new Set(live);
  return hits.filter((_, index) => !alive.has(index + 1)).map(({ id }) => id);
}

/** A row as JSON (with `.*`, for a field may be called as a table is here); where fields are asked for, only those and the files, which every result shows. */
function rowJson({ schema }: Collection, fields: readonly string[] | undefined): string {
  if (!fields) return 'row_to_json(t.*)';
  const columns = schema.fields
    .filter(({ name, type }) => type === 'file' || fields.includes(name))
    .map(({ column }) => `t.${quoteIdentifier(column)}`);
  return `(SELECT row_to_json(r.*) FROM (SELECT ${['t.id', 't.revision', 't.created_at', 't.updated_at', ...columns].join(', ')}) r)`;
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

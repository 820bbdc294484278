import type { Queryable } from '../../infra/postgres.ts';
import { quoteIdentifier } from '../../schema/ddl.ts';
import { pointsTable, recordsTable } from '../../write/collection.ts';
import { holdsFiles } from '../../schema/field-types/index.ts';
import type { Collection } from '../../write/collection.ts';
import type { StoredFile } from '../../write/prepared.ts';

/** What the catalogue says that the stores have of a collection. */
export interface Containers {
  id: string;
  name: string;
  databaseName: string;
  qdrantCollection: string | null;
  bucket: string | null;
}

/** Of all collections, or of some. */
export function listContainers(pg: Queryable, ids: string[] | null): Promise<Containers[]> {
  return pg.query<Containers>(
    `SELECT c.id, c.name, d.name AS "databaseName", c.qdrant_collection AS "qdrantCollection", c.bucket
     FROM frodb.collections c JOIN frodb.databases d ON d.id = c.database_id
     WHERE $1::text[] IS NULL OR c.id = ANY($1) ORDER BY d.name, c.name`,
    [ids],
    { name: 'containers' },
  );
}

/** A collection whose index is not whole. */
export interface Rebuild {
  id: string;
  /** As many as there were when it began. */
  chunks: number;
}

const selectRebuilds = 'SELECT collection_id AS id, passages AS chunks FROM frodb.rebuilds';

/** The smallest first. */
export function listRebuilds(pg: Queryable): Promise<Rebuild[]> {
  return pg.query<Rebuild>(`${selectRebuilds} ORDER BY passages, collection_id`);
}

export async function findRebuild(pg: Queryable, collectionId: string): Promise<Rebuild | undefined> {
  const [row] = await pg.query<Rebuild>(`${selectRebuilds} WHERE collection_id = $1`, [collectionId]);
  return row;
}

/** How many files of each collection are marked as lost. */
export function countLostFiles(pg: Queryable): Promise<{ id: string; count: number }[]> {
  return pg.query<{ id: string; count: number }>(
    'SELECT collection_id AS id, count(*) FROM frodb.lost_files GROUP BY collection_id',
  );
}

/** How many files some collections have. */
export function countFiles(pg: Queryable, ids: string[]): Promise<{ id: string; count: number }[]> {
  return pg.query<{ id: string; count: number }>(
    'SELECT collection_id AS id, count(*) FROM frodb.files WHERE collection_id = ANY($1::text[]) GROUP BY collection_id',
    [ids],
  );
}

/** The files of some records of a collection. */
export async function filesOfRecords(
  pg: Queryable,
  collection: Collection,
  recordIds: string[],
): Promise<StoredFile[]> {
  const columns = collection.schema.fields
    .filter(holdsFiles)
    .map(({ column }) => `coalesce(t.${quoteIdentifier(column)}, '[]')`);
  if (columns.length === 0) return [];
  const rows = await pg.query<{ file: StoredFile }>(
    // Named with its table, for a field may be called as anything is here.
    `SELECT one.value AS file FROM ${recordsTable(collection)} t, jsonb_array_elements(${columns.join(' || ')}) one
     WHERE t.id = ANY($1::uuid[])`,
    [recordIds],
  );
  return rows.map(({ file }) => file);
}

/** When FroDB last ended in order; null when it did not. From now on it runs. */
export async function takeEnd(pg: Queryable): Promise<Date | null> {
  const [row] = await pg.query<{ ended_at: string | null }>(
    `WITH before AS (SELECT ended_at FROM frodb.repository)
     UPDATE frodb.repository SET ended_at = NULL RETURNING (SELECT ended_at FROM before)`,
  );
  return row?.ended_at ? new Date(row.ended_at) : null;
}

export async function leaveEnd(pg: Queryable): Promise<void> {
  await pg.query('UPDATE frodb.repository SET ended_at = now()', [], { timeoutMs: 2_000 });
}

/** What was deleted a short while before an end that was none is deleted once more. */
export async function collectAgain(pg: Queryable): Promise<void> {
  await pg.query(
    `WITH again AS (DELETE FROM frodb.collected RETURNING store, container, names, collection_id)
     INSERT INTO frodb.garbage (store, container, names, collection_id, due_at)
     SELECT store, container, names, collection_id, now() FROM again`,
  );
}

export interface Mark {
  id: string;
  collectionId: string;
  recordId: string;
}

/** Marked files that nobody has looked for since `before`, the longest first; now somebody does. */
export function takeMarks(pg: Queryable, before: Date, limit: number): Promise<Mark[]> {
  return pg.query<Mark>(
    `WITH due AS (SELECT id FROM frodb.lost_files WHERE checked_at < $1 ORDER BY checked_at LIMIT $2
       FOR UPDATE SKIP LOCKED)
     UPDATE frodb.lost_files l SET checked_at = now() FROM due, frodb.files f WHERE l.id = due.id AND f.id = l.id
     RETURNING l.id, l.collection_id AS "collectionId", f.record_id AS "recordId"`,
    [before.toISOString(), limit],
  );
}

/** The ids of all files of a collection. */
export async function listFileIds(pg: Queryable, collectionId: string): Promise<string[]> {
  const rows = await pg.query<{ id: string }>('SELECT id FROM frodb.files WHERE collection_id = $1', [
    collectionId,
  ]);
  return rows.map(({ id }) => id);
}

export interface NewEvent {
  id: number;
  at: string;
  collectionId: string | null;
  recordIds: string[] | null;
  isNewCollection: boolean;
}

/** Events before number `before`, the newest first. */
export function listEvents(pg: Queryable, before: number | null, limit: number): Promise<NewEvent[]> {
  return pg.query<NewEvent>(
    `SELECT id, at, collection_id AS "collectionId", record_ids AS "recordIds",
       type = 'collection.created' AS "isNewCollection"
     FROM frodb.events WHERE $1::bigint IS NULL OR id < $1 ORDER BY id DESC LIMIT $2`,
    [before, limit],
  );
}

/** The points of some records. */
export async function pointsOfRecords(
  pg: Queryable,
  collection: Collection,
  recordIds: string[],
): Promise<string[]> {
  const rows = await pg.query<{ id: string }>(
    `SELECT point_id AS id FROM ${pointsTable(collection)} WHERE record_id = ANY($1::uuid[])`,
    [recordIds],
  );
  return rows.map(({ id }) => id);
}

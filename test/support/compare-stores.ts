import { recordsTable, pointsTable, chunksTable } from '../../gateway/write/collection.ts';
import type { Collection } from '../../gateway/write/collection.ts';
import type { Queryable } from '../../gateway/infra/postgres.ts';
import { waitingEvents } from '../../gateway/write/stats.ts';
import type { WriteEnv } from '../../gateway/write/env.ts';

/**
 * Compares rows, points and objects of a collection, with versions and unfinished uploads: every point a row names
 * is there and no other, every file that a row or a staged upload names is there once and no other; and the counts of
 * both are right.
 */
export async function compareStores(
  { pg, vectors, objects }: Pick<WriteEnv, 'pg' | 'vectors' | 'objects'>,
  collection: Collection,
): Promise<string[]> {
  const found: string[] = [];
  if (collection.qdrantCollection) {
    const rows = await pg.query<{ point_id: string; record: string | null; chunk: string | null }>(
      `SELECT c.point_id, t.id AS record, p.id AS chunk FROM ${pointsTable(collection)} c
       LEFT JOIN ${recordsTable(collection)} t ON t.id = c.record_id
       LEFT JOIN ${chunksTable(collection)} p ON p.id = c.passage_id`,
    );
    const points = new Set<string>();
    for await (const id of vectors.scrollIds(collection.qdrantCollection)) points.add(id);
    for (const { point_id, record, chunk } of rows) {
      if (!points.delete(point_id)) found.push(`point ${point_id} is missing`);
      if (record === null || chunk === null) found.push(`point ${point_id} has no record or no chunk`);
    }
    found.push(...[...points].map((id) => `point ${id} is left`));
    const chunks = await pg.query<{ id: string }>(
      `SELECT id FROM ${chunksTable(collection)} WHERE id NOT IN (SELECT passage_id FROM ${pointsTable(collection)})`,
    );
    found.push(...chunks.map(({ id }) => `chunk ${id} is left`));
  }
  if (collection.bucket) {
    const keys = new Set<string>();
    for (const { column } of collection.schema.fields.filter((field) => field.type === 'file')) {
      const rows = await pg.query<{ key: string }>(
        `SELECT f->>'key' AS key FROM ${recordsTable(collection)}, jsonb_array_elements("${column}") f WHERE "${column}" IS NOT NULL`,
      );
      for (const { key } of rows) keys.add(key);
    }
    const staged = await pg.query<{ keys: string[] }>(
      `SELECT keys FROM frodb.intents WHERE collection_id = $1 AND kind = 'staged' AND state = 'open'`,
      [collection.id],
    );
    const missing = new Set([...keys, ...staged.flatMap((intent) => intent.keys)]);
    for await (const { key } of objects.list(collection.bucket)) {
      if (!missing.delete(key)) found.push(`object ${key} is left, or has more than one version`);
    }
    found.push(...[...missing].map((key) => `object ${key} is missing`));
    const files = await pg.query<{ what: string }>(
      `SELECT f.id || ' is listed and in no row' AS what FROM frodb.files f WHERE collection_id = $1
         AND NOT EXISTS (SELECT 1 FROM unnest($2::text[]) AS key WHERE split_part(key, '/', 1) = f.id::text)
       UNION ALL SELECT key || ' is in a row and not listed' FROM unnest($2::text[]) AS key
         WHERE split_part(key, '/', 1) NOT IN (SELECT id::text FROM frodb.files WHERE collection_id = $1)`,
      [collection.id, [...keys]],
    );
    found.push(...files.map(({ what }) => `file ${what}`));
    const uploads = await objects.listUploads(collection.bucket);
    found.push(...uploads.map(({ key }) => `unfinished upload of ${key} is left`));
  }
  found.push(...(await compareCounts(pg, collection)));
  const waiting = await pg.query<{ what: string }>(
    `SELECT 'intent ' || id || ' ' || state AS what FROM frodb.intents WHERE collection_id = $1 AND NOT (kind = 'staged' AND state = 'open')
     UNION ALL SELECT 'garbage ' || store || ' ' || id FROM frodb.garbage WHERE collection_id = $1`,
    [collection.id],
  );
  found.push(...waiting.map(({ what }) => `${what} is left`));
  return found;
}

/** The counts of the stats rows and of the events that wait for them are those of the rows. */
async function compareCounts(pg: Queryable, collection: Collection): Promise<string[]> {
  const [records] = await pg.query<{ counted: number; rows: number }>(
    `SELECT (SELECT coalesce(sum(records), 0)::bigint FROM (
         SELECT records FROM frodb.collection_stats WHERE collection_id = $1
         UNION ALL SELECT e.records FROM ${waitingEvents}) counts) AS counted,
       (SELECT count(*) FROM ${recordsTable(collection)}) AS rows`,
    [collection.id],
  );
  if (!records || records.counted === records.rows) return [];
  return [`${records.counted} records are counted, ${records.rows} are there`];
}

import { yieldToLoop } from '../infra/yield-to-loop.ts';
import { readObject } from '../infra/large-json.ts';
import type { Queryable } from '../infra/postgres.ts';
import type { JsonValue } from '../schema/json.ts';
import { toUtc } from '../schema/times.ts';
import { recordsTable } from './collection.ts';
import type { Collection } from './collection.ts';
import type { StoredRow } from './prepared.ts';

/** What FroDB sets and the columns of the fields. */
type RowJson = Record<string, JsonValue> & {
  id: string;
  revision: string;
  created_at: string;
  updated_at: string;
};

/** Rows by id, each as JSON so that values come back as they were sent; ids without a row are not in the map. */
export async function readRows(
  pg: Queryable,
  collection: Collection,
  ids: string[],
): Promise<Map<string, StoredRow>> {
  if (ids.length === 0) return new Map();
  const rows = await pg.query<{ row: string }>(
    // "t.*" and not "t", which would be the field of that name where there is one.
    `SELECT to_jsonb(t.*)::text AS row FROM ${recordsTable(collection)} t WHERE id = ANY($1::uuid[])`,
    [ids],
    { name: `row-texts-${collection.id}` },
  );
  const byId = new Map<string, StoredRow>();
  for (const { row } of rows) {
    const stored = readRow(row);
    byId.set(stored.id, stored);
    await yieldToLoop();
  }
  return byId;
}

/** A row as Postgres writes it as JSON. */
export function readRow(text: string): StoredRow {
  const row = readObject(text) as RowJson;
  const { id, revision } = row;
  return {
    id,
    revision,
    created_at: toUtc(row.created_at),
    updated_at: toUtc(row.updated_at),
    columns: row,
  };
}

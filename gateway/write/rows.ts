import type { Queryable } from '../infra/postgres.ts';
import type { JsonValue } from '../schema/json.ts';
import { recordsTable } from './collection.ts';
import type { Collection } from './collection.ts';
import type { StoredRow } from './prepared.ts';

/** A row as `to_jsonb` gives it, with its times as the driver does. */
export interface WholeRow {
  row: Record<string, JsonValue> & { id: string; revision: string };
  created_at: string;
  updated_at: string;
}

/** Rows by id, each as JSON so that values come back as they were sent; ids without a row are not in the map. */
export async function readRows(
  pg: Queryable,
  collection: Collection,
  ids: string[],
): Promise<Map<string, StoredRow>> {
  if (ids.length === 0) return new Map();
  const rows = await pg.query<WholeRow>(
    // "t.*" and not "t", which would be the field of that name where there is one.
    `SELECT to_jsonb(t.*) AS row, created_at, updated_at FROM ${recordsTable(collection)} t WHERE id = ANY($1::uuid[])`,
    [ids],
    { name: `rows-${collection.id}` },
  );
  return new Map(rows.map((row) => [row.row.id, toStoredRow(row)]));
}

export function toStoredRow({ row, created_at, updated_at }: WholeRow): StoredRow {
  const { id, revision, created_at: _created, updated_at: _updated, ...columns } = row;
  return { id, revision, created_at, updated_at, columns };
}

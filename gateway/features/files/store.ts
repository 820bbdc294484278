import { holdsFiles } from '../../schema/field-types/index.ts';
import type { Queryable } from '../../infra/postgres.ts';
import { recordsTable } from '../../write/collection.ts';
import type { Collection } from '../../write/collection.ts';
import type { StoredFile } from '../../write/prepared.ts';

/** Where a file of a live record is. */
export interface FilePlace {
  collectionId: string;
  recordId: string;
  field: string;
}

export interface ListedFile {
  recordId: string;
  field: string;
  file: StoredFile;
}

export async function findPlace(pg: Queryable, id: string): Promise<FilePlace | undefined> {
  const [place] = await pg.query<FilePlace>(
    `SELECT collection_id AS "collectionId", record_id AS "recordId", field FROM frodb.files WHERE id = $1`,
    [id],
    { name: 'file-place' },
  );
  return place;
}

/** Files in the order of their records, behind the one at `after`; one statement, so that rows and files agree. */
export async function listFiles(
  pg: Queryable,
  collection: Collection,
  after: { recordId: string; id: string } | null,
  limit: number,
): Promise<ListedFile[]> {
  const fields = collection.schema.fields.filter(holdsFiles);
  const columns = fields.map((field) => `t."${field.column}" AS "${field.column}"`).join(', ');
  if (columns === '') return [];
  const rows = await pg.query<{
    id: string;
    record_id: string;
    field: string;
    files: Record<string, StoredFile[] | null>;
  }>(
    `SELECT f.id, f.record_id, f.field, (SELECT to_jsonb(x) FROM (SELECT ${columns}) AS x) AS files
     FROM frodb.files f JOIN ${recordsTable(collection)} t ON t.id = f.record_id
     WHERE f.collection_id = $1 AND ($2::uuid IS NULL OR (f.record_id, f.id) > ($2::uuid, $3::uuid))
     ORDER BY f.record_id, f.id LIMIT $4`,
    [collection.id, after?.recordId ?? null, after?.id ?? null, limit],
  );
  const columnOf = new Map(fields.map(({ name, column }) => [name, column]));
  return rows.flatMap(({ id, record_id: recordId, field, files }) => {
    const file = files[columnOf.get(field) ?? '']?.find((candidate) => candidate.id === id);
    return file ? [{ recordId, field, file }] : [];
  });
}

export async function countFiles(pg: Queryable, { id }: Collection): Promise<number> {
  const [row] = await pg.query<{ total: number }>(
    'SELECT count(*) AS total FROM frodb.files WHERE collection_id = $1',
    [id],
  );
  return row?.total ?? 0;
}

import type { FileObject } from '../../contract/records.ts';
import { holdsFiles, typeOf } from '../../schema/field-types/index.ts';
import type { JsonObject, JsonValue } from '../../schema/json.ts';
import type { CollectionSchema, Field } from '../../schema/types.ts';
import { noLostFiles } from '../../write/lost-files.ts';
import type { LostFiles } from '../../write/lost-files.ts';
import type { StoredFile, StoredRow } from '../../write/prepared.ts';
import { filesOf } from './store.ts';

/** Flat: id, revision, created_at, updated_at and the fields. */
export type PresentedRecord = JsonObject & { id: string };

/** The ids of all files of some records. */
export function fileIdsIn(schema: CollectionSchema, rows: readonly StoredRow[]): string[] {
  const fields = schema.fields.filter(holdsFiles);
  if (fields.length === 0) return [];
  return rows.flatMap((row) => fields.flatMap((field) => filesOf(row, field).map(({ id }) => id)));
}

/** A record as GET gives it: flat, its fields in the schema's order. `fields` narrows it; `id` is always there. */
export function presentRecord(
  schema: CollectionSchema,
  row: StoredRow,
  { fields, lost = noLostFiles }: { fields?: readonly string[] | undefined; lost?: LostFiles } = {},
): PresentedRecord {
  const { id, revision, created_at, updated_at } = row;
  const record: PresentedRecord = { id, revision, created_at, updated_at };
  for (const field of schema.fields) record[field.name] = presentField(field, row, lost);
  if (!fields) return record;
  const wanted = new Set(['id', ...fields]);
  const entries = Object.entries(record).filter(([name]) => wanted.has(name));
  return Object.fromEntries(entries) as PresentedRecord;
}

function presentField(field: Field, row: StoredRow, lost: LostFiles): JsonValue {
  if (!holdsFiles(field)) {
    const value = row.columns[field.column] ?? null;
    const present = typeOf(field).present(field);
    return present ? present(value) : value;
  }
  const files = filesOf(row, field).map((file) => presentFile(file, lost));
  if (field.multiple) return files as unknown as JsonValue;
  return (files[0] ?? null) as unknown as JsonValue;
}

export function presentFile(file: StoredFile, lostFiles: LostFiles): FileObject {
  const { id, name, size, content_type, sha256, version_id, extraction } = file;
  const object = { id, name, size, content_type, sha256, version_id, url: `/files/${id}`, extraction };
  const lost = lostFiles.get(id);
  return lost ? { ...object, lost } : object;
}

/** All files of a record, each with its field. */
export function presentFiles(
  schema: CollectionSchema,
  row: StoredRow,
  lost: LostFiles,
): (FileObject & { field: string })[] {
  return schema.fields
    .filter(holdsFiles)
    .flatMap((field) =>
      filesOf(row, field).map((file) => ({ ...presentFile(file, lost), field: field.name })),
    );
}

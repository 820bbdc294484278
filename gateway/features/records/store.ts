import type { ChunkDraft } from '../../ingest/index.ts';
import { yieldToLoop } from '../../infra/yield-to-loop.ts';
import { readValue } from '../../infra/large-json.ts';
import type { Queryable } from '../../infra/postgres.ts';
import { columnType } from '../../schema/ddl.ts';
import type { Field } from '../../schema/types.ts';
import type { Language } from '../../text/index.ts';
import { pointsTable, chunksTable, recordsTable } from '../../write/collection.ts';
import type { Collection } from '../../write/collection.ts';
import type { Box, StoredFile, StoredRow } from '../../write/prepared.ts';

/** What a record is found by: one entry a point. */
export interface RecordVector {
  id: string;
  field: string;
  chunk_index: number;
  text: string;
  page: number | null;
  boxes: Box[];
}

interface VectorRow extends Omit<RecordVector, 'field' | 'boxes'> {
  field: number;
  boxes: Box[] | null;
}

/** In the order of fields and chunks. */
export async function readVectors(
  pg: Queryable,
  collection: Collection,
  recordId: string,
): Promise<RecordVector[]> {
  if (collection.qdrantCollection === null) return [];
  const rows = await pg.query<VectorRow>(
    `SELECT c.point_id AS id, c.field, c.number AS chunk_index, p.text, p.page, p.boxes
     FROM ${pointsTable(collection)} c JOIN ${chunksTable(collection)} p ON p.id = c.passage_id
     WHERE c.record_id = $1 ORDER BY c.field, c.number`,
    [recordId],
  );
  const names = new Map(collection.schema.fields.map(({ number, name }) => [number, name]));
  return rows.map((row) => ({ ...row, field: names.get(row.field) ?? '', boxes: row.boxes ?? [] }));
}

/** The files of a field in a row; none where the column is null. */
export function filesOf(row: StoredRow | undefined, field: Field): StoredFile[] {
  const value = readValue(row?.columns[field.column]);
  return Array.isArray(value) ? (value as unknown as StoredFile[]) : [];
}

interface ChunkRow {
  id: string;
  record_id: string;
  field: number;
  file_id: string | null;
  text: string;
  page: number | null;
  boxes: Box[] | null;
  language: Language;
}

/** The chunks that records have now, in their order. */
export async function readChunks(
  pg: Queryable,
  collection: Collection,
  recordIds: string[],
): Promise<Map<string, ChunkDraft[]>> {
  const rows = await pg.query<ChunkRow>(
    `SELECT id, record_id, field, file_id, text, page, boxes, language FROM ${chunksTable(collection)}
     WHERE record_id = ANY($1::uuid[]) ORDER BY record_id, field, number, id`,
    [recordIds],
    { name: `chunks-${collection.id}` },
  );
  const byRecord = new Map<string, ChunkDraft[]>();
  for (const row of rows) {
    await yieldToLoop();
    const drafts = byRecord.get(row.record_id) ?? [];
    drafts.push({
      id: row.id,
      field: row.field,
      fileId: row.file_id,
      text: row.text,
      page: row.page,
      boxes: row.boxes,
      language: row.language,
      documentLanguage: 'unknown',
      isNew: false,
    });
    byRecord.set(row.record_id, drafts);
  }
  return byRecord;
}

/** Those of these values, as text, that a record has already in a unique field. */
export async function takenValues(
  pg: Queryable,
  collection: Collection,
  field: Field,
  values: string[],
): Promise<Set<string>> {
  const rows = await pg.query<{ value: string }>(
    `SELECT given.value FROM unnest($1::text[]) AS given (value)
     WHERE EXISTS (SELECT 1 FROM ${recordsTable(collection)} WHERE "${field.column}" = given.value::${columnType(field)})`,
    [values],
  );
  return new Set(rows.map(({ value }) => value));
}

import type { Queryable } from '../../infra/postgres.ts';
import { pointsTable, chunksTable } from '../../write/collection.ts';
import type { Collection } from '../../write/collection.ts';
import type { Box } from '../../write/prepared.ts';

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

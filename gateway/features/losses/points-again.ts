import { payloadIndexes, payloadOf } from '../../filters/index.ts';
import type { Queryable } from '../../infra/postgres.ts';
import type { Point } from '../../infra/vectors.ts';
import type { ChunkDraft, EncodedChunk, Ingest } from '../../ingest/index.ts';
import { quoteIdentifier } from '../../schema/ddl.ts';
import type { JsonValue } from '../../schema/json.ts';
import type { CollectionSchema, Field, RecordValues } from '../../schema/types.ts';
import type { Language } from '../../text/index.ts';
import { pointsTable, chunksTable, recordsTable } from '../../write/collection.ts';
import type { Collection } from '../../write/collection.ts';

export interface PointsAgainDeps {
  pg: Queryable;
  ingest: Pick<Ingest, 'encode'>;
}

interface Row {
  point_id: string;
  text: string;
  language: Language;
  columns: Record<string, JsonValue>;
}

/** Points as they were put, made from what Postgres has: at most some hundred at a time. Ids of no chunk are left out. */
export async function pointsAgain(
  { pg, ingest }: PointsAgainDeps,
  collection: Collection,
  pointIds: string[],
): Promise<Point[]> {
  const { schema } = collection;
  const kept = schema.fields.filter((field) => isInPayload(schema, field));
  const columns = kept.map(({ column }) => `t.${quoteIdentifier(column)}`).join(', ');
  const rows = await pg.query<Row>(
    `SELECT c.point_id, p.text, p.language, (SELECT to_jsonb(kept) FROM (SELECT ${columns}) kept) AS columns
     FROM ${pointsTable(collection)} c JOIN ${chunksTable(collection)} p ON p.id = c.passage_id
       JOIN ${recordsTable(collection)} t ON t.id = c.record_id
     WHERE c.point_id = ANY($1::uuid[])`,
    [pointIds],
  );
  const chunks = await ingest.encode(collection, rows.map(draftOf));
  return rows.map((row, position) => {
    const { sparse } = chunks[position] as EncodedChunk;
    return { id: row.point_id, vectors: { text: sparse }, payload: payloadOf(schema, valuesOf(kept, row)) };
  });
}

function isInPayload(schema: CollectionSchema, field: Field): boolean {
  return payloadIndexes({ ...schema, fields: [field] }).length > 0;
}

function valuesOf(fields: Field[], { columns }: Row): RecordValues {
  return Object.fromEntries(fields.map(({ name, column }) => [name, columns[column] ?? null]));
}

function draftOf({ point_id: id, text, language }: Row): ChunkDraft {
  return {
    id,
    field: 0,
    fileId: null,
    text,
    page: null,
    boxes: null,
    language,
    documentLanguage: 'unknown',
    isNew: false,
  };
}

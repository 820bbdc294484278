import { pointsTable, chunksTable } from './collection.ts';
import type { Collection } from './collection.ts';

/**
 * DDL for the two tables of a collection with vectorised fields. `points` is narrow and tells which points are
 * live; a chunk (text, boxes, language) outlives the points that stand for it.
 */
export function createChunkTables(collection: Collection): string[] {
  const chunks = chunksTable(collection);
  const points = pointsTable(collection);
  return [
    `CREATE TABLE ${chunks} (
      id uuid PRIMARY KEY,
      record_id uuid NOT NULL,
      field integer NOT NULL,
      file_id uuid,
      number integer NOT NULL,
      text text NOT NULL,
      page integer,
      boxes jsonb,
      language text NOT NULL,
      length integer NOT NULL
    )`,
    `CREATE INDEX ON ${chunks} (record_id)`,
    `CREATE TABLE ${points} (
      point_id uuid PRIMARY KEY,
      passage_id uuid NOT NULL,
      record_id uuid NOT NULL,
      field integer NOT NULL,
      number integer NOT NULL
    )`,
    `CREATE INDEX ON ${points} (record_id)`,
  ];
}

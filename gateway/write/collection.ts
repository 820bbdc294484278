import { randomBytes } from 'node:crypto';
import type { CollectionSchema } from '../schema/types.ts';

/** A collection as the catalogue has it: its schema and the physical names of what belongs to it. */
export interface Collection {
  id: string;
  databaseId: string;
  databaseName: string;
  name: string;
  schema: CollectionSchema;
  /** Raised by every change of the schema; a commit is refused if it moved since the write was checked. */
  schemaVersion: number;
  /** `d_<database id>`. */
  schemaName: string;
  /** `c_<id>`. */
  tableName: string;
  generation: number;
  /** null where no field is vectorised. */
  qdrantCollection: string | null;
  /** null where the schema has no file field. */
  bucket: string | null;
  /** Its Qdrant collection is not whole: what is searched in it would be found in part. */
  isRebuilding: boolean;
  createdAt: string;
  updatedAt: string;
}

/** The qualified, quoted names of a collection's tables. The ids are ours, so quoting is enough. */
export function recordsTable(collection: Collection): string {
  return `"${collection.schemaName}"."${collection.tableName}"`;
}

/** Its chunks: text, page and language; on the disk they have their older name. */
export function chunksTable(collection: Collection): string {
  return `"${collection.schemaName}"."${collection.tableName}_passages"`;
}

/** Which point stands for which chunk; on the disk it has its older name. */
export function pointsTable(collection: Collection): string {
  return `"${collection.schemaName}"."${collection.tableName}_chunks"`;
}

/** All tables of a collection, quoted. */
export function tablesOf(collection: Collection): string[] {
  const records = recordsTable(collection);
  if (collection.qdrantCollection === null) return [records];
  return [records, chunksTable(collection), pointsTable(collection)];
}

const base32 = 'abcdefghijklmnopqrstuvwxyz234567';

/** 13 random base32 characters (65 bits): the id of a database or collection, never used twice. */
export function newPhysicalId(): string {
  let id = '';
  for (const byte of randomBytes(13)) id += base32[byte & 31];
  return id;
}

/** Physical names for a new collection, as architecture's "Names in the engines". */
export function physicalNames(name: string, id: string, generation = 1) {
  const readable = name.slice(0, 24).replaceAll('_', '-');
  return {
    tableName: `c_${id}`,
    qdrantCollection: `c_${id}_${generation}`,
    bucket: `frodb-${readable}-${id}`,
  };
}

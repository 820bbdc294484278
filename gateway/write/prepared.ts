import type { languages } from '../contract/enumerations.ts';
import type { JsonValue } from '../schema/json.ts';
import type { Collection } from './collection.ts';

/** A file as its record's row keeps it; `key` is its immutable object key, never shown. */
export interface StoredFile {
  id: string;
  key: string;
  name: string;
  size: number;
  content_type: string;
  sha256: string;
  /** The revision that put it. */
  version_id: string;
  extraction: FileExtraction;
}

export interface FileExtraction {
  status: 'done' | 'empty' | 'failed' | 'none';
  pages: number;
  chunks: number;
  reason?: string;
}

/** Part of a page, in points from its bottom left. */
export interface Box {
  page: number;
  l: number;
  t: number;
  r: number;
  b: number;
}

/** A chunk as it is searched: its text, where it stands, and its ready vector. */
export interface StoredChunk {
  id: string;
  /** Number of the field in the schema. */
  field: number;
  fileId: string | null;
  /** Position among the chunks of this record and field; the number in its point's id. */
  number: number;
  text: string;
  page: number | null;
  boxes: Box[] | null;
  /** As the contract names it. That does not compile for a language which only one of contract and text library has. */
  language: (typeof languages)[number];
  /** Tokens, as BM25 counts them. */
  length: number;
  /** A `SparseVector` as JSON: that is how it travels on, and as text it takes least memory. */
  sparse: string;
  isNew: boolean;
}

/** A record's row as read: its revision and columns (files as `StoredFile[]` under their field's column). */
export interface StoredRow {
  id: string;
  revision: string;
  created_at: string;
  updated_at: string;
  columns: Record<string, JsonValue>;
}

/** What one write does to one record. */
export interface RecordChange {
  op: 'create' | 'update' | 'delete';
  id: string;
  /** The revision read in this round; null when created. */
  expectedRevision: string | null;
  createdAt: string;
  /** All columns of the row, for create and update. */
  columns: Record<string, JsonValue>;
  addedFiles: { id: string; field: string; size: number }[];
  droppedFiles: { id: string; key: string; size: number }[];
  /** Every chunk for which a point is put (again); null leaves the record's points as they are. */
  chunks: StoredChunk[] | null;
  /** Chunks that no longer exist. */
  droppedChunks: string[];
  /** Kept in the payload of each point. */
  payload: Record<string, JsonValue>;
}

/** By how many records a write changes its collection. */
export function recordDelta(changes: readonly Pick<RecordChange, 'op'>[]): number {
  let delta = 0;
  for (const { op } of changes) delta += op === 'create' ? 1 : op === 'delete' ? -1 : 0;
  return delta;
}

/** One round of a write, ready to be put and committed. */
export interface PreparedWrite {
  collection: Collection;
  revision: string;
  /** UTC with milliseconds. */
  at: string;
  changes: RecordChange[];
}

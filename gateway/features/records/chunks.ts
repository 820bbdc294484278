import { chunkText } from '../../documents/index.ts';
import type { Chunk } from '../../documents/index.ts';
import { breathe } from '../../infra/breathe.ts';
import type { Queryable } from '../../infra/postgres.ts';
import { chunkingOf } from '../../schema/chunking.ts';
import type { CollectionSchema, Field, RecordValues } from '../../schema/types.ts';
import { analyze, chunkLanguage, detectLanguage, documentVector } from '../../text/index.ts';
import type { Analysis, Language } from '../../text/index.ts';
import { chunksTable } from '../../write/collection.ts';
import type { Collection } from '../../write/collection.ts';
import { newId } from '../../write/ids.ts';
import { majorityLanguage, meanLength } from '../../write/chunk-stats.ts';
import type { ChunkStats } from '../../write/stats.ts';
import type { Box, StoredChunk } from '../../write/prepared.ts';

/** A chunk before it has a vector. */
export interface ChunkDraft {
  id: string;
  field: number;
  fileId: string | null;
  text: string;
  page: number | null;
  boxes: Box[] | null;
  /** Known for a kept chunk, detected for a new one. */
  language: Language | null;
  /** Language of the whole document, for chunks that give no clear evidence. */
  documentLanguage: Language | 'unknown';
  isNew: boolean;
  /** null until it has been encoded. */
  encoding: ChunkEncoding | null;
}

/** What the analysis of a chunk gives: see `StoredChunk`. */
export type ChunkEncoding = Pick<StoredChunk, 'length' | 'sparse'>;

/** Enough for a first mean: with 256, searches of Cranfield lose .0014 nDCG. Some 10 kB each while they wait. */
const sampledChunks = 2_000;
const firstLanguage: Language = 'pt';

/** What of a record's field is cut into chunks; undefined for nothing. */
function textOf({ name, type, vectorize }: Field, values: RecordValues): string | undefined {
  const value = values[name];
  return vectorize && type !== 'file' && typeof value === 'string' ? value : undefined;
}

/** The values of a record that are cut into chunks, by field name. */
export function textsOf(schema: CollectionSchema, values: RecordValues): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const field of schema.fields) {
    const text = textOf(field, values);
    if (text !== undefined) texts[field.name] = text;
  }
  return texts;
}

/** The chunks of a record's string and text fields. */
export function draftTexts(schema: CollectionSchema, values: RecordValues): ChunkDraft[] {
  return schema.fields.flatMap((field) => {
    const text = textOf(field, values);
    return text === undefined ? [] : draftText(schema, field, text);
  });
}

/** The chunks of a string or text field. */
export function draftText(schema: CollectionSchema, field: Field, text: string): ChunkDraft[] {
  const chunks = chunkText(text, chunkingOf(schema, field));
  const documentLanguage = languageOf(chunks);
  return chunks.map((chunk) => draftOf(chunk, { field, fileId: null, documentLanguage }));
}

/** The chunks of an extracted file, which may be many. */
export async function draftFile(field: Field, fileId: string, chunks: Chunk[]): Promise<ChunkDraft[]> {
  const documentLanguage = languageOf(chunks);
  const drafts: ChunkDraft[] = [];
  for (const chunk of chunks) {
    drafts.push(draftOf(chunk, { field, fileId, documentLanguage }));
    await breathe();
  }
  return drafts;
}

interface Origin {
  field: Field;
  fileId: string | null;
  documentLanguage: Language | 'unknown';
}

function draftOf({ text, page, boxes }: Chunk, { field, fileId, documentLanguage }: Origin): ChunkDraft {
  return {
    id: newId(),
    field: field.number,
    fileId,
    text,
    page: page ?? null,
    boxes: boxes.length > 0 ? boxes : null,
    language: null,
    documentLanguage,
    isNew: true,
    encoding: null,
  };
}

/** Of the document: a single chunk says it best by itself. */
function languageOf(chunks: Chunk[]): Language | 'unknown' {
  if (chunks.length < 2) return 'unknown';
  let sample = '';
  for (const { text } of chunks) {
    sample += `${text}\n`;
    if (sample.length > 20_000) break;
  }
  return detectLanguage(sample);
}

/** Numbers the chunks of each record's fields; every draft must have been encoded. */
export async function numberChunks(drafts: ChunkDraft[]): Promise<StoredChunk[]> {
  const numbers = new Map<number, number>();
  const chunks: StoredChunk[] = [];
  for (const { id, field, fileId, text, page, boxes, language, isNew, encoding } of drafts) {
    if (language === null || encoding === null) throw new Error('a chunk was not encoded');
    const number = numbers.get(field) ?? 0;
    numbers.set(field, number + 1);
    const { length, sparse } = encoding;
    chunks.push({ id, field, fileId, number, text, page, boxes, language, length, sparse, isNew });
    const pause = breathe();
    if (pause) await pause;
  }
  return chunks;
}

/**
 * Gives drafts their languages and vectors. In a collection without chunks the first ones, few of which are kept
 * waiting for it, stand for the mean length of all; it moves on with those that follow.
 */
export class ChunkEncoder {
  readonly #schema: CollectionSchema;
  readonly #majority: Language;
  readonly #known: number | null;
  #length = 0;
  #count = 0;
  #waiting: { draft: ChunkDraft; analysis: Analysis }[] = [];

  constructor(schema: CollectionSchema, stats: ChunkStats) {
    this.#schema = schema;
    this.#majority = (majorityLanguage(stats) ?? firstLanguage) as Language;
    this.#known = meanLength(stats);
  }

  /** Encodes a draft, at the latest when `finish` is called. */
  add(draft: ChunkDraft): void {
    if (draft.encoding !== null) return;
    const { language, typoTolerance } = this.#schema.config;
    draft.language ??=
      language === 'auto' ? chunkLanguage(draft.text, draft.documentLanguage, this.#majority) : language;
    const analysis = analyze(draft.text, draft.language, { typoTolerance });
    if (this.#known !== null) {
      draft.encoding = encodingOf(analysis, this.#known);
      return;
    }
    this.#length += analysis.length;
    this.#count++;
    this.#waiting.push({ draft, analysis });
    if (this.#count >= sampledChunks) this.finish();
  }

  finish(): void {
    const mean = this.#length > 0 ? this.#length / this.#count : 1;
    for (const { draft, analysis } of this.#waiting) draft.encoding = encodingOf(analysis, mean);
    this.#waiting = [];
  }
}

function encodingOf(analysis: Analysis, mean: number): ChunkEncoding {
  return { length: analysis.length, sparse: JSON.stringify(documentVector(analysis, mean)) };
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
    await breathe();
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
      encoding: null,
    });
    byRecord.set(row.record_id, drafts);
  }
  return byRecord;
}

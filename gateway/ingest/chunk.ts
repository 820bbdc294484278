import { chunkText } from '../documents/index.ts';
import type { Chunk } from '../documents/index.ts';
import { yieldToLoop } from '../infra/yield-to-loop.ts';
import { chunkingOf } from '../schema/chunking.ts';
import { holdsFiles } from '../schema/field-types/index.ts';
import type { CollectionSchema, Field, RecordValues } from '../schema/types.ts';
import { detectLanguage } from '../text/index.ts';
import type { Language } from '../text/index.ts';
import { newId } from '../write/ids.ts';
import type { StoredChunk } from '../write/prepared.ts';

/** A chunk with its language and vector, before it has its place among the others of its field. */
export type EncodedChunk = Omit<StoredChunk, 'number'>;

/** A chunk before it has a vector. */
export interface ChunkDraft extends Omit<EncodedChunk, 'language' | 'length' | 'sparse'> {
  /** Known for a kept chunk, detected for a new one. */
  language: Language | null;
  /** Of the whole document, for chunks that give no clear evidence. */
  documentLanguage: Language | 'unknown';
}

/** The searched text of a record's field; undefined where there is none. */
function textOf(field: Field, values: RecordValues): string | undefined {
  const value = values[field.name];
  // A field may be called as what every object has.
  return field.vectorize && !holdsFiles(field) && typeof value === 'string' ? value : undefined;
}

/** The searched string and text values of a record, by field name: what `chunkTexts` cuts. */
export function textsOf({ fields }: CollectionSchema, values: RecordValues): Record<string, string> {
  const texts = fields.map((field) => [field.name, textOf(field, values)] as const);
  return Object.fromEntries(texts.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** The chunks of a record's searched string and text values. */
export function chunkTexts(schema: CollectionSchema, values: RecordValues): ChunkDraft[] {
  return schema.fields.flatMap((field) => {
    const text = textOf(field, values);
    if (text === undefined) return [];
    const chunks = chunkText(text, chunkingOf(schema, field));
    const documentLanguage = languageOf(chunks);
    return chunks.map((chunk) => draftOf(chunk, { field, fileId: null, documentLanguage }));
  });
}

/** The chunks of an extracted file, which may be many. */
export async function chunkFile(field: Field, fileId: string, chunks: Chunk[]): Promise<ChunkDraft[]> {
  const documentLanguage = languageOf(chunks);
  const drafts: ChunkDraft[] = [];
  for (const chunk of chunks) {
    drafts.push(draftOf(chunk, { field, fileId, documentLanguage }));
    await yieldToLoop();
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

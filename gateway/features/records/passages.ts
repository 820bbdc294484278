import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { chunkText } from '../../documents/index.ts';
import type { Chunk } from '../../documents/index.ts';
import type { Queryable } from '../../infra/postgres.ts';
import type { CollectionSchema, Field } from '../../schema/types.ts';
import { analyze, chunkLanguage, detectLanguage, documentVector } from '../../text/index.ts';
import type { Analysis, Language } from '../../text/index.ts';
import { passagesTable } from '../../write/collection.ts';
import type { Collection } from '../../write/collection.ts';
import { newId } from '../../write/ids.ts';
import { majorityLanguage, meanLength } from '../../write/passage-stats.ts';
import type { PassageStats } from '../../write/stats.ts';
import type { Box, Passage } from '../../write/prepared.ts';

/** A passage before it has a vector. */
export interface PassageDraft {
  id: string;
  field: number;
  fileId: string | null;
  text: string;
  page: number | null;
  boxes: Box[] | null;
  /** Known for a kept passage, detected for a new one. */
  language: Language | null;
  /** Language of the whole document, for chunks that give no clear evidence. */
  documentLanguage: Language | 'unknown';
  isNew: boolean;
}

const sliceMs = 8;
const firstLanguage: Language = 'pt';

/** The passages of a string or text field. */
export function draftText(schema: CollectionSchema, field: Field, text: string): PassageDraft[] {
  const { chunkSize, chunkOverlap } = schema.config;
  return draftChunks(field, null, chunkText(text, { chunkSize, chunkOverlap }));
}

/** The passages of an extracted file. */
export function draftChunks(field: Field, fileId: string | null, chunks: Chunk[]): PassageDraft[] {
  const documentLanguage = chunks.length > 1 ? languageOf(chunks) : 'unknown';
  return chunks.map((chunk) => ({
    id: newId(),
    field: field.number,
    fileId,
    text: chunk.text,
    page: chunk.page ?? null,
    boxes: chunk.boxes.length > 0 ? chunk.boxes : null,
    language: null,
    documentLanguage,
    isNew: true,
  }));
}

function languageOf(chunks: Chunk[]): Language | 'unknown' {
  let sample = '';
  for (const { text } of chunks) {
    sample += `${text}\n`;
    if (sample.length > 20_000) break;
  }
  return detectLanguage(sample);
}

/** Analyses drafts and gives them their vectors and numbers, in slices that leave the event loop free. */
export async function weighPassages(
  schema: CollectionSchema,
  records: PassageDraft[][],
  stats: PassageStats,
): Promise<Passage[][]> {
  const majority = (majorityLanguage(stats) ?? firstLanguage) as Language;
  const breathe = breather();
  const analysed: { draft: PassageDraft; language: Language; analysis: Analysis }[][] = [];
  for (const drafts of records) {
    const inRecord = [];
    for (const draft of drafts) {
      const language = draft.language ?? languageFor(schema, draft, majority);
      const analysis = analyze(draft.text, language, { typoTolerance: schema.config.typoTolerance });
      inRecord.push({ draft, language, analysis });
      await breathe();
    }
    analysed.push(inRecord);
  }
  const mean = meanLength(stats) ?? ownMean(analysed.flat().map(({ analysis }) => analysis.length));
  const weighed: Passage[][] = [];
  for (const inRecord of analysed) {
    const numbers = new Map<number, number>();
    weighed.push(
      inRecord.map(({ draft, language, analysis }) => {
        const number = numbers.get(draft.field) ?? 0;
        numbers.set(draft.field, number + 1);
        return {
          id: draft.id,
          field: draft.field,
          fileId: draft.fileId,
          number,
          text: draft.text,
          page: draft.page,
          boxes: draft.boxes,
          language,
          length: analysis.length,
          sparse: documentVector(analysis, mean),
          isNew: draft.isNew,
        };
      }),
    );
    await breathe();
  }
  return weighed;
}

function languageFor(schema: CollectionSchema, draft: PassageDraft, majority: Language): Language {
  const { language } = schema.config;
  return language === 'auto' ? chunkLanguage(draft.text, draft.documentLanguage, majority) : language;
}

function ownMean(lengths: number[]): number {
  const total = lengths.reduce((sum, length) => sum + length, 0);
  return lengths.length > 0 && total > 0 ? total / lengths.length : 1;
}

/** Resolves at once, or after a turn of the event loop when the slice is used up. */
function breather(): () => Promise<void> | void {
  let since = performance.now();
  return () => {
    if (performance.now() - since < sliceMs) return;
    return yieldToOthers().then(() => void (since = performance.now()));
  };
}

interface PassageRow {
  id: string;
  record_id: string;
  field: number;
  file_id: string | null;
  text: string;
  page: number | null;
  boxes: Box[] | null;
  language: Language;
}

/** The passages that records have now, in their order. */
export async function readPassages(
  pg: Queryable,
  collection: Collection,
  recordIds: string[],
): Promise<Map<string, PassageDraft[]>> {
  const rows = await pg.query<PassageRow>(
    `SELECT id, record_id, field, file_id, text, page, boxes, language FROM ${passagesTable(collection)}
     WHERE record_id = ANY($1::uuid[]) ORDER BY record_id, field, number, id`,
    [recordIds],
    { name: `passages-${collection.id}` },
  );
  const byRecord = new Map<string, PassageDraft[]>();
  for (const row of rows) {
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

import type { FileObject } from '../../contract/records.ts';
import { yieldToLoop } from '../../infra/yield-to-loop.ts';
import type { CollectionSchema } from '../../schema/types.ts';
import { highlight } from '../../text/index.ts';
import type { QueryMatcher } from '../../text/index.ts';
import type { LostFiles } from '../../write/lost-files.ts';
import type { Box } from '../../write/prepared.ts';
import { presentFiles, presentRecord } from '../records/service.ts';
import type { PresentedRecord } from '../records/service.ts';
import type { LiveResult } from './join.ts';

export interface Highlight {
  field: string;
  /** Plain text of the chunk. */
  text: string;
  /** Words that matched, in UTF-16 units, end exclusive. */
  ranges: [number, number][];
  chunk_index: number;
  score: number;
  /** The first page; null where the text has no pages. */
  page: number | null;
  boxes: Box[];
}

export interface SearchResult {
  id: string;
  score: number;
  record: PresentedRecord;
  files: (FileObject & { field: string })[];
  highlights: Highlight[];
}

/** Results as clients see them. */
export async function presentResults(
  schema: CollectionSchema,
  found: LiveResult[],
  matcher: QueryMatcher,
  { fields, lost }: { fields: string[] | undefined; lost: LostFiles },
): Promise<SearchResult[]> {
  const names = new Map(schema.fields.map(({ number, name }) => [number, name]));
  const results: SearchResult[] = [];
  for (const { row, score, chunks } of found) {
    const highlights: Highlight[] = [];
    for (const chunk of chunks) {
      highlights.push({
        field: names.get(chunk.field) ?? '',
        text: chunk.text,
        ranges: highlight(chunk.text, matcher),
        chunk_index: chunk.number,
        score: chunk.score,
        page: chunk.page,
        boxes: chunk.boxes ?? [],
      });
      // Highlighting a long chunk takes its time.
      await yieldToLoop();
    }
    const record = presentRecord(schema, row, { fields, lost });
    results.push({ id: row.id, score, record, files: presentFiles(schema, row, lost), highlights });
  }
  return results;
}

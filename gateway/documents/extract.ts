import type { ReadResult } from './backends/format.ts';
import { chunk } from './chunk/chunk.ts';
import type { Chunk, ChunkOptions } from './chunk/chunk.ts';
import { inputOf, noText, readDocument } from './convert.ts';
import type { ConvertOptions } from './convert.ts';
import { inspect } from './inspect.ts';
import type { DocumentSource, InspectedFile } from './inspect.ts';

export type ExtractOptions = ChunkOptions & ConvertOptions;

export interface Extraction {
  /** `empty`: read without fault, but there is no text; `reason` says why. */
  status: 'done' | 'empty';
  /** Printed pages; 0 for formats without pages. */
  pages: number;
  reason?: string;
  warnings: string[];
  chunks: Chunk[];
}

/**
 * A file's text in chunks, read in this thread.
 * @throws DocumentError for everything that is wrong with the file
 */
export async function extract(source: DocumentSource, options: ExtractOptions): Promise<Extraction> {
  const file = await inspect(source);
  const { pages, warnings, chunks, emptyReason } = await cutFile(file, options);
  if (chunks.length > 0) return { status: 'done', pages, warnings, chunks };
  return { status: 'empty', pages, warnings, chunks, reason: emptyReason ?? noText(file) };
}

async function cutFile(
  file: InspectedFile,
  options: ExtractOptions,
): Promise<ReadResult & { chunks: Chunk[] }> {
  const { format } = file;
  if (format.kind === 'text' && format.cut) return format.cut(inputOf(file, options), options);
  const { document, ...result } = await readDocument(file, options);
  return { ...result, chunks: chunk(document, options) };
}

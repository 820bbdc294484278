import { readCsvRows } from './backends/csv/csv-backend.ts';
import type { BackendOutput } from './backends/backend.ts';
import { readText } from './backends/text/text-backend.ts';
import { DocumentBuilder } from './builder.ts';
import { chunk, chunkRows, chunkText } from './chunk/chunk.ts';
import type { Chunk, ChunkOptions } from './chunk/chunk.ts';
import { inspect, noText, runBackend } from './convert.ts';
import type { ConvertOptions, DocumentSource, InspectedFile } from './convert.ts';

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
  const { format } = file.type;
  // Plain text and CSV may be huge and have no structure to keep: they are cut without a document in between.
  if (format === 'text') {
    const { text, warning } = await readText(source.path, file.size);
    return finish(file, chunkText(text, options), {
      pages: 0,
      warnings: warning === undefined ? [] : [warning],
    });
  }
  if (format === 'csv') {
    const { rows, warnings } = await readCsvRows(source.path, file.size);
    return finish(file, chunkRows(rows, options), { pages: 0, warnings });
  }
  const builder = new DocumentBuilder(source.name, file.type.mediaType);
  const output = await runBackend(file, source, options, builder);
  return finish(file, chunk(builder.document, options), output);
}

function finish(file: InspectedFile, chunks: Chunk[], output: BackendOutput): Extraction {
  const { pages, warnings, emptyReason } = output;
  if (chunks.length > 0) return { status: 'done', pages, warnings, chunks };
  return { status: 'empty', pages, warnings, chunks, reason: emptyReason ?? noText(file) };
}

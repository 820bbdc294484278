import { chunk } from './chunk/chunk.ts';
import type { ChunkOptions } from './chunk/chunk.ts';
import { convert } from './convert.ts';
import type { Conversion, ConvertOptions } from './convert.ts';
import type { DocumentSource } from './inspect.ts';
import type { ExportFormat } from './export/formats.ts';
import { toHtml } from './export/html.ts';
import { toJson } from './export/json.ts';
import { toMarkdown } from './export/markdown.ts';
import { toText } from './export/text.ts';

export interface ConvertFileOptions extends ConvertOptions {
  to: ExportFormat[];
  /** Of `chunks`. */
  chunks: ChunkOptions;
}

export interface ConvertedFile extends Omit<Conversion, 'document'> {
  /** The file's whole text in each format that was asked for. */
  outputs: Partial<Record<ExportFormat, string>>;
}

/**
 * Reads a file and writes it in other formats, in this thread.
 * @throws DocumentError for everything that is wrong with the file
 */
export async function convertFile(
  source: DocumentSource,
  options: ConvertFileOptions,
): Promise<ConvertedFile> {
  const { document, ...rest } = await convert(source, options);
  const write: Record<ExportFormat, () => string> = {
    md: () => endLine(toMarkdown(document)),
    json: () => endLine(toJson(document)),
    html: () => toHtml(document),
    text: () => endLine(toText(document)),
    chunks: () => endLine(JSON.stringify(chunk(document, options.chunks), null, 1)),
  };
  const outputs = Object.fromEntries(options.to.map((format) => [format, write[format]()]));
  return { ...rest, outputs };
}

function endLine(text: string): string {
  return text === '' ? '' : `${text}\n`;
}

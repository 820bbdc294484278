import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { binaryFormats } from './backends/index.ts';
import type { FormatInput, ReadResult } from './backends/format.ts';
import { DocumentBuilder } from './builder.ts';
import { endingOf } from './detect-type.ts';
import { DocumentError } from './document-error.ts';
import { inspect } from './inspect.ts';
import type { DocumentSource, InspectedFile } from './inspect.ts';
import type { DoclingDocument } from './model.ts';

export interface ConvertOptions {
  /** Default: all. */
  maxPages?: number;
}

export interface Conversion extends ReadResult {
  document: DoclingDocument;
  /** In milliseconds. */
  timings: { total: number };
}

/**
 * Reads a file into a DoclingDocument, in this thread. `emptyReason` is set if the document has no text.
 * @throws DocumentError for everything that is wrong with the file
 */
export async function convert(source: DocumentSource, options: ConvertOptions = {}): Promise<Conversion> {
  const started = performance.now();
  const file = await inspect(source);
  const { document, ...result } = await readDocument(file, options);
  document.origin.binary_hash = await binaryHash(source.path);
  const isEmpty = document.texts.length === 0 && document.tables.length === 0;
  return {
    ...(isEmpty ? { emptyReason: noText(file) } : {}),
    ...result,
    document,
    warnings: [...wrongEnding(file), ...result.warnings],
    timings: { total: performance.now() - started },
  };
}

/** A page saved under the name of the PDF it should have been is not taken for it silently. */
function wrongEnding({ name, size, format, mediaType }: InspectedFile): string[] {
  const named = binaryFormats.find(({ endings }) => endings.has(endingOf(name)));
  if (size === 0 || !named || named === format) return [];
  return [`Named a ${named.name.toUpperCase()} but is none: it was read as ${mediaType}.`];
}

/** The document of a file, without the sum of its bytes. */
export async function readDocument(
  file: InspectedFile,
  options: ConvertOptions,
): Promise<ReadResult & { document: DoclingDocument }> {
  const builder = new DocumentBuilder(file.name, file.mediaType);
  try {
    const result = await file.format.read(inputOf(file, options), builder);
    return { ...result, document: builder.document, warnings: [...result.warnings, ...builder.warnings] };
  } catch (error) {
    // Parsers are recursive: the only way they run out of stack is a file made for it.
    if (error instanceof RangeError)
      throw new DocumentError('broken', 'The file is nested too deeply to be read.', error);
    throw error;
  }
}

/** A file as its format's reader gets it. */
export function inputOf({ path, size, mediaType }: InspectedFile, options: ConvertOptions): FormatInput {
  return { path, size, mediaType, maxPages: options.maxPages ?? Infinity };
}

/** Why a file that was read without fault has no text. */
export function noText({ size }: InspectedFile): string {
  return size === 0 ? 'The file is empty.' : 'The file has no text.';
}

async function binaryHash(path: string): Promise<bigint> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest().readBigUInt64BE(24);
}

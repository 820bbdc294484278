import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { readCsv } from './backends/csv/csv-backend.ts';
import type { Backend, BackendOutput } from './backends/backend.ts';
import { readHtml } from './backends/html/html-backend.ts';
import { readMarkdown } from './backends/markdown/markdown-backend.ts';
import { readPdf } from './backends/pdf/pdf-backend.ts';
import { readPlainText } from './backends/text/text-backend.ts';
import { DocumentBuilder } from './builder.ts';
import { detectType, signatureBytes } from './detect-type.ts';
import type { DetectedType } from './detect-type.ts';
import { DocumentError } from './document-error.ts';
import type { DoclingDocument } from './model.ts';

export interface DocumentSource {
  /** Where the bytes are; read only. */
  path: string;
  /** The file's own name, which may differ from that of `path`. */
  name: string;
  /** As declared by whoever sent it. */
  contentType?: string;
}

export interface ConvertOptions {
  /** Default: all. */
  maxPages?: number;
}

export interface Conversion {
  document: DoclingDocument;
  /** Printed pages; 0 for formats without pages. */
  pages: number;
  warnings: string[];
  /** Set if the document has no text: why. */
  emptyReason?: string;
  /** In milliseconds. */
  timings: { total: number };
}

/**
 * Reads a file into a DoclingDocument, in this thread.
 * @throws DocumentError for everything that is wrong with the file
 */
export async function convert(source: DocumentSource, options: ConvertOptions = {}): Promise<Conversion> {
  const started = performance.now();
  const file = await inspect(source);
  const builder = new DocumentBuilder(source.name, file.type.mediaType);
  const output = await runBackend(file, source, options, builder);
  builder.document.origin.binary_hash = await binaryHash(source.path);
  const { document } = builder;
  const { pages } = output;
  const warnings = [...wrongEnding(source.name, file), ...output.warnings];
  const isEmpty = document.texts.length === 0 && document.tables.length === 0;
  const emptyReason = output.emptyReason ?? (isEmpty ? noText(file) : undefined);
  const timings = { total: performance.now() - started };
  return { document, pages, warnings, timings, ...(emptyReason === undefined ? {} : { emptyReason }) };
}

/** A page saved under the name of the PDF it should have been is not taken for it silently. */
function wrongEnding(name: string, file: InspectedFile): string[] {
  if (file.size === 0 || file.type.format === 'pdf' || !/\.pdf$/i.test(name)) return [];
  return [`Named a PDF but is none: it was read as ${file.type.mediaType}.`];
}

export interface InspectedFile {
  size: number;
  type: DetectedType;
}

/**
 * Size and type of a file that can be read here.
 * @throws DocumentError `mismatch`, `unsupported`
 */
export async function inspect(source: DocumentSource): Promise<InspectedFile> {
  const { size } = await stat(source.path);
  const type = await detectType(await readStart(source.path), source.name, source.contentType);
  if (type.mismatch !== undefined) throw new DocumentError('mismatch', type.mismatch);
  return { size, type };
}

/** Runs the backend of a file's format; the builder gets the items. */
export async function runBackend(
  file: InspectedFile,
  source: DocumentSource,
  options: ConvertOptions,
  builder: DocumentBuilder,
): Promise<BackendOutput> {
  const backend = backendOf(file.type);
  try {
    const input = { path: source.path, size: file.size, maxPages: options.maxPages ?? Infinity };
    const output = await backend(input, builder);
    return { ...output, warnings: [...output.warnings, ...builder.warnings] };
  } catch (error) {
    // Parsers are recursive: the only way they run out of stack is a file made for it.
    if (error instanceof RangeError)
      throw new DocumentError('broken', 'The file is nested too deeply to be read.', error);
    throw error;
  }
}

function backendOf(type: DetectedType): Backend {
  switch (type.format) {
    case 'pdf':
      return readPdf;
    case 'markdown':
      return readMarkdown;
    case 'html':
      return readHtml;
    case 'csv':
      return readCsv;
    case 'text':
      return readPlainText;
    case 'image':
      throw new DocumentError('unsupported', `Text can not be read from images (${type.mediaType}) yet.`);
    case 'office':
      throw new DocumentError(
        'unsupported',
        `Text can not be read from office files (${type.mediaType}) yet.`,
      );
    case 'unknown':
      throw new DocumentError(
        'unsupported',
        `Text can not be read from this kind of file (${type.mediaType}).`,
      );
  }
}

/** Why a file that was read without fault has no text. */
export function noText(file: InspectedFile): string {
  return file.size === 0 ? 'The file is empty.' : 'The file has no text.';
}

async function readStart(path: string): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const buffer = new Uint8Array(signatureBytes);
    const { bytesRead } = await file.read(buffer, 0, signatureBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function binaryHash(path: string): Promise<bigint> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest().readBigUInt64BE(24);
}

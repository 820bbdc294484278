/** File in, DoclingDocument or chunks out. No HTTP, no stores, no state beyond PDFium's. */
import { existsSync } from 'node:fs';

export { chunk, chunkText } from './chunk/chunk.ts';
export type { Chunk, ChunkBox, ChunkOptions } from './chunk/chunk.ts';
export { createDocumentClient } from './client.ts';
export type { DocumentClient, DocumentWorkerPool } from './client.ts';
export { convert } from './convert.ts';
export type { Conversion, ConvertOptions, DocumentSource } from './convert.ts';
export { exportFormats } from './convert-file.ts';
export type { ConvertedFile, ConvertFileOptions, ExportFormat } from './convert-file.ts';
export { detectType, signatureBytes } from './detect-type.ts';
export type { DetectedType, DocumentFormat } from './detect-type.ts';
export { DocumentError } from './document-error.ts';
export type { DocumentErrorCode } from './document-error.ts';
export { toMarkdown } from './export/markdown.ts';
export { toText } from './export/text.ts';
export { extract } from './extract.ts';
export type { Extraction, ExtractOptions } from './extract.ts';
export type { DoclingDocument } from './model.ts';

const workerPlaces = ['./document-worker.js', '../document-worker.js', '../../dist/document-worker.js'].map(
  (path) => new URL(path, import.meta.url),
);

/**
 * Entry of the worker threads, for `infra/workers`: beside the bundle (whose shared code lies one folder down), or in
 * `dist/` when the sources run by themselves.
 */
export const documentWorker: URL = workerPlaces.find((url) => existsSync(url)) ?? workerPlaces.at(-1)!;

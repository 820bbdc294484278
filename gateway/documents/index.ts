/**
 * File in, DoclingDocument or chunks out. No HTTP, no stores. Files are read in worker threads, through a client: what
 * reads them is not loaded here.
 */
import { existsSync } from 'node:fs';

export { chunkText } from './chunk/chunk.ts';
export type { Chunk } from './chunk/chunk.ts';
export { createDocumentClient } from './client.ts';
export type { DocumentClient } from './client.ts';
export { DocumentError } from './document-error.ts';
export { exportFormats } from './export/formats.ts';

const workerPlaces = ['./document-worker.js', '../document-worker.js', '../../dist/document-worker.js'].map(
  (path) => new URL(path, import.meta.url),
);

/**
 * Entry of the worker threads, for `infra/workers`: beside the bundle (whose shared code lies one folder down), or in
 * `dist/` when the sources run by themselves.
 */
export const documentWorker: URL = workerPlaces.find((url) => existsSync(url)) ?? workerPlaces.at(-1)!;

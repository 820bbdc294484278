/**
 * File in, DoclingDocument or chunks out. No HTTP, no stores. Files are read in worker threads, through a client: what
 * reads them is not loaded here.
 */
export { chunkText } from './chunk/chunk.ts';
export type { Chunk } from './chunk/chunk.ts';
export { createDocumentClient } from './client.ts';
export type { DocumentClient } from './client.ts';
export { DocumentError } from './document-error.ts';
export { exportFormats } from './export/formats.ts';

/** The built entry of the threads that read documents, for `workerEntry` of `infra/workers`. */
export const documentWorker = 'document-worker.js';

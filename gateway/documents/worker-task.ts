import type { Slices } from '../infra/workers/slices.ts';
import type { ConvertedFile, ConvertFileOptions } from './convert-file.ts';
import type { DocumentErrorCode } from './document-error.ts';
import type { Extraction, ExtractOptions } from './extract.ts';
import type { DocumentSource } from './inspect.ts';

/** What goes to a worker thread; it survives structured cloning, as does the answer. */
export type WorkerTask =
  | { task: 'extract'; source: DocumentSource; options: ExtractOptions }
  | { task: 'convert'; source: DocumentSource; options: ConvertFileOptions };

/** What each task gives. */
export interface WorkerResults {
  /** Its chunks may be many: unpacked at once they would hold up whoever receives them. */
  extract: Omit<Extraction, 'chunks'> & { chunks: Slices };
  convert: ConvertedFile;
}

/** What comes back. Faults of the file are answers: errors lose their class on the way between threads. */
export type WorkerAnswer<Result> =
  { ok: true; result: Result } | { ok: false; code: DocumentErrorCode; message: string };

import type { Slices } from '../infra/workers/slices.ts';
import type { DocumentSource } from './inspect.ts';
import type { ConvertedFile, ConvertFileOptions } from './convert-file.ts';
import type { DocumentErrorCode } from './document-error.ts';
import type { Extraction, ExtractOptions } from './extract.ts';

/** Its chunks may be many: unpacked at once they would hold up whoever receives them. */
export type PackedExtraction = Omit<Extraction, 'chunks'> & { chunks: Slices };

/** What goes to a worker thread and comes back; both survive structured cloning. */
export type WorkerTask =
  | { task: 'extract'; source: DocumentSource; options: ExtractOptions }
  | { task: 'convert'; source: DocumentSource; options: ConvertFileOptions };

export type WorkerAnswer =
  | { ok: true; task: 'extract'; result: PackedExtraction }
  | { ok: true; task: 'convert'; result: ConvertedFile }
  | { ok: false; code: DocumentErrorCode; message: string };

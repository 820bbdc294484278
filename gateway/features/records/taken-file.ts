import type { FileExtraction } from '../../write/prepared.ts';
import type { ChunkDraft } from './chunks.ts';

/** A file whose bytes are at their final key, with what was read from it: ready to become a record's. */
export interface TakenFile {
  id: string;
  key: string;
  name: string;
  size: number;
  contentType: string;
  /** Lower-case hex. */
  sha256: string;
  extraction: FileExtraction;
  /** What it is searched by. */
  chunks: ChunkDraft[];
}

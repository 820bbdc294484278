import { limits } from '../contract/limits.ts';
import { DocumentError } from '../documents/index.ts';
import type { Chunk, DocumentClient } from '../documents/index.ts';
import { invalidField, unavailable } from '../errors.ts';
import { chunkingOf } from '../schema/chunking.ts';
import type { CollectionSchema, Field } from '../schema/types.ts';
import type { FileExtraction } from '../write/prepared.ts';

/** Where a file's text is read from, and for which field. */
export interface TextSource {
  field: Field;
  file: { id: string; name: string; contentType: string };
  /** What problems name. */
  path: string;
  /** A local copy of the file. */
  copy: string;
  signal?: AbortSignal;
}

/** Of a file whose text is not read. */
export const notExtracted: FileExtraction = { status: 'none', pages: 0, chunks: 0 };

/**
 * Reads the text of a file from a local copy; chunks only for a field that is searched. What is wrong with the document
 * refuses the record (400) or is kept as the file's extraction, by the field's `on_error`; a file whose type lies is
 * always refused. 503 when the reading was cancelled.
 */
export async function extractText(
  documents: Pick<DocumentClient, 'extract'>,
  schema: CollectionSchema,
  { field, file, path, copy, signal }: TextSource,
): Promise<{ extraction: FileExtraction; chunks: Chunk[] }> {
  try {
    const source = { path: copy, name: file.name, contentType: file.contentType };
    const chunking = { ...chunkingOf(schema, field), maxChunks: limits.chunksPerFile };
    const { status, pages, reason, ...found } = await documents.extract(source, chunking, signal);
    const chunks = field.vectorize ? found.chunks : [];
    const extraction = { status, pages, chunks: chunks.length, ...(reason === undefined ? {} : { reason }) };
    return { extraction, chunks };
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    // FroDB is closing, or the write has taken too long: that says nothing about the file.
    if (error.code === 'cancelled') {
      const message = `the text of ${file.name} was not read to its end; send it again`;
      throw unavailable('extraction', message, error);
    }
    const isUnsupported = error.code === 'unsupported';
    if (!isUnsupported && (field.extract?.onError !== 'store' || error.code === 'mismatch')) {
      throw invalidField(path, `document_${error.code}`, `${file.name}: ${error.message}`, {
        name: file.name,
        detail: error.message,
      });
    }
    const status = isUnsupported ? 'none' : 'failed';
    return { extraction: { status, pages: 0, chunks: 0, reason: error.message }, chunks: [] };
  }
}

import { limits } from '../../contract/limits.ts';
import { DocumentError } from '../../documents/index.ts';
import { invalidField, unavailable } from '../../errors.ts';
import { chunkingOf } from '../../schema/chunking.ts';
import type { CollectionSchema, Field } from '../../schema/types.ts';
import type { DocumentClient } from '../../documents/index.ts';
import { draftFile } from './chunks.ts';
import type { TakenFile } from './taken-file.ts';

export interface ExtractionDeps {
  documents: Pick<DocumentClient, 'extract'>;
}

/** Where a file's text is read from, and for which field. */
interface TextSource {
  field: Field;
  /** What problems name. */
  path: string;
  /** A local copy of the file. */
  copy: string;
  signal?: AbortSignal;
}

/**
 * Reads the text of a file from a local copy. What is wrong with the document refuses the record (400) or is
 * kept as the file's extraction, by the field's `on_error`; a file whose type lies is always refused. 503 when the
 * reading was cancelled.
 */
export async function readTakenText(
  { documents }: ExtractionDeps,
  schema: CollectionSchema,
  file: TakenFile,
  { field, path, copy, signal }: TextSource,
): Promise<TakenFile> {
  try {
    const source = { path: copy, name: file.name, contentType: file.contentType };
    const chunking = { ...chunkingOf(schema, field), maxChunks: limits.chunksPerFile };
    const extraction = await documents.extract(source, chunking, signal);
    return {
      ...file,
      chunks: field.vectorize ? await draftFile(field, file.id, extraction.chunks) : [],
      extraction: {
        status: extraction.status,
        pages: extraction.pages,
        chunks: field.vectorize ? extraction.chunks.length : 0,
        ...(extraction.reason === undefined ? {} : { reason: extraction.reason }),
      },
    };
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    // FroDB is closing, or the write has taken too long: that says nothing about the file.
    if (error.code === 'cancelled') {
      throw unavailable(
        'extraction',
        `the text of ${file.name} was not read to its end; send it again`,
        error,
      );
    }
    if (error.code === 'unsupported') {
      return { ...file, extraction: { status: 'none', pages: 0, chunks: 0, reason: error.message } };
    }
    if (field.extract?.onError !== 'store' || error.code === 'mismatch') {
      throw invalidField(path, `document_${error.code}`, `${file.name}: ${error.message}`);
    }
    return { ...file, extraction: { status: 'failed', pages: 0, chunks: 0, reason: error.message } };
  }
}

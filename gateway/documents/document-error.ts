/** Why a document could not be read. The file is at fault (or its size), never FroDB's state. */
export type DocumentErrorCode =
  'encrypted' | 'broken' | 'mismatch' | 'unsupported' | 'timeout' | 'too_big' | 'cancelled';

/** `message` is one English sentence for the person who sent the file. */
export class DocumentError extends Error {
  readonly code: DocumentErrorCode;

  constructor(code: DocumentErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'DocumentError';
    this.code = code;
  }
}

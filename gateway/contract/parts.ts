/** A file as it arrives: a part of a multipart body, or a body by itself. */
export interface FilePart {
  name: string;
  contentType: string;
  stream: AsyncIterable<Buffer>;
  /** Bytes, where they are announced: then nothing is buffered. */
  size?: number;
}

/** A part of a multipart body, in the order in which they come. */
export type MultipartPart =
  | { kind: 'value'; name: string; text: string }
  | ({ kind: 'file'; field: string } & FilePart)
  /** What a browser sends for a file input that was left empty. */
  | { kind: 'no file'; field: string };

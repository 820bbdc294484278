import type { DocumentBuilder } from '../builder.ts';
import type { Chunk, ChunkOptions } from '../chunk/chunk.ts';

/** A file as the reader of its format gets it. */
export interface FormatInput {
  path: string;
  /** In bytes. */
  size: number;
  mediaType: string;
  /** Pages beyond this many are left out, with a warning. */
  maxPages: number;
}

export interface ReadResult {
  /** Printed pages; 0 for formats without pages. */
  pages: number;
  warnings: string[];
  /** Why there is no text, where the reader knows. */
  emptyReason?: string;
}

interface FormatBase {
  /** One word, lower case. */
  name: string;
  /** Endings of file names, lower case and without the dot, each with the media type that it stands for. */
  endings: ReadonlyMap<string, string>;
  /** Media types, lower case, that such a file may be declared as. */
  declaredAs: readonly string[];
  /**
   * Fills the builder from one file.
   * @throws DocumentError
   */
  read(input: FormatInput, builder: DocumentBuilder): Promise<ReadResult>;
}

/** A format that its bytes show: neither name nor declaration make a file one. */
export interface BinaryFormat extends FormatBase {
  kind: 'binary';
  /**
   * The media type of a file that its first bytes prove to be one, else undefined.
   * @param known what file-type takes the bytes for
   */
  recognise(start: Uint8Array, known: string | undefined): string | undefined;
  /** The media type of a file whose bytes prove it only where it is named or declared so, or is no text. */
  recogniseClaimed?(start: Uint8Array): string | undefined;
  /** Why a file that is declared as one is refused, in one sentence; undefined where there is nothing to refuse. */
  refuse?(declared: string, found: DetectedType): string | undefined;
}

/** A format of text: its name makes a file one, else its declaration, else its looks. */
export interface TextFormat extends FormatBase {
  kind: 'text';
  /** The media type of a text that looks like one, whatever it is called; else undefined. */
  recognise?(start: Uint8Array): string | undefined;
  /**
   * Cuts a file into chunks without a document in between: for what may be huge and has no structure to keep.
   * @throws DocumentError
   */
  cut?(input: FormatInput, options: ChunkOptions): Promise<ReadResult & { chunks: Chunk[] }>;
}

export type Format = BinaryFormat | TextFormat;

export interface DetectedType {
  format: Format;
  /** By content where a signature tells, else by name or as declared. */
  mediaType: string;
}

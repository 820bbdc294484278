import type { DocumentBuilder } from '../builder.ts';

/** A file as a backend gets it. */
export interface BackendInput {
  path: string;
  size: number;
  /** Pages beyond this many are left out, with a warning. */
  maxPages: number;
}

export interface BackendOutput {
  /** Printed pages; 0 for formats without pages. */
  pages: number;
  warnings: string[];
  /** Why there is no text, where the backend knows. */
  emptyReason?: string;
}

/**
 * Fills the builder from one file.
 * @throws DocumentError
 */
export type Backend = (input: BackendInput, builder: DocumentBuilder) => Promise<BackendOutput>;

import type { FieldProblem } from '../errors.ts';
import type { Place } from './source.ts';

/** A row as it stands in its file: the cells of a CSV, the bytes of a JSON value, or why it can't be read. */
export type RawRow = { line: number } & (
  | { cells: string[] }
  | { json: Uint8Array }
  /** `text`: how it begins. */
  | { problem: FieldProblem; text: string }
);

/** Where a portion of rows ends: at the first of both. */
export interface Bounds {
  rows: number;
  /** Of the file. */
  bytes: number;
}

export interface RowsRead {
  rows: RawRow[];
  next: Place;
  /** There is nothing more. */
  isEnd: boolean;
}

const shownCharacters = 1_000;

/** The beginning of a row that can't be read, for whoever looks for it. */
export function beginning(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(0, shownCharacters * 4))
    .toString()
    .slice(0, shownCharacters)
    .toWellFormed();
}

export function tooLong(longest: number): FieldProblem {
  return {
    path: 'row',
    code: 'too_long',
    message: `has more than ${longest} bytes`,
    params: { max: longest, unit: 'bytes', reason: 'row' },
  };
}

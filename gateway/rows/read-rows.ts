import { limits } from '../contract/limits.ts';
import { invalidField } from '../errors.ts';
import { readCsv } from './csv.ts';
import { readItems } from './json-items.ts';
import type { Layout } from './layout.ts';
import { readLines } from './lines.ts';
import { tooLong } from './row.ts';
import type { Bounds, RawRow, RowsRead } from './row.ts';
import type { Place, Source } from './source.ts';

/** A portion of the rows of a file, from a place between two rows on: the same place gives the same rows. */
export function readRows(source: Source, layout: Layout, from: Place, bounds: Bounds): RowsRead {
  if (layout.format === 'csv') return readCsv(source, layout.delimiter ?? ',', from, bounds);
  const longest = limits.jsonBytes;
  const read = layout.format === 'json' ? readItems : readLines;
  const rows: RawRow[] = [];
  for (const { line, bytes, next } of read(source, from, longest)) {
    rows.push(bytes === null ? { line, problem: tooLong(longest), text: '' } : { line, json: bytes });
    const isFull = rows.length >= bounds.rows || next.offset - from.offset >= bounds.bytes;
    if (isFull) return { rows, next, isEnd: false };
  }
  return { rows, next: { ...from, offset: source.size }, isEnd: true };
}

/** Errors: 400 for the beginning of a file that has no row, or something that is none. */
export function requireRow(head: Source, layout: Layout): void {
  const { rows } = readRows(head, layout, layout.start, { rows: 100, bytes: head.size });
  if (rows.length > 0 || head.isWhole) return;
  const max = limits.jsonBytes;
  throw invalidField('file', 'too_long', `has a row of more than ${max} bytes`, {
    max,
    unit: 'bytes',
    reason: 'row',
  });
}

import type { Place, Source } from './source.ts';

const newline = 10;
const pieceBytes = 256 * 1024;

/** A line or an item of a list; null for one that is too long. */
export interface Portion {
  line: number;
  bytes: Uint8Array | null;
  next: Place;
}

/** The lines from a place on, without their line ends, blank ones left out; null for one of more than `longest` bytes. */
export function* readLines(source: Source, from: Place, longest: number): Generator<Portion> {
  let { line } = from;
  let parts: Uint8Array[] = [];
  let length = 0;
  const add = (part: Uint8Array): void => {
    length += part.length;
    // What is too long anyway is not kept.
    if (length > longest) parts = [];
    else if (part.length > 0) parts.push(part);
  };
  const end = (offset: number): Portion | undefined => {
    const bytes = length > longest ? null : Buffer.concat(parts, length);
    const found = { line, bytes, next: { offset, line: ++line } };
    parts = [];
    length = 0;
    return bytes === null || !isBlank(bytes) ? found : undefined;
  };
  for (let offset = from.offset; offset < source.size;) {
    const piece = source.read(offset, pieceBytes);
    if (piece.length === 0) break;
    let start = 0;
    for (let at = piece.indexOf(newline); at >= 0; at = piece.indexOf(newline, start)) {
      add(piece.subarray(start, at));
      start = at + 1;
      const found = end(offset + start);
      if (found) yield found;
    }
    add(piece.subarray(start));
    offset += piece.length;
  }
  const last = source.isWhole ? end(source.size) : undefined;
  if (last) yield last;
}

const blanks = new Set([32, 9, 13]);

function isBlank(line: Uint8Array): boolean {
  return line.every((byte) => blanks.has(byte));
}

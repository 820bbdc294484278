import { closeSync, openSync, readSync } from 'node:fs';

const newline = 10;
const pieceBytes = 1024 * 1024;

/**
 * The lines of a file, without their line ends, blank ones left out; null for one of more than `longest` bytes. Reads
 * as it goes and blocks, so it is for worker threads.
 */
export function* readLines(path: string, longest: number): Generator<Uint8Array | null> {
  const file = openSync(path, 'r');
  try {
    let line: Uint8Array[] = [];
    let length = 0;
    const add = (part: Uint8Array): void => {
      length += part.length;
      // What is too long anyway is not kept.
      if (length > longest) line = [];
      else if (part.length > 0) line.push(part);
    };
    const end = (): Uint8Array | null | undefined => {
      const whole = length > longest ? null : Buffer.concat(line, length);
      line = [];
      length = 0;
      return whole === null || !isBlank(whole) ? whole : undefined;
    };
    for (;;) {
      const piece = Buffer.allocUnsafe(pieceBytes);
      const read = readSync(file, piece);
      if (read === 0) break;
      let from = 0;
      for (let at = piece.indexOf(newline); at >= 0 && at < read; at = piece.indexOf(newline, from)) {
        add(piece.subarray(from, at));
        const found = end();
        if (found !== undefined) yield found;
        from = at + 1;
      }
      add(piece.subarray(from, read));
    }
    const last = end();
    if (last !== undefined) yield last;
  } finally {
    closeSync(file);
  }
}

const blanks = new Set([32, 9, 13]);

function isBlank(line: Uint8Array): boolean {
  return line.every((byte) => blanks.has(byte));
}

import { markRanges } from './text-ranges.ts';
import type { Range } from './text-ranges.ts';

/** A text with the words that matched marked. */
export function MarkedText({ text, ranges }: { text: string; ranges: readonly Range[] }) {
  return markRanges(text, ranges).map((piece, i) =>
    piece.isMarked ? <mark key={i}>{piece.text}</mark> : piece.text,
  );
}

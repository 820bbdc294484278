/** A part of a text in UTF-16 units, end exclusive. */
export type Range = readonly [start: number, end: number];

/** A piece of a text, and whether it is marked. */
export interface Piece {
  text: string;
  isMarked: boolean;
}

/** A text cut where marks begin and end; marked words with nothing but space between are one mark. */
export function markRanges(text: string, ranges: readonly Range[]): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const [start, end] of joinRanges(text, ranges)) {
    if (start > from) pieces.push({ text: text.slice(from, start), isMarked: false });
    pieces.push({ text: text.slice(start, end), isMarked: true });
    from = end;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), isMarked: false });
  return pieces;
}

function joinRanges(text: string, ranges: readonly Range[]): Range[] {
  const joined: Range[] = [];
  const inside = ranges
    .map(([start, end]): Range => [Math.max(0, start), Math.min(text.length, end)])
    .filter(([start, end]) => start < end)
    .toSorted((one, other) => one[0] - other[0]);
  for (const range of inside) {
    const last = joined.at(-1);
    if (last && text.slice(last[1], range[0]).trim() === '') {
      joined[joined.length - 1] = [last[0], Math.max(last[1], range[1])];
    } else joined.push(range);
  }
  return joined;
}

export interface Excerpt {
  text: string;
  ranges: Range[];
}

/** About `length` characters of a text where most of its marks are, whole words, with `…` where something is left out. */
export function excerptOf(text: string, ranges: readonly Range[], length: number): Excerpt {
  if (text.length <= length * 1.2) return { text, ranges: [...ranges] };
  const start = wordStart(text, densest(ranges, text.length, length));
  const end = wordEnd(text, start + length);
  const before = start > 0 ? '…' : '';
  const shift = start - before.length;
  return {
    text: `${before}${text.slice(start, end).trimEnd()}${end < text.length ? ' …' : ''}`,
    ranges: ranges
      .filter(([from, to]) => from >= start && to <= end)
      .map(([from, to]): Range => [from - shift, to - shift]),
  };
}

/** Where a window of `length` begins that holds most marks, with a few words before the first of them. */
function densest(ranges: readonly Range[], whole: number, length: number): number {
  const lead = Math.round(length / 6);
  let best = 0;
  let most = 0;
  for (const [from] of ranges) {
    const count = ranges.filter(([start, end]) => start >= from && end <= from + length - lead).length;
    if (count > most) [best, most] = [from, count];
  }
  return best + length - lead > whole ? Math.max(0, whole - length) : Math.max(0, best - lead);
}

function wordStart(text: string, at: number): number {
  if (at === 0) return 0;
  const space = text.slice(at).search(/\s\S/);
  return space < 0 || space > 30 ? whole(text, at) : at + space + 1;
}

function wordEnd(text: string, at: number): number {
  if (at >= text.length) return text.length;
  const last = text.slice(Math.max(0, at - 30), at).search(/\s\S*$/);
  return last < 0 ? whole(text, at) : Math.max(0, at - 30) + last;
}

/** Never inside a surrogate pair. */
function whole(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc_00 && unit <= 0xdf_ff ? at + 1 : at;
}

/** The marked words, each as it first stands there, with how often: most often first. */
export function markedWords(text: string, ranges: readonly Range[]): { word: string; count: number }[] {
  const found = new Map<string, { word: string; count: number }>();
  for (const [start, end] of ranges) {
    const word = text.slice(start, end);
    const known = found.get(word.toLocaleLowerCase());
    if (known) known.count += 1;
    else found.set(word.toLocaleLowerCase(), { word, count: 1 });
  }
  return [...found.values()].toSorted((one, other) => other.count - one.count);
}

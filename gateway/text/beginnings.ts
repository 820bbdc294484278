/** How words may begin that are wanted. */
export interface Beginnings {
  /** By a word's first two letters: which of `rests` it takes. */
  starts: Uint16Array;
  /** How words that begin alike may go on; the first is of those that are not wanted. */
  rests: string[][];
}

const letterBits = 5;
const letterCount = 1 << letterBits;
/** Letters at a term's end that the word it was made of need not have (influência, influent). */
const looseEnd = 2;

export const anyBeginning: Beginnings = {
  starts: new Uint16Array(letterCount * letterCount).fill(1),
  rests: [[], ['']],
};

/**
 * How words may begin that have one of these terms. Most words don't, which is far cheaper to see than to look them up:
 * folding keeps an ASCII letter but for its case, and stemming changes endings only. A term has all its letters but the
 * last two from its word, and never less than two; `y` may have become `i` (dying, die).
 */
export function beginningsOf(terms: Iterable<string>): Beginnings {
  const starts = new Uint16Array(letterCount * letterCount);
  const rests: string[][] = [[]];
  for (const term of terms) {
    const rest = term.slice(2, -looseEnd).replaceAll('y', 'i');
    for (const key of keysOf(term)) {
      starts[key] ||= rests.push([]) - 1;
      rests[starts[key] ?? 0]?.push(rest);
    }
  }
  return { starts, rests };
}

/** Of all words whose first two letters a term allows; behind its end any may follow. None where one is not ASCII. */
function keysOf(term: string): number[] {
  const first = letterOf(term.charCodeAt(0));
  if (first === 0) return [];
  if (term.length === 1) return Array.from({ length: letterCount }, (_, any) => keyOf(first, any));
  const second = letterOf(term.charCodeAt(1));
  return second === 0 ? [] : [keyOf(first, second)];
}

function keyOf(first: number, second: number): number {
  return (first << letterBits) | second;
}

/** 1 to 26, `y` as `i`; 0 for anything but an ASCII letter. */
function letterOf(unit: number): number {
  const letter = (unit | 0x20) - 0x60;
  if (letter < 1 || letter > 26) return 0;
  return letter === 25 ? 9 : letter;
}

/** May the word that begins here have one of the terms? */
export function mayBegin(units: Uint16Array, start: number, { starts, rests }: Beginnings): boolean {
  const first = letterOf(units[start] ?? 0);
  // None behind the end of a word of one letter either.
  const second = letterOf(units[start + 1] ?? 0);
  if (first === 0 || second === 0) return true;
  const which = starts[keyOf(first, second)] ?? 0;
  return which > 0 && (rests[which]?.some((rest) => mayGoOn(units, start + 2, rest)) ?? false);
}

function mayGoOn(units: Uint16Array, start: number, rest: string): boolean {
  for (let at = 0; at < rest.length; at++) {
    const letter = letterOf(units[start + at] ?? 0);
    if (letter === 0) return true;
    if (letter !== letterOf(rest.charCodeAt(at))) return false;
  }
  return true;
}

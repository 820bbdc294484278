/** How words may begin that are wanted: 1 by their first two letters, and by the first four of long ones. */
export interface Beginnings {
  short: Uint8Array;
  long: Uint8Array;
}

const letterBits = 5;
const letterCount = 1 << letterBits;
const longBits = 14;
/** From so many letters on, stemming leaves the first four as they are. */
const longWord = 9;

function noBeginnings(): Beginnings {
  return { short: new Uint8Array(letterCount * letterCount), long: new Uint8Array(1 << longBits) };
}

export const anyBeginning: Beginnings = noBeginnings();
anyBeginning.short.fill(1);
anyBeginning.long.fill(1);

/**
 * How words may begin that have one of these terms. Most words don't, which is far cheaper to see than to look them up:
 * folding keeps an ASCII letter but for its case, and stemming changes endings only, though as early as the second letter
 * from `y` to `i` (dying, die).
 */
export function beginningsOf(terms: Iterable<string>): Beginnings {
  const { short, long } = noBeginnings();
  for (const term of terms) {
    for (const key of keysOf(term, 2)) short[key] = 1;
    if (term.length < 3) long.fill(1);
    else for (const key of keysOf(term, 4)) long[hashOf(key)] = 1;
  }
  return { short, long };
}

/** Of all words whose first letters a term allows; behind its end any may follow. None where a letter is not ASCII. */
function* keysOf(term: string, letters: number, at = 0, key = 0): Generator<number> {
  if (at === letters) {
    yield key;
  } else if (at < term.length) {
    const letter = letterAt(term, at);
    if (letter > 0) yield* keysOf(term, letters, at + 1, (key << letterBits) | letter);
  } else {
    for (let any = 1; any < letterCount; any++) {
      yield* keysOf(term, letters, at + 1, (key << letterBits) | any);
    }
  }
}

/** 1 to 26, `y` as `i`; 0 for anything but an ASCII letter. */
function letterAt(text: string, at: number): number {
  const letter = (text.charCodeAt(at) | 0x20) - 0x60;
  if (letter < 1 || letter > 26) return 0;
  return letter === 25 ? 9 : letter;
}

/** Four letters' 20 bits to 14. */
function hashOf(key: number): number {
  return Math.imul(key, 0x9e3779b1) >>> (32 - longBits);
}

/** May the word between these positions have one of the terms? */
export function mayBegin(text: string, start: number, end: number, { short, long }: Beginnings): boolean {
  const isLong = end - start >= longWord;
  let key = 0;
  for (let at = start; at < start + (isLong ? 4 : 2); at++) {
    const letter = letterAt(text, at);
    // Also behind the end of a word of one letter.
    if (letter === 0) return true;
    key = (key << letterBits) | letter;
  }
  return (isLong ? long[hashOf(key)] : short[key]) === 1;
}

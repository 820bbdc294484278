import type { QueryMatcher } from './query.ts';
import { eachToken } from './tokens.ts';
import { lookUp, termOf } from './words.ts';
import type { Word } from './words.ts';

/** `[start, end]` in UTF-16 units of the words that a query matches: in order, none overlapping another. */
export function highlight(text: string, matcher: QueryMatcher): [number, number][] {
  const ranges: [number, number][] = [];
  const alike = new Map<Word, boolean>();
  // A code's whole begins where its first part does.
  let overlap = false;
  eachToken(text, (raw, start, end, isExtra) => {
    const word = lookUp(raw);
    if (!matchesTerm(word, matcher) && (isExtra || !matchesFuzzily(word, matcher, alike))) return;
    const last = ranges.at(-1);
    if (last && start < last[1]) overlap = true;
    ranges.push([start, end]);
  });
  return overlap ? merge(ranges) : ranges;
}

function matchesTerm(word: Word, { terms, languages }: QueryMatcher): boolean {
  for (const language of languages) if (terms.has(termOf(word, language))) return true;
  return false;
}

function matchesFuzzily(word: Word, { fuzzy }: QueryMatcher, alike: Map<Word, boolean>): boolean {
  if (fuzzy.isEmpty || word.folded.length < 4) return false;
  const known = alike.get(word);
  if (known !== undefined) return known;
  const found = fuzzy.hasAlike(word);
  alike.set(word, found);
  return found;
}

/** What overlaps becomes one range. */
function merge(ranges: [number, number][]): [number, number][] {
  ranges.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const merged: [number, number][] = [];
  for (const [start, end] of ranges) {
    const last = merged.at(-1);
    if (last && start < last[1]) last[1] = Math.max(last[1], end);
    else merged.push([start, end]);
  }
  return merged;
}

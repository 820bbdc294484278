/** Where text may be cut: at sentence ends, else at blanks, never inside what is read as one character. */

/** What divides the paragraphs of plain text: line ends of Unix, Windows and old Macs with nothing but blanks between. */
export const blankLine = /(?:\r?\n|\r(?!\n))[ \t]*(?:\r?\n|\r(?!\n))\s*/;
const sentenceBreak = /[.!?…。！？]["'”’)\]]*\s+|\n+/g;

/**
 * The end of a piece of `text` from `start` on with at most `max` UTF-16 units: after the last sentence in its second
 * half, else after the last word, else between two characters.
 */
export function findCut(text: string, start: number, max: number): number {
  if (text.length - start <= max) return text.length;
  const window = text.slice(start, start + max);
  const half = Math.floor(max / 2);
  let cut = 0;
  for (const found of window.matchAll(sentenceBreak)) {
    const end = found.index + found[0].length;
    if (end > half) cut = end;
  }
  if (cut > 0) return start + cut;
  // A blank right after the window ends a word, too.
  if (/\s/.test(text[start + max]!)) return start + max;
  const blank = window.search(/\s\S*$/);
  return blank > 0 ? start + blank + 1 : avoidSplit(text, start, start + max);
}

/** The start of the last whole words of `text` before `end` that fit `max` units; `end` if none does. */
export function findTail(text: string, end: number, max: number): number {
  if (max <= 0) return end;
  const from = Math.max(0, end - max);
  if (from === 0) return 0;
  const tail = text.slice(from, end);
  let sentence = -1;
  for (const found of tail.matchAll(sentenceBreak)) {
    if (sentence < 0 && found.index + found[0].length < tail.length) sentence = found.index + found[0].length;
  }
  if (sentence >= 0) return from + sentence;
  const word = tail.search(/\s\S/);
  return word < 0 ? end : from + word + 1;
}

/** Steps back from a cut inside a surrogate pair, before a combining mark or inside a joined emoji. */
function avoidSplit(text: string, start: number, cut: number): number {
  let at = cut;
  while (at > start + 1 && joinsPrevious(text, at)) at -= 1;
  return at > start + 1 ? at : cut;
}

function joinsPrevious(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  // Second half of a pair; joiner on either side; variation selector.
  if ((unit >= 0xdc00 && unit <= 0xdfff) || unit === 0x200d || unit === 0xfe0f) return true;
  if (text.charCodeAt(at - 1) === 0x200d) return true;
  return /^[\p{M}\p{Emoji_Modifier}]/u.test(text.slice(at, at + 2));
}

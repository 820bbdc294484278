/** Letters that no Unicode decomposition takes apart, and the Greek letter whose lower case depends on its place. */
const letters: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ł: 'l',
  ı: 'i',
  ς: 'σ',
  µ: 'μ',
};
const special = new RegExp(`[${Object.keys(letters).join('')}]`, 'gu');
/** Combining marks, and what is invisible inside a word: soft hyphen, joiners, byte order mark. */
const marks = /[\p{M}\u00ad\u200c\u2060\ufeff\u200d]/gu;
// oxlint-disable-next-line eslint/no-control-regex -- ASCII is what the range means
const ascii = /^[\x00-\x7f]*$/;

/**
 * The form in which words are compared: compatibility-decomposed (NFKD), without accents and invisible characters,
 * in lower case. Idempotent.
 */
export function fold(text: string): string {
  if (ascii.test(text)) return text.toLowerCase();
  const once = foldOnce(text);
  // Lower case may bring back something that decomposes; the second pass changes nothing in nearly every text.
  return ascii.test(once) ? once : foldOnce(once);
}

function foldOnce(text: string): string {
  return text
    .normalize('NFKD')
    .replace(marks, '')
    .toLowerCase()
    .replace(special, (letter) => letters[letter] ?? letter);
}

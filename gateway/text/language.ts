import type { Language } from './stop-words.ts';
import { eachToken } from './tokens.ts';
import { lookUp } from './words.ts';
import type { Word } from './words.ts';

/** Evidence for either language: 2 points for a word in only one list of stop words, 2 for a Portuguese accent. */
function weigh(text: string): Record<Language, number> {
  const points = { pt: 0, en: 0 };
  eachToken(text, (raw, _start, _end, isExtra) => {
    if (!isExtra) weighWord(lookUp(raw), points);
  });
  return points;
}

function weighWord({ isStop, isAccented }: Word, points: Record<Language, number>): void {
  if (isStop.pt !== isStop.en) points[isStop.pt ? 'pt' : 'en'] += 2;
  if (isAccented) points.pt += 2;
}

function clearer({ pt, en }: Record<Language, number>): Language | 'unknown' {
  if (pt === en) return 'unknown';
  return pt > en ? 'pt' : 'en';
}

/** The language with more evidence; a tie is unknown. */
export function detectLanguage(text: string): Language | 'unknown' {
  return clearer(weigh(text));
}

/** The same of words that were read already. */
export function languageOfWords(words: Iterable<Word>): Language | 'unknown' {
  const points = { pt: 0, en: 0 };
  for (const word of words) weighWord(word, points);
  return clearer(points);
}

/**
 * The language to analyse a chunk in: its own on clear evidence, else its document's, else that of most chunks of the
 * collection. A chunk and a query analysed differently miss each other, so a guess must not be made lightly.
 */
export function chunkLanguage(
  text: string,
  documentLanguage: Language | 'unknown',
  majority: Language,
): Language {
  const { pt, en } = weigh(text);
  if (pt >= 4 && pt >= 2 * en) return 'pt';
  if (en >= 4 && en >= 2 * pt) return 'en';
  return documentLanguage === 'unknown' ? majority : documentLanguage;
}

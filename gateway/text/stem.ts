import { newStemmer } from 'snowball-stemmers';
import { fold } from './fold.ts';
import type { Language } from './stop-words.ts';

const stemmers = { pt: newStemmer('portuguese'), en: newStemmer('english') };
const latin = /^[a-z]{3,40}$/;
const shortestPlural = 5;

/** Portuguese plurals that Snowball leaves apart from their singular: razões, animais, papéis, lençóis, imagens. */
const plurals: readonly [RegExp, string][] = [
  [/oes$/, 'ao'],
  [/ais$/, 'al'],
  [/eis$/, 'el'],
  [/ois$/, 'ol'],
  [/ns$/, 'm'],
];
/** Endings that Snowball knows only with their accents, which folding has taken away. */
const accented: readonly [RegExp, string][] = [
  [/cao$/, 'ção'],
  [/ao$/, 'ão'],
  [/avel$/, 'ável'],
  [/ivel$/, 'ível'],
  [/encia(?=s?$)/, 'ência'],
  [/ancia(?=s?$)/, 'ância'],
];

/** Stem of a folded word: Snowball's for words of Latin letters, anything else (numbers, codes, other scripts) as it is. */
export function stem(folded: string, language: Language): string {
  if (!latin.test(folded)) return folded;
  return language === 'pt' ? stemPortuguese(folded) : stemmers.en.stem(folded);
}

function stemPortuguese(folded: string): string {
  const singular = folded.length < shortestPlural ? folded : replaceFirst(folded, plurals);
  return fold(stemmers.pt.stem(replaceFirst(singular, accented)));
}

/** Replaces the first ending that fits. */
function replaceFirst(word: string, endings: readonly [RegExp, string][]): string {
  for (const [ending, replacement] of endings)
    if (ending.test(word)) return word.replace(ending, replacement);
  return word;
}

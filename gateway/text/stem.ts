import { newStemmer } from 'snowball-stemmers';
import type { Language } from './stop-words.ts';

const stemmers = { pt: newStemmer('portuguese'), en: newStemmer('english') };
const latin = /^[a-z]{3,40}$/;

/** Stem of a folded word: Snowball's for words of Latin letters, anything else (numbers, codes, other scripts) as it is. */
export function stem(folded: string, language: Language): string {
  return latin.test(folded) ? stemmers[language].stem(folded) : folded;
}

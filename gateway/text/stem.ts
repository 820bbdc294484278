import { languages } from './languages/index.ts';
import type { Language } from './languages/index.ts';

const latin = /^[a-z]{3,40}$/;

/** Stem of a folded word: its language's for words of Latin letters, anything else (numbers, codes, other scripts) as it is. */
export function stem(folded: string, language: Language): string {
  return latin.test(folded) ? languages[language].stem(folded) : folded;
}

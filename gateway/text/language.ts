import { forEachLanguage, languageCodes } from './languages/index.ts';
import type { Language } from './languages/index.ts';
import { eachToken } from './tokens.ts';
import { lookUp } from './words.ts';
import type { Word } from './words.ts';

/** A chunk's own language needs so many signs, and so many times those of any other. */
const clearSigns = 2;
const clearLead = 2;

/** The language with most evidence in a text; a tie is unknown. */
export function detectLanguage(text: string): Language | 'unknown' {
  return languageOfWords(wordsOf(text));
}

/** The language that most of the words speak for; a tie is unknown. */
export function languageOfWords(words: Iterable<Word>): Language | 'unknown' {
  const { language, most, next } = weigh(words);
  return most > next ? language : 'unknown';
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
  const { language, most, next } = weigh(wordsOf(text));
  if (language !== 'unknown' && most >= clearSigns && most >= clearLead * next) return language;
  return documentLanguage === 'unknown' ? majority : documentLanguage;
}

/** The language that words give most signs of, how many, and how many of the next. */
function weigh(words: Iterable<Word>): { language: Language | 'unknown'; most: number; next: number } {
  const counts = forEachLanguage(() => 0);
  for (const word of words) for (const language of word.speaksFor) counts[language]++;
  const [most = 0, next = 0] = Object.values(counts).sort((a, b) => b - a);
  const language = languageCodes.find((code) => counts[code] === most) ?? 'unknown';
  return { language, most, next };
}

/** The words of a text, without the wholes of codes. */
function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  eachToken(text, (raw, _start, _end, isExtra) => {
    if (!isExtra) words.push(lookUp(raw));
  });
  return words;
}

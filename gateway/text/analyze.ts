import type { Language } from './languages/index.ts';
import { eachToken } from './tokens.ts';
import { gramsIn, lookUp, termOf } from './words.ts';

export interface Analysis {
  /** Term → how often it occurs. */
  terms: Map<string, number>;
  /** Index of a 4-gram → how often it occurs; with typo tolerance only. */
  grams?: Map<number, number>;
  /** Words as BM25 counts them: without stop words, a code counted by its parts. */
  length: number;
}

/**
 * Terms of a text in a language. Stop words are terms too, so that a query of nothing else finds something; they
 * don't count in the length, and other queries leave them out.
 */
export function analyze(
  text: string,
  language: Language,
  { typoTolerance = false }: { typoTolerance?: boolean } = {},
): Analysis {
  const terms = new Map<string, number>();
  const grams = new Map<number, number>();
  let length = 0;
  eachToken(text, (raw, _start, _end, isExtra) => {
    const word = lookUp(raw);
    if (word.folded === '') return;
    add(terms, termOf(word, language));
    if (isExtra || word.isStop[language]) return;
    length++;
    if (typoTolerance) for (const gram of gramsIn(word)) add(grams, gram);
  });
  return typoTolerance ? { terms, grams, length } : { terms, length };
}

/** Adds to what a term or gram counts. */
export function add<K>(counts: Map<K, number>, key: K, amount = 1): void {
  counts.set(key, (counts.get(key) ?? 0) + amount);
}

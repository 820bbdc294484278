import { add } from './analyze.ts';
import { detectLanguage } from './language.ts';
import { countVector } from './sparse.ts';
import type { SparseVector } from './sparse.ts';
import type { Language } from './stop-words.ts';
import { eachToken } from './tokens.ts';
import { gramsIn, lookUp, termOf } from './words.ts';
import type { Word } from './words.ts';

export interface QueryOptions {
  /** `config.language` of the collection. */
  language: Language | 'auto';
  /** Languages that the collection has chunks in; matters for `auto`. None means not known: both. */
  collectionLanguages: readonly Language[];
  typoTolerance?: boolean;
}

/** What of a text a query matches; for `highlight`. */
export interface QueryMatcher {
  terms: ReadonlySet<string>;
  languages: readonly Language[];
  /** 4-grams of each word of the query; empty without typo tolerance. */
  fuzzy: readonly (readonly number[])[];
}

interface QueryToken {
  word: Word;
  isExtra: boolean;
}

/** The sparse vector to search with, empty for a query without a letter or digit, and what to highlight. */
export function queryVector(
  query: string,
  { language, collectionLanguages, typoTolerance = false }: QueryOptions,
): { vector: SparseVector; matcher: QueryMatcher } {
  const languages = language === 'auto' ? analysedIn(collectionLanguages) : [language];
  const terms = new Map<string, number>();
  const grams = new Map<number, number>();
  const fuzzy = new Map<string, readonly number[]>();
  for (const { word, isExtra } of withoutStopWords(readTokens(query), query, languages)) {
    // Equal stems count once: they are one word of the query.
    for (const term of new Set(languages.map((one) => termOf(word, one)))) add(terms, term);
    if (!typoTolerance || isExtra) continue;
    for (const gram of gramsIn(word)) add(grams, gram);
    if (word.folded.length > 3) fuzzy.set(word.folded, gramsIn(word));
  }
  return {
    vector: countVector(typoTolerance ? { terms, grams } : { terms }),
    matcher: { terms: new Set(terms.keys()), languages, fuzzy: [...fuzzy.values()] },
  };
}

function analysedIn(collectionLanguages: readonly Language[]): Language[] {
  const distinct = new Set(collectionLanguages);
  return distinct.size === 1 ? [...distinct] : ['pt', 'en'];
}

function readTokens(query: string): QueryToken[] {
  const tokens: QueryToken[] = [];
  eachToken(query, (raw, _start, _end, isExtra) => {
    const word = lookUp(raw);
    if (word.folded !== '') tokens.push({ word, isExtra });
  });
  return tokens;
}

/**
 * In one language its stop words are dropped, in both those of the query's own, or of both where that is not known.
 * A query of nothing but stop words keeps them.
 */
function withoutStopWords(tokens: QueryToken[], query: string, languages: Language[]): QueryToken[] {
  const detected = languages.length > 1 ? detectLanguage(query) : 'unknown';
  const dropped = detected === 'unknown' ? languages : [detected];
  const kept = tokens.filter(({ word }) => !dropped.some((language) => word.isStop[language]));
  return kept.length > 0 ? kept : tokens;
}

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
  /** How many chunks the collection has in each language; matters for `auto`. None at all: both count. */
  collectionLanguages: Partial<Record<Language, number>>;
  typoTolerance?: boolean;
}

/** What of a text a query matches; for `highlight`. */
export interface QueryMatcher {
  terms: ReadonlySet<string>;
  languages: readonly Language[];
  /** 4-grams of each word of the query; empty without typo tolerance. */
  fuzzy: readonly (readonly number[])[];
}

type Weights = Partial<Record<Language, number>>;

const allLanguages: Language[] = ['pt', 'en'];
/**
 * A language of less than 2 % of the chunks is a quotation or two: its stems only disturb the other's words, so they
 * weigh just enough for its chunks to be found, unless the query itself is in it.
 */
const rareShare = 0.02;
const rareWeight = 0.1;

interface QueryToken {
  word: Word;
  isExtra: boolean;
}

/** The sparse vector to search with, empty for a query without a letter or digit, and what to highlight. */
export function queryVector(
  query: string,
  { language, collectionLanguages, typoTolerance = false }: QueryOptions,
): { vector: SparseVector; matcher: QueryMatcher } {
  const weights = language === 'auto' ? weigh(query, collectionLanguages) : { [language]: 1 };
  const languages = allLanguages.filter((one) => weights[one] !== undefined);
  const terms = new Map<string, number>();
  const grams = new Map<number, number>();
  const fuzzy = new Map<string, readonly number[]>();
  for (const { word, isExtra } of withoutStopWords(readTokens(query), query, languages)) {
    for (const [term, weight] of stemsOf(word, languages, weights)) add(terms, term, weight);
    if (!typoTolerance || isExtra) continue;
    for (const gram of gramsIn(word)) add(grams, gram);
    if (word.folded.length > 3) fuzzy.set(word.folded, gramsIn(word));
  }
  return {
    vector: countVector(typoTolerance ? { terms, grams } : { terms }),
    matcher: { terms: new Set(terms.keys()), languages, fuzzy: [...fuzzy.values()] },
  };
}

/** What a stem of each language weighs; only the languages that the collection has. */
function weigh(query: string, chunks: QueryOptions['collectionLanguages']): Weights {
  const { pt = 0, en = 0 } = chunks;
  if (pt > 0 && en === 0) return { pt: 1 };
  if (en > 0 && pt === 0) return { en: 1 };
  const weights = { pt: 1, en: 1 };
  if (pt === en) return weights;
  const rare: Language = pt < en ? 'pt' : 'en';
  const isRare = Math.min(pt, en) < rareShare * (pt + en);
  if (isRare && detectLanguage(query) !== rare) weights[rare] = rareWeight;
  return weights;
}

/** A word's stems and their weights; equal stems count once, for they are one word of the query. */
function stemsOf(word: Word, languages: Language[], weights: Weights): Map<string, number> {
  const stems = new Map<string, number>();
  for (const language of languages) {
    const term = termOf(word, language);
    stems.set(term, Math.max(stems.get(term) ?? 0, weights[language] ?? 0));
  }
  return stems;
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

import { add } from './analyze.ts';
import { kindAt, kinds } from './characters.ts';
import { FuzzyWords } from './fuzzy.ts';
import { languageOfWords } from './language.ts';
import { countVector } from './sparse.ts';
import type { SparseVector } from './sparse.ts';
import { languageCodes } from './languages/index.ts';
import type { Language } from './languages/index.ts';
import { eachToken } from './tokens.ts';
import { gramsIn, lookUp, termOf } from './words.ts';
import type { Word } from './words.ts';

export interface QueryOptions {
  /** `config.language` of the collection. */
  language: Language | 'auto';
  /** How many chunks the collection has in each language; matters for `auto`. None at all: both count. */
  collectionLanguages: ChunkCounts;
  typoTolerance?: boolean;
}

/** What of a text a query matches; for `highlight`. */
export interface QueryMatcher {
  terms: ReadonlySet<string>;
  languages: readonly Language[];
  /** Empty without typo tolerance. */
  fuzzy: FuzzyWords;
}

type ChunkCounts = Partial<Record<Language, number>>;
type Weights = Partial<Record<Language, number>>;

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

export interface PreparedQuery {
  /** To search with; empty for a query without a letter or digit. */
  vector: SparseVector;
  /** What to highlight. */
  matcher: QueryMatcher;
}

/** Gives others a turn of the event loop when it is time to; undefined when it is not. */
export type Pause = () => Promise<void> | undefined;

/** Words between two pauses. */
const pauseWords = 200;

/**
 * Makes of a query what to search with and what to highlight. Pauses after well under a millisecond each time: a query of
 * 100,000 characters may take a hundred of them.
 */
export async function prepareQuery(
  query: string,
  { language, collectionLanguages, typoTolerance = false }: QueryOptions,
  pause: Pause = () => undefined,
): Promise<PreparedQuery> {
  const tokens = await readTokens(query, pause);
  const languages = language === 'auto' ? languagesIn(collectionLanguages) : [language];
  const detected =
    languages.length > 1
      ? languageOfWords(tokens.filter(({ isExtra }) => !isExtra).map(({ word }) => word))
      : 'unknown';
  const weights = weigh(languages, detected, collectionLanguages);
  const terms = new Map<string, number>();
  const grams = new Map<number, number>();
  const fuzzy = new FuzzyWords();
  const kept = withoutStopWords(tokens, detected === 'unknown' ? languages : [detected]);
  for (const [index, { word, isExtra }] of kept.entries()) {
    if (index % pauseWords === pauseWords - 1) await pause();
    for (const [term, weight] of stemsOf(word, languages, weights)) add(terms, term, weight);
    if (!typoTolerance || isExtra) continue;
    for (const gram of gramsIn(word)) add(grams, gram);
    if (word.folded.length > 3) fuzzy.add(word);
  }
  await pause();
  return {
    vector: countVector(typoTolerance ? { terms, grams } : { terms }),
    matcher: { terms: new Set(terms.keys()), languages, fuzzy },
  };
}

/** The languages that a collection has; all where it has none yet. */
function languagesIn(chunks: ChunkCounts): Language[] {
  const found = languageCodes.filter((language) => (chunks[language] ?? 0) > 0);
  return found.length > 0 ? found : languageCodes;
}

/** What a stem of each language weighs. */
function weigh(languages: Language[], detected: Language | 'unknown', chunks: ChunkCounts): Weights {
  const total = languages.reduce((sum, language) => sum + (chunks[language] ?? 0), 0);
  return Object.fromEntries(
    languages.map((language) => {
      const isRare = (chunks[language] ?? 0) < rareShare * total;
      return [language, isRare && detected !== language ? rareWeight : 1];
    }),
  );
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

async function readTokens(query: string, pause: Pause): Promise<QueryToken[]> {
  const tokens: QueryToken[] = [];
  for (let start = 0; start < query.length;) {
    const end = endOfPiece(query, start);
    eachToken(query.slice(start, end), (raw, _start, _end, isExtra) => {
      const word = lookUp(raw);
      if (word.folded !== '') tokens.push({ word, isExtra });
    });
    start = end;
    if (start < query.length) await pause();
  }
  return tokens;
}

const pieceLength = 1_000;

/** A query is cut where it falls apart anyway: not behind a number, which may have its unit behind a space. */
function endOfPiece(query: string, start: number): number {
  for (let at = start + pieceLength; at < query.length; at++) {
    if (isLowSurrogate(query.charCodeAt(at))) continue;
    const kind = kindAt(query, at);
    if (kind === kinds.separator && kindAt(query, at - 1) !== kinds.digit) return at;
    // A code without end, whose whole nobody looks for.
    if (kind === kinds.connector && at > start + 2 * pieceLength) return at;
  }
  return query.length;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/** A query of nothing but stop words keeps them. */
function withoutStopWords(tokens: QueryToken[], languages: Language[]): QueryToken[] {
  const kept = tokens.filter(({ word }) => !languages.some((language) => word.isStop[language]));
  return kept.length > 0 ? kept : tokens;
}

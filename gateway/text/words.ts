import { fold } from './fold.ts';
import { gramsOf } from './grams.ts';
import { forEachLanguage, languageCodes, languages } from './languages/index.ts';
import type { Language } from './languages/index.ts';
import { stem } from './stem.ts';

/** All that is known about a word as it stands in a text. */
export interface Word {
  folded: string;
  isStop: Record<Language, boolean>;
  /** The language that it is evidence for; twice if both as a stop word and by its letters. */
  speaksFor: readonly Language[];
  /** Filled when first asked for. */
  stems: Partial<Record<Language, string>>;
  /** Filled when first asked for. */
  grams: readonly number[] | null;
}

/**
 * Words repeat: folding and stemming cost 20 µs, finding them again .1. Two generations bound the memory (about 10 MB
 * each when full) without keeping an order: the older one is dropped when the younger is full.
 */
const generationSize = 40_000;
const longestKept = 40;
let young = new Map<string, Word>();
let old = new Map<string, Word>();
const nothing: readonly Language[] = [];

/** Looks up a word as written. */
export function lookUp(raw: string): Word {
  const known = young.get(raw);
  if (known) return known;
  const word = old.get(raw) ?? describe(raw);
  if (raw.length <= longestKept) keep(raw, word);
  return word;
}

/** The term a word is indexed by. */
export function termOf(word: Word, language: Language): string {
  return (word.stems[language] ??= stem(word.folded, language));
}

/** Indices of the word's 4-grams. */
export function gramsIn(word: Word): readonly number[] {
  return (word.grams ??= gramsOf(word.folded));
}

function describe(raw: string): Word {
  const folded = detach(fold(raw));
  const composed = raw.normalize('NFC');
  const isStop = forEachLanguage(({ stopWords }) => stopWords.has(folded));
  const speaksFor = [
    ...onlyOne((language) => isStop[language]),
    ...onlyOne((language) => languages[language].letters?.test(composed)),
  ];
  return { folded, isStop, speaksFor: speaksFor.length > 0 ? speaksFor : nothing, stems: {}, grams: null };
}

/** What holds for several languages is no evidence for any of them. */
function onlyOne(holds: (language: Language) => boolean | undefined): Language[] {
  const found = languageCodes.filter(holds);
  return found.length === 1 ? found : [];
}

function keep(raw: string, word: Word): void {
  if (young.size >= generationSize) {
    old = young;
    young = new Map();
  }
  young.set(detach(raw), word);
}

/** A copy of its own: a slice would keep the whole text it was cut from in memory. */
function detach(text: string): string {
  return text.length < 13 ? text : Buffer.from(text, 'utf16le').toString('utf16le');
}

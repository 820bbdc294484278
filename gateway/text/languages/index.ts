import { en } from './en.ts';
import type { LanguageRules } from './language-rules.ts';
import { pt } from './pt.ts';

/** The languages that texts are analysed in, by the code that collections and chunks name them by. */
export const languages = { pt, en } satisfies Record<string, LanguageRules>;

/** A language that texts are analysed in. */
export type Language = keyof typeof languages;

/** The codes of all languages. */
export const languageCodes = Object.keys(languages) as Language[];

/** A value for each language. */
export function forEachLanguage<T>(valueOf: (rules: LanguageRules) => T): Record<Language, T> {
  const entries = languageCodes.map((code) => [code, valueOf(languages[code])]);
  return Object.fromEntries(entries) as Record<Language, T>;
}

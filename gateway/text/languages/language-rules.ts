/** All that a language knows about its texts. */
export interface LanguageRules {
  /** Folded words that say nothing about what a text is about. */
  stopWords: ReadonlySet<string>;
  /** Matches a composed (NFC) word that has a letter or an accent by which the language shows; undefined for none. */
  letters?: RegExp;
  /** Stem of a folded word of 3 to 40 Latin letters, folded too. */
  stem: (folded: string) => string;
}

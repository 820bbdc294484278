import { newStemmer } from 'snowball-stemmers';
import { eng } from 'stopword';
import { fold } from '../fold.ts';
import type { LanguageRules } from './language-rules.ts';

/** What Snowball's list has beyond it; some of them (`no`, `so`) would otherwise count as Portuguese. */
const moreStopWords =
  `above against am below cannot do does doing down during few further hers herself its itself just me
  myself no nor not off once ought ours ourselves own same shall she so theirs themselves until us upon whom whose why
  yours yourself yourselves`.split(/\s+/);

const stemmer = newStemmer('english');

export const en: LanguageRules = {
  stopWords: new Set([...eng, ...moreStopWords].map(fold)),
  stem: (folded) => stemmer.stem(folded),
};

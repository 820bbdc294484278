/** Text into weighted terms: what a chunk is found by, and which of its words a query matches. */
export { analyze } from './analyze.ts';
export type { Analysis } from './analyze.ts';
export { highlight } from './highlight.ts';
export { chunkLanguage, detectLanguage } from './language.ts';
export { prepareQuery } from './query.ts';
export type { QueryMatcher } from './query.ts';
export { documentVector } from './sparse.ts';
export type { SparseVector } from './sparse.ts';
export type { Language } from './languages/index.ts';

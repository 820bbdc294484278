import { yieldToLoop } from '../../infra/yield-to-loop.ts';
import type { SparseVector } from '../../infra/vectors.ts';
import type { CollectionSchema } from '../../schema/types.ts';
import { prepareQuery } from '../../text/index.ts';
import type { QueryMatcher } from '../../text/index.ts';
import type { ChunkStats } from '../../write/stats.ts';

/** A query as it is looked for and as it is shown. */
export interface AnalysedQuery {
  /** Empty for a query without a letter or digit. */
  vector: SparseVector;
  /** Which words of a chunk are highlighted. */
  matcher: QueryMatcher;
}

/** Makes terms of a query, in the languages that the collection has. */
export function analyseQuery(
  query: string,
  { language, typoTolerance }: CollectionSchema['config'],
  { languages }: ChunkStats,
): Promise<AnalysedQuery> {
  const chunks = Object.fromEntries([...languages].map(([name, { chunks }]) => [name, chunks]));
  return prepareQuery(query, { language, collectionLanguages: chunks, typoTolerance }, yieldToLoop);
}

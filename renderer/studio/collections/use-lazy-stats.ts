import { useQueries } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import type { CollectionPath } from '../../api/queries.ts';
import { statsQuery } from '../../api/queries.ts';
import type { Answer } from '../../api/types.ts';

export type Stats = Answer<'/databases/{database}/collections/{collection}/stats', 'get'>;

const idOf = ({ database, collection }: CollectionPath): string => `${database}/${collection}`;

/** Counts and sizes of the collections that were in sight: hundreds of them are not asked for at once. */
export function useLazyStats() {
  const [seen, setSeen] = useState<ReadonlyMap<string, CollectionPath>>(new Map());
  const see = useCallback((at: CollectionPath) => {
    setSeen((before) => (before.has(idOf(at)) ? before : new Map(before).set(idOf(at), at)));
  }, []);
  const paths = [...seen.values()];
  const byId = useQueries({
    queries: paths.map((at) => statsQuery(at)),
    combine: (results) =>
      new Map(
        results.map(({ data }, index) => [idOf(paths[index] ?? { database: '', collection: '' }), data]),
      ),
  });
  return { see, statsOf: (at: CollectionPath): Stats | undefined => byId.get(idOf(at)) };
}

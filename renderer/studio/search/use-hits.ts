import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { api, dataOf } from '../../api/client.ts';
import type { Problem } from '../../api/problem.ts';
import { problemOf } from '../../api/problem.ts';
import { keys } from '../../api/queries.ts';
import type { CollectionPath } from '../../api/queries.ts';
import type { paths } from '../../api/generated/openapi.d.ts';
import type { SearchAnswer } from '../../api/types.ts';
import type { Filter } from '../records/filters/filter.ts';

export type Hit = SearchAnswer['results'][number];
export type Highlight = Hit['highlights'][number];
/** A search as it is asked. */
export interface SearchRequest {
  query: string;
  filters?: Filter | undefined;
}

type SearchBody = NonNullable<
  paths['/databases/{database}/collections/{collection}/search']['post']['requestBody']
>['content']['application/json'];

/** Hits of one answer; as many again when one asks for more, up to the 200 that a search reaches. */
export const pageSize = 20;
const deepest = 100;

const hitsQuery = (at: CollectionPath, { query, filters }: SearchRequest) =>
  infiniteQueryOptions({
    queryKey: [...keys.contents(at), 'search', query, filters ?? null],
    queryFn: ({ signal, pageParam: offset }) =>
      dataOf(
        api.POST('/databases/{database}/collections/{collection}/search', {
          params: { path: at },
          // A filter may come from an address; what is wrong with it the gateway says.
          body: { query, filters: filters as SearchBody['filters'], limit: pageSize, offset },
          signal,
        }),
      ),
    initialPageParam: 0,
    getNextPageParam: ({ results }, pages) => {
      const offset = pages.length * pageSize;
      return results.length < pageSize || offset > deepest ? undefined : offset;
    },
    // While the index is filled, or Qdrant is away, it goes on asking: the page says so meanwhile.
    retry: (_failures, error) => [0, 503].includes(problemOf(error).status),
    retryDelay: (failures, error) =>
      problemOf(error).progress ? 1_500 : Math.min(500 * 2 ** failures, 5_000),
  });

export interface Hits {
  /** Those of the query before, until the new ones come; undefined before the first. */
  hits: Hit[] | undefined;
  /** Of the first answer, in milliseconds. */
  took: number | null;
  /** They are of another query than the one that is asked. */
  isOld: boolean;
  hasMore: boolean;
  isFetchingMore: boolean;
  fetchMore: () => void;
  /** Why there is no answer: it may still be asked for. */
  problem: Problem | null;
  retry: () => void;
}

/** The hits of a query that is not blank. */
export function useHits(at: CollectionPath, request: SearchRequest): Hits {
  const isAsked = request.query !== '';
  const { data, error, failureReason, isPlaceholderData, ...more } = useInfiniteQuery({
    ...hitsQuery(at, request),
    enabled: isAsked,
    placeholderData: keepPreviousData,
  });
  const failure = error ?? (more.isFetching ? failureReason : null);
  return {
    hits: isAsked ? data?.pages.flatMap(({ results }) => results) : undefined,
    took: data?.pages[0]?.took_ms ?? null,
    isOld: isPlaceholderData,
    hasMore: more.hasNextPage,
    isFetchingMore: more.isFetchingNextPage,
    fetchMore: () => void more.fetchNextPage(),
    problem: failure ? problemOf(failure) : null,
    retry: () => void more.refetch(),
  };
}

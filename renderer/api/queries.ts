import { QueryClient, queryOptions } from '@tanstack/react-query';
import { api, dataOf } from './client.ts';
import { problemOf } from './problem.ts';

/** Where a collection is. */
export interface CollectionPath {
  database: string;
  collection: string;
}

/**
 * The cache of all answers. Reads that failed for want of an answer or of an engine are tried again while they are
 * wanted; writes never are: whoever sent them decides.
 */
export const queryClient = new QueryClient({
  defaultOptions: {
    // FroDB is often on this machine: without the internet it answers all the same.
    mutations: { networkMode: 'always' },
    queries: {
      networkMode: 'always',
      staleTime: 30_000,
      retry: (failures, error) => [0, 503].includes(problemOf(error).status) && failures < 5,
      retryDelay: (failures) => Math.min(500 * 2 ** failures, 8_000),
      // Live events say what changed; a glance at another window is no reason to ask everything again.
      refetchOnWindowFocus: false,
    },
  },
});

/**
 * The keys of the cache. What belongs to a collection begins with `['collection', database, name]`, so that one
 * invalidation reaches all of it; see `live.ts`, which knows what each event changes.
 */
export const keys = {
  collections: ['collections'] as const,
  databases: ['databases'] as const,
  collection: ({ database, collection }: CollectionPath) => ['collection', database, collection] as const,
  stats: (at: CollectionPath) => [...keys.collection(at), 'stats'] as const,
  /** Pages of records, hits of a search, exports: whatever a write in it may change. */
  contents: (at: CollectionPath) => [...keys.collection(at), 'contents'] as const,
  record: (at: CollectionPath, id: string) => [...keys.contents(at), 'record', id] as const,
  jobs: ['jobs'] as const,
  job: (id: string) => [...keys.jobs, 'one', id] as const,
  engines: ['engines'] as const,
  apiKeys: ['api-keys'] as const,
  webhooks: ['webhooks'] as const,
};

/** Every collection that the key may see, by database and name. */
export const collectionsQuery = queryOptions({
  queryKey: keys.collections,
  queryFn: async ({ signal }) => {
    const { items } = await dataOf(api.GET('/collections', { params: { query: { limit: 1_000 } }, signal }));
    return items.toSorted(
      (one, other) =>
        one.database_name.localeCompare(other.database_name) || one.name.localeCompare(other.name),
    );
  },
});

export const databasesQuery = queryOptions({
  queryKey: keys.databases,
  queryFn: async ({ signal }) =>
    (await dataOf(api.GET('/databases', { params: { query: { limit: 1_000 } }, signal }))).items,
});

/** One collection's schema as it is stored. */
export const schemaQuery = (at: CollectionPath) =>
  queryOptions({
    queryKey: [...keys.collection(at), 'schema'],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/databases/{database}/collections/{collection}', { params: { path: at }, signal })),
  });

/** How much is in it: records, chunks, files and bytes. */
export const statsQuery = (at: CollectionPath) =>
  queryOptions({
    queryKey: keys.stats(at),
    queryFn: ({ signal }) =>
      dataOf(
        api.GET('/databases/{database}/collections/{collection}/stats', { params: { path: at }, signal }),
      ),
  });

/** State, ports and sizes of the three engines; for admins. */
export const enginesQuery = queryOptions({
  queryKey: keys.engines,
  queryFn: async ({ signal }) => (await dataOf(api.GET('/engines', { signal }))).items,
});

/** One job with its attempts and all of its result. Its progress comes by events, see `studio/jobs/live-jobs.ts`. */
export const jobQuery = (id: string) =>
  queryOptions({
    queryKey: keys.job(id),
    queryFn: ({ signal }) => dataOf(api.GET('/jobs/{id}', { params: { path: { id } }, signal })),
  });

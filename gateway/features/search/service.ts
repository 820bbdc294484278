import { invalidField, unavailable } from '../../errors.ts';
import { filterToQdrant, parseFilters } from '../../filters/index.ts';
import type { Filter } from '../../filters/index.ts';
import { MissingContainerError } from '../../infra/missing-container.ts';
import type { Postgres } from '../../infra/postgres.ts';
import type { VectorFilter, VectorHit, VectorStore } from '../../infra/vectors.ts';
import { queryVector } from '../../text/index.ts';
import type { Language, QueryMatcher } from '../../text/index.ts';
import type { Collection } from '../../write/collection.ts';
import type { PassageStatsCache } from '../../write/passage-stats.ts';
import type { PassageStats } from '../../write/stats.ts';
import { checkFieldNames } from '../records/service.ts';
import { readLiveResults, rowsMovedOn, selectFilteredPoints } from './live-results.ts';
import type { LiveResults } from './live-results.ts';
import { presentResult } from './present.ts';
import type { SearchResult } from './present.ts';

export interface SearchRequest {
  query: string;
  filters?: unknown;
  limit: number;
  offset: number;
  fields?: string[] | undefined;
}

export interface SearchResponse {
  results: SearchResult[];
  total: number;
  took_ms: number;
}

export interface SearchDeps {
  pg: Postgres;
  vectors: VectorStore;
  stats: PassageStatsCache;
  garbageDelaySeconds: number;
}

export type SearchService = ReturnType<typeof createSearchService>;

const firstAsk = 50;
const mostHits = 100_000;
const repeats = 3;

/** Keyword search by passage: hits that no row backs are dropped, and the page is filled before it is answered. */
export function createSearchService(deps: SearchDeps) {
  return {
    search: async (collection: Collection, request: SearchRequest): Promise<SearchResponse> => {
      const started = performance.now();
      if (collection.qdrantCollection === null) {
        throw invalidField(
          'query',
          'not_searchable',
          `${collection.name} has no vectorised field to search in`,
        );
      }
      const filter = parseFilters(collection.schema, request.filters);
      checkFieldNames(collection, request.fields);
      const stats = await deps.stats.of(collection);
      const { vector, matcher } = queryVector(request.query, {
        language: collection.schema.config.language,
        collectionLanguages: chunksByLanguage(stats),
        typoTolerance: collection.schema.config.typoTolerance,
      });
      const results =
        vector.indices.length === 0
          ? []
          : await findRecords(deps, collection, {
              vector,
              filter,
              limit: request.limit,
              offset: request.offset,
            });
      return answer(collection, results, matcher, request, started);
    },
  };
}

function chunksByLanguage(stats: PassageStats): Partial<Record<Language, number>> {
  return Object.fromEntries([...stats].map(([language, { chunks }]) => [language, chunks]));
}

function answer(
  collection: Collection,
  found: LiveResults['results'],
  matcher: QueryMatcher,
  { fields }: SearchRequest,
  started: number,
): SearchResponse {
  const results = found.map((result) => presentResult(collection.schema, result, matcher, fields));
  return { results, total: results.length, took_ms: Math.round((performance.now() - started) * 10) / 10 };
}

interface Find {
  vector: { indices: number[]; values: number[] };
  filter: Filter;
  limit: number;
  offset: number;
}

/** Runs the search again if a record that should be there had just moved to new points. */
async function findRecords(
  deps: SearchDeps,
  collection: Collection,
  find: Find,
): Promise<LiveResults['results']> {
  for (let repeat = 1; ; repeat++) {
    const startedAt = new Date();
    const { results, dropped } = await fillPage(deps, collection, find);
    if (dropped.length === 0 || repeat === repeats) return results;
    const since = { startedAt, garbageDelaySeconds: deps.garbageDelaySeconds };
    if (!(await rowsMovedOn(deps.pg, collection, dropped, since))) return results;
  }
}

async function fillPage(deps: SearchDeps, collection: Collection, find: Find): Promise<LiveResults> {
  const { filter: payloadFilter, exact } = filterToQdrant(find.filter, collection.schema);
  let filter: VectorFilter | undefined = payloadFilter;
  if (!exact) {
    // A filter that lets few through is cheapest the other way round: its points first, then their order.
    const points = await selectFilteredPoints(deps.pg, collection, find.filter);
    if (points?.length === 0) return { results: [], dropped: [] };
    if (points) filter = { must: [{ has_id: points }] };
  }
  const hits: VectorHit[] = [];
  const wanted = find.offset + find.limit;
  for (let ask = Math.max(firstAsk, 2 * wanted); ; ask *= 4) {
    const batch = await askQdrant(deps.vectors, collection, {
      sparse: find.vector,
      filter,
      limit: ask,
      offset: hits.length,
    });
    hits.push(...batch);
    const page = await readLiveResults(deps.pg, collection, hits, find);
    if (page.results.length === find.limit || batch.length < ask || hits.length >= mostHits) return page;
  }
}

async function askQdrant(
  vectors: VectorStore,
  { qdrantCollection, name }: Collection,
  request: Parameters<VectorStore['search']>[1],
): Promise<VectorHit[]> {
  if (qdrantCollection === null) return [];
  try {
    return await vectors.search(qdrantCollection, request);
  } catch (error) {
    if (!(error instanceof MissingContainerError)) throw error;
    throw unavailable('qdrant', `the search index of ${name} is missing and waits to be rebuilt`, error);
  }
}

export type { CollectionService } from '../collections/service.ts';

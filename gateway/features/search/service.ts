import { invalidField } from '../../errors.ts';
import type { AppError } from '../../errors.ts';
import { parseFilters } from '../../filters/index.ts';
import type { Filter } from '../../filters/index.ts';
import type { Postgres, Queryable } from '../../infra/postgres.ts';
import type { SparseVector, VectorHit, VectorStore } from '../../infra/vectors.ts';
import type { ChunkStatsCache } from '../../write/chunk-stats.ts';
import type { Collection } from '../../write/collection.ts';
import type { LostFileMarks } from '../../write/lost-files.ts';
import type { ChunkStats } from '../../write/stats.ts';
import { checkFieldNames, fileIdsIn } from '../records/service.ts';
import { analyseQuery } from './analyse.ts';
import { joinHits, rowsMovedOn } from './join.ts';
import type { LivePage, LiveResult } from './join.ts';
import { planSearch } from './plan.ts';
import { presentResults } from './present.ts';
import type { SearchResult } from './present.ts';
import { retrieveHits } from './retrieve.ts';

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
  stats: ChunkStatsCache;
  lostFiles: LostFileMarks;
  noticeLoss: () => void;
  /** What is answered while a collection's index is filled. */
  beingRebuilt: (collection: Collection) => Promise<AppError>;
  garbageDelaySeconds: number;
}

export type SearchService = ReturnType<typeof createSearchService>;

const mostHits = 100_000;
const mostTies = 1_000;

/** Keyword search by chunk: hits that no row backs are dropped, and the page is filled before it is answered. */
export function createSearchService(deps: SearchDeps) {
  return {
    search: async (collection: Collection, request: SearchRequest): Promise<SearchResponse> => {
      const started = performance.now();
      const { schema } = collection;
      const { limit, offset, fields } = request;
      const filter = checkRequest(collection, request);
      if (collection.isRebuilding) throw await deps.beingRebuilt(collection);
      const stats = await deps.stats.of(collection);
      const { vector, matcher } = await analyseQuery(request.query, schema.config, stats);
      const found = await findResults(deps, collection, { vector, filter, stats, limit, offset, fields });
      const rows = found.map(({ row }) => row);
      const lost = await deps.lostFiles.of(collection, fileIdsIn(schema, rows));
      const results = await presentResults(schema, found, matcher, { fields, lost });
      const took = performance.now() - started;
      return { results, total: results.length, took_ms: Math.round(took * 10) / 10 };
    },
  };
}

function checkRequest(collection: Collection, { filters, fields }: SearchRequest): Filter {
  if (collection.qdrantCollection === null) {
    const detail = `${collection.name} has no vectorised field to search in`;
    throw invalidField('query', 'not_searchable', detail);
  }
  const filter = parseFilters(collection.schema, filters);
  checkFieldNames(collection, fields);
  return filter;
}

interface Find {
  vector: SparseVector;
  filter: Filter;
  stats: ChunkStats;
  limit: number;
  offset: number;
  fields: string[] | undefined;
}

/**
 * What a write replaces between the look into Qdrant and the look into Postgres is missing from the page. Then the
 * search runs once more on a snapshot of Postgres taken first: every point that is live in it can still be found, for
 * points stay for minutes after the commit that replaced them.
 */
async function findResults(deps: SearchDeps, collection: Collection, find: Find): Promise<LiveResult[]> {
  const started = performance.now();
  const { results, dropped } = await fillPage(deps, deps.pg, collection, find);
  if (dropped.length === 0) return results;
  const { garbageDelaySeconds } = deps;
  const since = { elapsedMs: performance.now() - started, garbageDelaySeconds };
  if (!(await rowsMovedOn(deps.pg, collection, dropped, since))) return results;
  return deps.pg.transaction(async (tx) => {
    await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    await tx.query('SELECT 1');
    return (await fillPage(deps, tx, collection, find)).results;
  });
}

/** Retrieves and joins, ever more hits, until the page is full or there are no more. */
async function fillPage(
  deps: SearchDeps,
  pg: Queryable,
  collection: Collection,
  { vector, filter, stats, ...page }: Find,
): Promise<LivePage> {
  const { where, check, hitsPerRecord } = await planSearch(pg, collection, filter, stats);
  for (let limit = Math.ceil(hitsPerRecord * (page.offset + page.limit)); ; limit *= 4) {
    // From the first hit again: what is written meanwhile moves the others about.
    const hits = await retrieveHits(deps, collection, { query: vector, filter: where, limit });
    const found = await joinHits(pg, collection, hits, { ...page, check });
    const hasMore = hits.length === limit && limit < mostHits;
    if (!hasMore || isFull(found, hits, page.limit)) return found;
  }
}

/** Hits as good as the last result may wait behind the last hit: which of them come first must not depend on the page. */
function isFull({ results }: LivePage, hits: VectorHit[], limit: number): boolean {
  if (results.length < limit) return false;
  return hits.length >= mostTies || lastScore(results) > lastScore(hits);
}

function lastScore(list: { score: number }[]): number {
  return list.at(-1)?.score ?? 0;
}

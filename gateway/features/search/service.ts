import { AppError, invalidField } from '../../errors.ts';
import { filterToQdrant, parseFilters } from '../../filters/index.ts';
import type { Filter } from '../../filters/index.ts';
import { runSteps } from '../../infra/breathe.ts';
import { MissingContainerError } from '../../infra/missing-container.ts';
import type { Postgres, Queryable } from '../../infra/postgres.ts';
import type { VectorFilter, VectorHit, VectorStore } from '../../infra/vectors.ts';
import { querySteps } from '../../text/index.ts';
import type { Language } from '../../text/index.ts';
import type { Collection } from '../../write/collection.ts';
import type { LostFileMarks } from '../../write/lost-files.ts';
import { beingRebuilt, explainMissing } from '../../write/missing.ts';
import { meanChunks } from '../../write/chunk-stats.ts';
import type { ChunkStatsCache } from '../../write/chunk-stats.ts';
import type { ChunkStats } from '../../write/stats.ts';
import { checkFieldNames, fileIdsIn } from '../records/service.ts';
import { createFilteredPoints, noPoints } from './filtered-points.ts';
import type { FilteredPointsCache } from './filtered-points.ts';
import { isRead, readLiveResults, rowsMovedOn } from './live-results.ts';
import type { LiveResult, LiveResults } from './live-results.ts';
import { presentResults } from './present.ts';
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
  stats: ChunkStatsCache;
  lostFiles: LostFileMarks;
  noticeLoss: () => void;
  garbageDelaySeconds: number;
}

export type SearchService = ReturnType<typeof createSearchService>;

const mostHits = 100_000;
const mostHitsPerRecord = 5;
const oneChunkHits = 1.2;
const mostTies = 1_000;

type Deps = SearchDeps & { points: FilteredPointsCache };

/** Keyword search by chunk: hits that no row backs are dropped, and the page is filled before it is answered. */
export function createSearchService(given: SearchDeps) {
  const deps: Deps = { ...given, points: createFilteredPoints() };
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
      if (collection.isRebuilding) throw await beingRebuilt(deps.pg, collection);
      const stats = await deps.stats.of(collection);
      const chunks = meanChunks(stats);
      const { language, typoTolerance } = collection.schema.config;
      const collectionLanguages = chunksByLanguage(stats);
      const { vector, matcher } = await runSteps(
        querySteps(request.query, { language, collectionLanguages, typoTolerance }),
      );
      const found =
        vector.indices.length === 0
          ? []
          : await findRecords(deps, collection, {
              vector,
              filter,
              limit: request.limit,
              offset: request.offset,
              fields: request.fields,
              hitsPerRecord: hitsPerRecord(chunks),
            });
      const { schema } = collection;
      const files = fileIdsIn(
        schema,
        found.map(({ row }) => row),
      );
      const lost = await deps.lostFiles.of(collection, files);
      const results = await runSteps(
        presentResults(schema, found, matcher, { fields: request.fields, lost }),
      );
      return {
        results,
        total: results.length,
        took_ms: Math.round((performance.now() - started) * 10) / 10,
      };
    },
  };
}

function chunksByLanguage(stats: ChunkStats): Partial<Record<Language, number>> {
  return Object.fromEntries([...stats.languages].map(([language, { chunks }]) => [language, chunks]));
}

/** How many hits to ask for each result: its other chunks, and some that other writes have just replaced. */
function hitsPerRecord(chunks: number | null): number {
  if (chunks === null) return mostHitsPerRecord;
  return chunks === 1 ? oneChunkHits : Math.min(1 + chunks, mostHitsPerRecord);
}

interface Find {
  vector: { indices: number[]; values: number[] };
  filter: Filter;
  limit: number;
  offset: number;
  fields: string[] | undefined;
  /** How many hits to ask for each record that is wanted. */
  hitsPerRecord: number;
}

/**
 * What a write replaces between the look into Qdrant and the look into Postgres is missing from the page. Then the
 * search runs once more on a snapshot of Postgres taken first: every point that is live in it can still be found, for
 * points stay for minutes after the commit that replaced them.
 */
async function findRecords(deps: Deps, collection: Collection, find: Find): Promise<LiveResult[]> {
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

async function fillPage(
  deps: Deps,
  pg: Queryable,
  collection: Collection,
  { filter, ...find }: Find,
): Promise<LiveResults> {
  const { filter: payloadFilter, exact } = filterToQdrant(filter, collection.schema);
  const exactly = { ...find, where: payloadFilter, among: null, check: null, since: null, rounds: Infinity };
  const ask = (how: AskForPage) => askForPage(deps, pg, collection, how);
  if (exact) return (await ask(exactly)).page;
  // Postgres' check may let few of the hits through.
  const roughly = { ...exactly, check: filter, hitsPerRecord: mostHitsPerRecord };
  const among = async (points: string, { check, since }: Pick<AskForPage, 'check' | 'since'>) => {
    if (points === noPoints) return readLiveResults(pg, collection, [], { ...find, filter: check, since });
    return (await ask({ ...exactly, check, since, where: undefined, among: points })).page;
  };
  // What is known of the filter belongs to now, not to the snapshot of a transaction.
  let known = pg === deps.pg ? deps.points.known(collection, filter) : undefined;
  if (known?.points) {
    const page = await among(known.points, { check: null, since: known.snapshot });
    if (page.unchanged !== null) {
      known.snapshot = page.unchanged;
      return page;
    }
    deps.points.forget(collection, filter);
    known = undefined;
  }
  // That they were too many to name is taken as it is: were they few now, this way would only be the slower one.
  const first = await ask({ ...roughly, rounds: known ? Infinity : 1 });
  if (first.isComplete) return first.page;
  // A filter that lets few through is cheapest the other way round: its points first, then their order.
  const { points } = await deps.points.read(pg, collection, filter);
  return points ? among(points, { check: filter, since: null }) : (await ask(roughly)).page;
}

interface AskForPage extends Omit<Find, 'filter'> {
  /** What Qdrant filters by. */
  where: VectorFilter | undefined;
  /** The points that it looks among, as JSON; null for all. */
  among: string | null;
  /** What Postgres has still to check. */
  check: Filter | null;
  /** See PageOptions; a page that was not read ends the asking. */
  since: string | null;
  /** How often Qdrant may be asked for more. */
  rounds: number;
}

/** Asks until the page is full or there are no more hits. */
async function askForPage(
  deps: Deps,
  pg: Queryable,
  collection: Collection,
  { vector, where, among, check, since, rounds, hitsPerRecord, ...page }: AskForPage,
): Promise<{ page: LiveResults; isComplete: boolean }> {
  for (let round = 1, ask = Math.ceil(hitsPerRecord * (page.offset + page.limit)); ; round++, ask *= 4) {
    // From the first hit again: what is written meanwhile moves the others about.
    const ids = among ? [{ has_id: JSON.parse(among) as string[] }] : [];
    const filter = among ? { must: where ? [where, ...ids] : ids } : where;
    const request = { using: 'text', query: vector, filter, limit: ask } as const;
    const hits = await askQdrant(deps, collection, request);
    const found = await readLiveResults(pg, collection, hits, { ...page, since, filter: check });
    const isLast = hits.length < ask || ask >= mostHits || !isRead(found, since);
    const isComplete = isLast || (found.results.length === page.limit && !isCutInTies(found, hits));
    if (isComplete || round >= rounds) return { page: found, isComplete };
  }
}

/** Hits as good as the last result may wait behind the last hit: which of them come first must not depend on the page. */
function isCutInTies({ results }: LiveResults, hits: VectorHit[]): boolean {
  return hits.length < mostTies && hits.at(-1)?.score === results.at(-1)?.score;
}

async function askQdrant(
  deps: Deps,
  collection: Collection,
  request: Parameters<VectorStore['search']>[1],
): Promise<VectorHit[]> {
  if (collection.qdrantCollection === null) return [];
  try {
    return await deps.vectors.search(collection.qdrantCollection, request);
  } catch (error) {
    throw await explained(deps, error, collection);
  }
}

/** Whoever searches has to know what is left to them. */
async function explained(deps: Deps, error: unknown, collection: Collection): Promise<unknown> {
  if (error instanceof MissingContainerError)
    return (await explainMissing(deps, error, collection)) ?? beingRebuilt(deps.pg, collection);
  if (!(error instanceof AppError) || error.code !== 'unavailable') return error;
  const detail = `${error.message}. Records and queries work without it; try again in a few seconds, or look at GET /engines`;
  return new AppError('unavailable', detail, { headers: error.headers, cause: error });
}

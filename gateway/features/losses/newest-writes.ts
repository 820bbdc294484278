import { payloadIndexes } from '../../filters/index.ts';
import { retryWhileUnavailable } from '../../infra/engine-retry.ts';
import type { Queryable } from '../../infra/postgres.ts';
import type { Collection } from '../../write/collection.ts';
import { putMissing } from './fill-index.ts';
import type { FillDeps } from './fill-index.ts';
import { markLost } from './files.ts';
import type { CheckDeps } from './files.ts';
import { filesOfRecords, listEvents, pointsOfRecords } from './store.ts';

export type CompareDeps = FillDeps & CheckDeps;

/**
 * What a machine that loses its power may take from a store that had said it was safe: Linux writes back within half a
 * minute, Qdrant within five seconds. Ten times that, counted from the newest write.
 */
const windowMs = 5 * 60_000;
const mostRecords = 50_000;
const mostBytes = 256 * 1024 * 1024;
const eventsPage = 1_000;
const recordsPage = 500;
const pointsPage = 1_000;

/** What the newest writes have touched. */
export interface NewestWrites {
  /** Ids of records by their collection's. */
  records: Map<string, Set<string>>;
  newCollections: Set<string>;
}

/** Reads back from the newest event. */
export async function readNewestWrites(pg: Queryable): Promise<NewestWrites> {
  const newest: NewestWrites = { records: new Map(), newCollections: new Set() };
  let before: number | null = null;
  let since = -Infinity;
  let count = 0;
  for (;;) {
    const events = await listEvents(pg, before, eventsPage);
    const [first] = events;
    if (before === null && first) since = Date.parse(first.at) - windowMs;
    // Numbers are given as transactions write, times as they begin: a page is looked at whole.
    const recent = events.filter(({ at }) => Date.parse(at) >= since);
    for (const { collectionId, recordIds, isNewCollection } of recent) {
      if (collectionId === null) continue;
      if (isNewCollection) newest.newCollections.add(collectionId);
      const known = newest.records.get(collectionId) ?? new Set();
      for (const id of recordIds ?? []) known.add(id);
      newest.records.set(collectionId, known);
      count += recordIds?.length ?? 0;
    }
    before = events.at(-1)?.id ?? null;
    if (recent.length === 0 || events.length < eventsPage || count >= mostRecords) return newest;
  }
}

export interface Compared {
  /** Points that were put again. */
  points: number;
  /** Files that are lost. */
  files: number;
}

/**
 * Compares the newest writes of a collection over the three stores: points are put again, lost files marked.
 * `hasIndex`: false for one whose whole index is built again.
 */
export async function compareNewest(
  deps: CompareDeps,
  collection: Collection,
  { records, newCollections }: NewestWrites,
  hasIndex: boolean,
): Promise<Compared> {
  const { env } = deps;
  const { bucket, qdrantCollection, schema } = collection;
  if (newCollections.has(collection.id)) {
    // Both do nothing where all of it is there; indexes of the payload and versioning may not be.
    if (qdrantCollection !== null && hasIndex)
      await env.vectors.createCollection(qdrantCollection, { indexes: payloadIndexes(schema) });
    if (bucket !== null) await env.objects.createBucket(bucket);
  }
  const compared: Compared = { points: 0, files: 0 };
  const budget = { bytes: mostBytes };
  const ids = [...(records.get(collection.id) ?? [])];
  for (let start = 0; start < ids.length; start += recordsPage) {
    deps.signal.throwIfAborted();
    const some = ids.slice(start, start + recordsPage);
    if (qdrantCollection !== null && hasIndex) {
      const points = await pointsOfRecords(env.pg, collection, some);
      for (let from = 0; from < points.length; from += pointsPage)
        compared.points += await retryWhileUnavailable(env.times.engineRetrySeconds, () =>
          putMissing(deps, collection, points.slice(from, from + pointsPage)),
        );
    }
    const files = await filesOfRecords(env.pg, collection, some);
    compared.files += await markLost(deps, collection, files, budget);
  }
  return compared;
}

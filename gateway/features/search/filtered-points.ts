import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { filterToSql } from '../../filters/index.ts';
import type { Filter } from '../../filters/index.ts';
import type { Queryable } from '../../infra/postgres.ts';
import { pointsTable, recordsTable } from '../../write/collection.ts';
import type { Collection } from '../../write/collection.ts';

const mostRecords = 1_000;
const mostPoints = 10 * mostRecords;
/** Of all lists together: 200,000 points. */
const keptBytes = 8_000_000;
const bytesOfEntry = 400;
/** Far less than the day for which events are kept. */
const keptMs = 600_000;

/** A list without points. */
export const noPoints = '[]';

/** The points of all records that a filter lets through. */
export interface FilteredPoints {
  /** A list of ids as JSON, ready to be sent; null when they are too many to name. */
  points: string | null;
  /**
   * What had been committed when they were read, as `pg_current_snapshot` tells it; moved on by whoever has seen that
   * nothing changed, for the nearer it is the fewer events are to be looked at.
   */
  snapshot: string;
}

export interface FilteredPointsCache {
  /** What was read before; whoever uses it has to find out whether it still holds. */
  known: (collection: Collection, filter: Filter) => FilteredPoints | undefined;
  read: (pg: Queryable, collection: Collection, filter: Filter) => Promise<FilteredPoints>;
  forget: (collection: Collection, filter: Filter) => void;
}

/**
 * Points by filter. Finding the few records that a filter lets through may mean reading them all, while a filter comes
 * back with one query after another (a tenant, a project, a page where somebody types): the last ones are kept, and
 * hold as long as no write to the collection has committed since.
 */
export function createFilteredPoints(): FilteredPointsCache {
  const cache = new LRUCache<string, FilteredPoints>({
    max: 1_000,
    ttl: keptMs,
    maxSize: keptBytes,
    sizeCalculation: ({ points }) => (points?.length ?? 0) + bytesOfEntry,
  });
  return {
    known: (collection, filter) => cache.get(keyOf(collection, filter)),
    read: async (pg, collection, filter) => {
      const found = await select(pg, collection, filter);
      cache.set(keyOf(collection, filter), found);
      return found;
    },
    forget: (collection, filter) => void cache.delete(keyOf(collection, filter)),
  };
}

function keyOf(collection: Collection, filter: Filter): string {
  const params: unknown[] = [];
  const where = filterToSql(filter, params, 't');
  const whole = JSON.stringify([collection.id, collection.generation, where, params]);
  // A list of 10,000 values is no key to keep.
  return createHash('sha256').update(whole).digest('base64url');
}

/**
 * SQL over the parameters of a collection's id and of a snapshot: null where a write to the collection has committed
 * since, else the statement's own snapshot. Every write leaves an event in its own transaction.
 */
export function unchangedSince(collectionId: string, snapshot: string): string {
  // The upper bound says nothing new; without it the planner takes a third of all events for recent and reads them all.
  return `CASE WHEN NOT EXISTS (
       SELECT 1 FROM frodb.events WHERE collection_id = ${collectionId}
         AND xid >= pg_snapshot_xmin(${snapshot}::pg_snapshot) AND xid < pg_snapshot_xmax(pg_current_snapshot())
         AND NOT pg_visible_in_snapshot(xid, ${snapshot}::pg_snapshot))
     THEN pg_current_snapshot()::text END`;
}

async function select(pg: Queryable, collection: Collection, filter: Filter): Promise<FilteredPoints> {
  const params: unknown[] = [];
  const where = filterToSql(filter, params, 't');
  const rows = await pg.query<{ snapshot: string; isMany: boolean; points: string }>(
    `WITH few AS MATERIALIZED (
       SELECT id FROM ${recordsTable(collection)} t WHERE ${where} LIMIT ${mostRecords + 1}),
     those AS MATERIALIZED (
       SELECT point_id FROM few JOIN ${pointsTable(collection)} c ON c.record_id = few.id
       WHERE (SELECT count(*) FROM few) <= ${mostRecords} LIMIT ${mostPoints + 1})
     SELECT pg_current_snapshot()::text AS snapshot,
       (SELECT count(*) FROM few) > ${mostRecords} OR (SELECT count(*) FROM those) > ${mostPoints} AS "isMany",
       (SELECT coalesce(json_agg(point_id), '[]')::text FROM those) AS points`,
    params,
  );
  const [{ snapshot, isMany, points } = { snapshot: '', isMany: true, points: '' }] = rows;
  return { points: isMany ? null : points, snapshot };
}

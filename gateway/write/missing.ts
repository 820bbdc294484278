import { AppError, notFound } from '../errors.ts';
import type { MissingContainerError } from '../infra/missing-container.ts';
import type { Queryable } from '../infra/postgres.ts';
import type { Collection } from './collection.ts';

type Named = Pick<Collection, 'id' | 'name' | 'databaseName'>;

interface CatalogueRow {
  qdrant_collection: string | null;
  bucket: string | null;
  is_rebuilding: boolean;
}

/**
 * What it means that a store has no bucket or Qdrant collection of a collection. Resolves with what to answer: 404
 * where the collection was dropped meanwhile, 503 that names database, collection and store where the store has lost
 * it; null where the catalogue names another one by now, so that it is worth another try.
 */
export async function explainMissing(
  { pg, noticeLoss }: { pg: Queryable; noticeLoss: () => void },
  { engine, container, cause }: MissingContainerError,
  collection: Named,
): Promise<AppError | null> {
  const [row] = await pg.query<CatalogueRow>(
    `SELECT qdrant_collection, bucket, EXISTS (SELECT 1 FROM frodb.rebuilds r WHERE r.collection_id = c.id) AS is_rebuilding
     FROM frodb.collections c WHERE id = $1`,
    [collection.id],
  );
  const { name, databaseName } = collection;
  if (!row) return notFound(`There is no collection ${name} in database ${databaseName}.`);
  if (container !== row.qdrant_collection && container !== row.bucket) return null;
  noticeLoss();
  const where = `collection ${name}, database ${databaseName}, ${container}`;
  return container === row.bucket
    ? lost(
        engine,
        `the bucket of ${name} is gone (${where}), and with it its files. Its records are all there, and can be queried and searched. Bring the bucket back, or start FroDB again: then it is made anew, and each file that stays gone is marked on its record`,
        cause,
      )
    : lost(
        engine,
        `the search index of ${name} is gone (${where}). Its records are all there and can be queried, and the index is built again from Postgres. Try again in a few seconds; GET /health/all says how far it is`,
        cause,
      );
}

/** 503 while a collection's index is being filled: what it has would be a part of what there is. */
export async function beingRebuilt(pg: Queryable, { id, name, databaseName }: Named): Promise<AppError> {
  const [row] = await pg.query<{ done: number; chunks: number }>(
    'SELECT done, passages AS chunks FROM frodb.rebuilds WHERE collection_id = $1',
    [id],
  );
  const where = `collection ${name}, database ${databaseName}`;
  return row
    ? lost(
        'qdrant',
        `the search index of ${name} is gone, or a part of it (${where}). Its records are all there and can be queried, and the index is being built again from Postgres: ${row.done} of ${row.chunks} passages are done. Try again in a few seconds`,
      )
    : lost('qdrant', `the search index of ${name} has just been built again (${where}). Try again now`);
}

function lost(store: string, what: string, cause?: unknown): AppError {
  return new AppError('unavailable', `${store} has lost data: ${what}.`, {
    headers: { 'retry-after': '5' },
    ...(cause === undefined ? {} : { cause }),
  });
}

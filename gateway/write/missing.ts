import { AppError, notFound } from '../errors.ts';
import type { MissingContainerError } from '../infra/missing-container.ts';
import type { Queryable } from '../infra/postgres.ts';
import type { Collection } from './collection.ts';

type Named = Pick<Collection, 'id' | 'name' | 'databaseName'>;

interface CatalogueRow {
  qdrant_collection: string | null;
  bucket: string | null;
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
    'SELECT qdrant_collection, bucket FROM frodb.collections WHERE id = $1',
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

function lost(store: string, what: string, cause?: unknown): AppError {
  return new AppError('unavailable', `${store} has lost data: ${what}.`, {
    headers: { 'retry-after': '5' },
    ...(cause === undefined ? {} : { cause }),
  });
}

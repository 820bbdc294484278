import { AppError } from '../../errors.ts';
import type { WriteEnv } from '../../write/env.ts';
import { listContainers } from './store.ts';
import type { Containers } from './store.ts';

/** A Qdrant collection or bucket that the catalogue names and its store does not have. */
export interface LostContainer {
  store: 'qdrant' | 'objects';
  container: string;
  collection: Containers;
}

export interface LostContainers {
  lost: LostContainer[];
  /** Every store that the catalogue needs has answered. */
  isComplete: boolean;
}

/** Compares the catalogue with what the stores list: two requests, however many collections there are. */
export async function findLostContainers({
  pg,
  vectors,
  objects,
}: Pick<WriteEnv, 'pg' | 'vectors' | 'objects'>): Promise<LostContainers> {
  // The catalogue first: what it names was made before its row, and is dropped after it.
  const all = await listContainers(pg, null);
  const needsIndexes = all.some(({ qdrantCollection }) => qdrantCollection !== null);
  const needsBuckets = all.some(({ bucket }) => bucket !== null);
  const [indexes, buckets] = await Promise.all([
    needsIndexes ? listed(() => vectors.collections()) : new Set<string>(),
    needsBuckets ? listed(() => objects.buckets()) : new Set<string>(),
  ]);
  const missing = all.flatMap((collection) => missingOf(collection, indexes, buckets));
  const isComplete = indexes !== null && buckets !== null;
  if (missing.length === 0) return { lost: [], isComplete };
  // What was dropped, or has moved, between the two looks is not lost.
  const ids = missing.map(({ collection }) => collection.id);
  const now = await listContainers(pg, ids);
  const named = new Set(now.flatMap(({ qdrantCollection, bucket }) => [qdrantCollection, bucket]));
  return { lost: missing.filter(({ container }) => named.has(container)), isComplete };
}

function missingOf(
  collection: Containers,
  indexes: Set<string> | null,
  buckets: Set<string> | null,
): LostContainer[] {
  const { qdrantCollection, bucket } = collection;
  const lost: LostContainer[] = [];
  if (qdrantCollection !== null && indexes && !indexes.has(qdrantCollection))
    lost.push({ store: 'qdrant', container: qdrantCollection, collection });
  if (bucket !== null && buckets && !buckets.has(bucket))
    lost.push({ store: 'objects', container: bucket, collection });
  return lost;
}

/** null for a store that does not answer: nothing is known of it then. */
async function listed(list: () => Promise<string[]>): Promise<Set<string> | null> {
  try {
    return new Set(await list());
  } catch (error) {
    if (error instanceof AppError && error.code === 'unavailable') return null;
    throw error;
  }
}

import type { Collection } from '../../write/collection.ts';
import type { CollectionService } from '../collections/service.ts';

/** What fails because the collection was dropped, or got another index, meanwhile is no failure. */
export async function whileThere(
  collections: Pick<CollectionService, 'findId'>,
  id: string,
  work: (collection: Collection) => Promise<void>,
): Promise<void> {
  const collection = await collections.findId(id);
  if (!collection) return;
  try {
    await work(collection);
  } catch (error) {
    const now = await collections.findId(id);
    if (now?.qdrantCollection === collection.qdrantCollection) throw error;
  }
}

import { useQuery } from '@tanstack/react-query';
import type { CollectionPath } from '../../api/queries.ts';
import { schemaQuery } from '../../api/queries.ts';
import type { CollectionSchema } from '../../api/types.ts';

/**
 * The schema of the collection that a page is about; undefined while it comes, and where the key may not read it. Why it
 * does not come is told by `CollectionFrame`.
 */
export function useCollectionSchema(at: CollectionPath): CollectionSchema | undefined {
  return useQuery(schemaQuery(at)).data;
}

import type { Collection } from '../../api/types.ts';
import type { CollectionsSearch } from './collections-search.ts';

/** The collections that the filters of the page leave. */
export function shownOf(
  collections: readonly Collection[],
  { database, find }: CollectionsSearch,
): Collection[] {
  const wanted = find?.toLowerCase() ?? '';
  return collections.filter(
    ({ name, database_name, schema }) =>
      (database === undefined || database_name === database) &&
      (name.includes(wanted) || (schema?.description?.toLowerCase().includes(wanted) ?? false)),
  );
}

/** Where a new collection is described, for that database. */
export const newCollectionHref = (database: string | undefined): string =>
  database === undefined ? '/collections/new' : `/collections/new?database=${database}`;

import { useParams } from '@tanstack/react-router';
import { CollectionFrame } from '../collection/collection-frame.tsx';
import { SearchPlace } from './search-place.tsx';

/** The tab Search of a collection. */
export function CollectionSearchPage() {
  const { database, collection } = useParams({ from: '/collections/$database/$collection/search' });
  const at = { database, collection };
  return (
    <SearchPlace
      key={`${database}.${collection}`}
      at={at}
      frame={(parts) => <CollectionFrame at={at} tab="search" {...parts} />}
    />
  );
}

import { useParams } from '@tanstack/react-router';
import { CollectionFrame } from '../collection/collection-frame.tsx';
import { useCollectionSchema } from '../collection/use-collection-schema.ts';
import { RecordsPlace } from './records-place.tsx';

/** The records of a collection, in a table that one filters, sorts and edits. */
export function RecordsPage() {
  const at = useParams({ from: '/collections/$database/$collection/' });
  const schema = useCollectionSchema(at);
  if (!schema) {
    return (
      <CollectionFrame at={at} tab="records">
        {null}
      </CollectionFrame>
    );
  }
  return <RecordsPlace key={`${at.database}/${at.collection}`} at={at} schema={schema} />;
}

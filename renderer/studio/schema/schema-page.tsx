import { useParams } from '@tanstack/react-router';
import { CollectionFrame } from '../collection/collection-frame.tsx';

export function SchemaPage() {
  const at = useParams({ from: '/collections/$database/$collection/schema' });
  return (
    <CollectionFrame at={at} tab="schema">
      {null}
    </CollectionFrame>
  );
}

import { useParams } from '@tanstack/react-router';
import { CollectionFrame } from './collection-frame.tsx';

export function CollectionSettingsPage() {
  const at = useParams({ from: '/collections/$database/$collection/settings' });
  return (
    <CollectionFrame at={at} tab="settings">
      {null}
    </CollectionFrame>
  );
}

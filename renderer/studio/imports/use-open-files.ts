import { useNavigate } from '@tanstack/react-router';
import type { CollectionPath } from '../../api/queries.ts';
import { setPendingFiles } from './pending-files.ts';

/**
 * Opens files, as a drop does: they are read, what they would become is shown, and nothing is written before somebody says
 * so. `at`: they go into this collection; without it a collection is made of them.
 */
export function useOpenFiles(): (files: readonly File[], at?: CollectionPath) => void {
  const navigate = useNavigate();
  return (files, at) => {
    if (files.length === 0) return;
    setPendingFiles({ files, at: at ?? null });
    if (at) void navigate({ to: '/collections/$database/$collection/import', params: at });
    else void navigate({ to: '/collections/from-files' });
  };
}

import { useNavigate } from '@tanstack/react-router';
import type { CollectionsSearch } from './collections-search.ts';

/** Changes some of what the address of the page says; letters that are typed make no history. */
export function useGo(): (some: CollectionsSearch) => void {
  const navigate = useNavigate({ from: '/collections' });
  return (some) => void navigate({ search: (before) => ({ ...before, ...some }), replace: 'find' in some });
}

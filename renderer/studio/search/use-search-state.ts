import { useNavigate, useSearch } from '@tanstack/react-router';
import type { SearchParams } from './search-params.ts';

/** Brings the address up to date. `push`: Back leads to how it was. */
export type ChangeSearch = (some: Partial<SearchParams>, how?: 'push' | 'replace') => void;

/** What the address says of the search, in the place Search and in a collection's tab alike. */
export function useSearchState(): { params: SearchParams; change: ChangeSearch } {
  const params: SearchParams = useSearch({ strict: false });
  const navigate = useNavigate();
  return {
    params,
    change: (some, how = 'push') =>
      void navigate({
        to: '.',
        search: (before: SearchParams) => ({ ...before, ...some }),
        replace: how === 'replace',
      }),
  };
}

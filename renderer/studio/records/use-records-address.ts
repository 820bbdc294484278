import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import type { RecordsSearch } from './records-search.ts';

const from = '/collections/$database/$collection/';

/** What the address says of the table, and what changes it. */
export function useRecordsAddress() {
  const search = useSearch({ from });
  const navigate = useNavigate({ from });
  /** `isStep`: Back returns to what was before. */
  const change = useCallback(
    (part: Partial<RecordsSearch>, isStep = true): void =>
      void navigate({ search: (before) => ({ ...before, ...part }), replace: !isStep }),
    [navigate],
  );
  return { search, change };
}

import { useEffect } from 'react';
import { create } from 'zustand';
import type { ApiRequest } from './api-request.ts';

/** The requests behind what is on screen, in the order in which their pages told them. */
export const useApiSnippets = create<{ requests: readonly ApiRequest[] }>()(() => ({ requests: [] }));

/**
 * Tells the request that gets what a page shows, for as long as it is shown; null: none just now. The head of every page
 * offers it as curl, TypeScript and Python (`mod+i`):
 * `useApiSnippet({ title: t('request'), method: 'POST', path: '/databases/demo/collections/documents/query', body })`.
 */
export function useApiSnippet(request: ApiRequest | null): void {
  // Pages say it anew each time they are drawn; what counts is what it says.
  const said = request && JSON.stringify(request);
  useEffect(() => {
    if (said === null) return;
    const one = JSON.parse(said) as ApiRequest;
    useApiSnippets.setState(({ requests }) => ({ requests: [...requests, one] }));
    return () =>
      useApiSnippets.setState(({ requests }) => ({ requests: requests.filter((other) => other !== one) }));
  }, [said]);
}

import { useQuery } from '@tanstack/react-query';
import type { ApiRequest } from './api-request.ts';
import { findOperation } from './find-operation.ts';
import type { ApiDocument } from './find-operation.ts';

/** Where the reference tells of a request, and under which heading; null until that is known. */
export function useReference(request: ApiRequest | undefined): { href: string; summary: string | null } {
  const { data } = useQuery({
    queryKey: ['api-document'],
    staleTime: Infinity,
    queryFn: async ({ signal }): Promise<ApiDocument> => {
      const response = await fetch('/openapi.json', { signal });
      if (!response.ok) throw new Error(`/openapi.json: ${response.status}`);
      return (await response.json()) as ApiDocument;
    },
  });
  const operation = data && request && findOperation(data, request);
  if (!operation) return { href: '/docs', summary: null };
  const { tags: [tag = 'default'] = [], operationId, summary } = operation;
  return { href: `/docs#/${encodeURIComponent(tag)}/${operationId}`, summary: summary ?? null };
}

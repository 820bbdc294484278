import { useTranslation } from 'react-i18next';
import type { CollectionPath } from '../../api/queries.ts';
import type { ApiRequest } from '../api-panel/api-request.ts';
import { useApiSnippet } from '../api-panel/use-api-snippet.ts';
import type { Filter } from '../records/filters/filter.ts';
import { pageSize } from './use-hits.ts';

/** The search as a request to the API; null while nothing is asked. */
export function useSearchSnippet(
  { database, collection }: CollectionPath,
  query: string,
  filters: Filter | undefined,
): ApiRequest | null {
  const { t } = useTranslation('search');
  const request: ApiRequest | null =
    query === ''
      ? null
      : {
          title: t('request'),
          method: 'POST',
          path: `/databases/${database}/collections/${collection}/search`,
          body: { query, ...(filters && { filters }), limit: pageSize },
        };
  useApiSnippet(request);
  return request;
}

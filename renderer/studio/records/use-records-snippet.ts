import { useTranslation } from 'react-i18next';
import type { CollectionPath } from '../../api/queries.ts';
import { useApiSnippet } from '../api-panel/use-api-snippet.ts';
import type { RecordsSearch } from './records-search.ts';

/** Tells the query that the table shows, for whoever wants to send it from a program. */
export function useRecordsSnippet(
  { database, collection }: CollectionPath,
  { filters, sort }: RecordsSearch,
): void {
  const { t } = useTranslation('collections');
  useApiSnippet({
    title: t('tabs.records'),
    method: 'POST',
    path: `/databases/${database}/collections/${collection}/query`,
    body: { filters, sort, limit: 100 },
  });
}

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Command } from 'cmdk';
import { FileText } from 'lucide-react';
import { useDeferredValue } from 'react';
import { useTranslation } from 'react-i18next';
import { api, dataOf } from '../../api/client.ts';
import { keys, schemaQuery } from '../../api/queries.ts';
import type { CollectionPath } from '../../api/queries.ts';
import { recordName } from '../fields/record-name.ts';
import styles from './palette.module.css';

interface FoundRecordsProps {
  at: CollectionPath;
  /** What is looked for. */
  text: string;
  onChoose: (run: () => void) => void;
}

/** The five best records of the open collection, with the passage that was found. */
export function FoundRecords({ at, text, onChoose }: FoundRecordsProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const query = useDeferredValue(text);
  const { data: schema } = useQuery(schemaQuery(at));
  const { data, error } = useQuery({
    queryKey: [...keys.contents(at), 'palette', query],
    queryFn: ({ signal }) =>
      dataOf(
        api.POST('/databases/{database}/collections/{collection}/search', {
          params: { path: at },
          body: { query, limit: 5 },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    retry: false,
  });
  if (error) return <p className={styles.none}>{t('palette.searchFails')}</p>;
  if (!data || data.results.length === 0 || !schema) return null;
  return (
    <Command.Group heading={t('palette.records', { ms: data.took_ms })} forceMount>
      {data.results.map(({ id, record, highlights: [best] }) => (
        <Command.Item
          key={id}
          value={`record ${id}`}
          forceMount
          onSelect={() =>
            onChoose(
              () =>
                void navigate({
                  to: '/collections/$database/$collection',
                  params: at,
                  search: { record: id } as never,
                }),
            )
          }
        >
          <FileText size={16} strokeWidth={1.5} aria-hidden />
          <bdi className={styles.name}>{recordName(schema, record)}</bdi>
          {best && <bdi className={`${styles.where} cut`}>{best.text}</bdi>}
        </Command.Item>
      ))}
    </Command.Group>
  );
}

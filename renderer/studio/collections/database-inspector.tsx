import { useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { collectionsQuery, databasesQuery, statsQuery } from '../../api/queries.ts';
import { useCan } from '../../api/session.ts';
import type { Database } from '../../api/types.ts';
import { Button } from '../../components/button/button.tsx';
import { EmptyState } from '../../components/empty-state/empty-state.tsx';
import { KeyValue, KeyValues } from '../../components/key-values/key-values.tsx';
import { Section } from '../../components/section/section.tsx';
import { api, dataOf } from '../../api/client.ts';
import { useFormat } from '../format/use-format.ts';
import { Inspector } from '../shell/inspector.tsx';
import { addStats } from './add-stats.ts';
import type { Totals } from './add-stats.ts';
import { CloseButton } from './close-button.tsx';
import styles from './database-form.module.css';
import { DeleteDatabase } from './delete-database.tsx';
import { DescriptionForm } from './description-form.tsx';
import { useCanChangeDatabase } from './permits.ts';
import { StoreSizes } from './store-sizes.tsx';

/** A database: what it is called for, what is in it, and for those who may: another description, or its end. */
export function DatabaseInspector({ name, onClose }: { name: string; onClose: () => void }) {
  const { t } = useTranslation('collections');
  const { data } = useQuery(databasesQuery);
  const database = data?.find((one) => one.name === name);
  return (
    <Inspector title={name} actions={<CloseButton onPress={onClose} />} onClose={onClose}>
      {database && <Details database={database} />}
      {data && !database && (
        <EmptyState title={t('databaseGone', { database: name })} text={t('databaseGoneText')} />
      )}
    </Inspector>
  );
}

function Details({ database }: { database: Database }) {
  const { t } = useTranslation('collections');
  const format = useFormat();
  const contents = useContents(database.name);
  const mayChange = useCanChangeDatabase()(database.name);
  const queries = useQueryClient();
  const [isDeleting, setDeleting] = useState(false);
  const { name, description = null } = database;
  const describe = async (text: string): Promise<void> => {
    await dataOf(
      api.PATCH('/databases/{database}', {
        params: { path: { database: name } },
        body: { description: text === '' ? null : text },
      }),
    );
    await queries.invalidateQueries(databasesQuery);
  };
  return (
    <>
      <Section title={t('description')}>
        {mayChange ? (
          <DescriptionForm id={`database.${name}`} description={description ?? ''} onSave={describe} />
        ) : (
          <bdi className={description ? undefined : 'muted'}>{description ?? t('noDescription')}</bdi>
        )}
      </Section>
      <Section title={t('contents')}>
        <KeyValues>
          <KeyValue label={t('columns.collections')}>{format.number(contents.collections)}</KeyValue>
          {contents.totals && <StoreSizes stats={contents.totals} />}
          <KeyValue label={t('created')}>{format.dateTime(database.created_at)}</KeyValue>
        </KeyValues>
      </Section>
      {mayChange && name !== 'default' && (
        <div className={styles.danger}>
          <Button variant="danger-quiet" icon={Trash2} onPress={() => setDeleting(true)}>
            {t('deleteDatabase')}
          </Button>
        </div>
      )}
      {isDeleting && (
        <DeleteDatabase
          name={name}
          collections={contents.collections}
          totals={contents.totals}
          onClose={() => setDeleting(false)}
        />
      )}
    </>
  );
}

/** What a database holds; `totals` is there when all of its collections have been counted. */
function useContents(database: string): { collections: number; totals: Totals | undefined } {
  const { data = [] } = useQuery(collectionsQuery);
  const can = useCan();
  const own = data.filter(({ database_name }) => database_name === database);
  return useQueries({
    queries: own.map(({ name }) => ({
      ...statsQuery({ database, collection: name }),
      enabled: can('read', database, name),
    })),
    combine: (results) => {
      const known = results.flatMap((one) => one.data ?? []);
      return {
        collections: own.length,
        totals: known.length === own.length ? addStats(known) : undefined,
      };
    },
  });
}

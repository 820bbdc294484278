import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { DatabaseZap, Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { collectionsQuery, databasesQuery } from '../../api/queries.ts';
import { useCan } from '../../api/session.ts';
import { Button } from '../../components/button/button.tsx';
import { SearchField } from '../../components/search-field/search-field.tsx';
import { Select } from '../../components/select/select.tsx';
import { useCommand } from '../commands/use-command.ts';
import { ProblemNote } from '../problems/problem-note.tsx';
import { Page } from '../shell/page.tsx';
import { CollectionsStatus } from './collections-status.tsx';
import type { CollectionsSearch } from './collections-search.ts';
import styles from './collections-page.module.css';
import { DatabaseInspector } from './database-inspector.tsx';
import { DatabaseList } from './database-list.tsx';
import { NewDatabase } from './new-database.tsx';
import { useCanChangeDatabase } from './permits.ts';
import { newCollectionHref, shownOf } from './shown-collections.ts';
import { SizeLegend } from './size-bar.tsx';
import { useGo } from './use-go.ts';
import { useLazyStats } from './use-lazy-stats.ts';

/** All databases with their collections: what is in each, and how much. */
export function CollectionsPage() {
  const { t } = useTranslation(['collections', 'common']);
  const can = useCan();
  const search = useSearch({ from: '/collections' });
  const go = useGo();
  const navigate = useNavigate();
  const databases = useQuery(databasesQuery);
  const collections = useQuery(collectionsQuery);
  const lazy = useLazyStats();
  const error = databases.error ?? collections.error;
  const mayCreate = can('schema', search.database);
  useCommand({
    id: 'database.new',
    title: t('newDatabase'),
    group: 'create',
    icon: DatabaseZap,
    isEnabled: useCanChangeDatabase()(),
    run: () => go({ create: 'database', details: undefined }),
  });
  useCommand({
    id: 'collection.new',
    title: t('newCollection'),
    group: 'create',
    keys: 'n',
    icon: Plus,
    isEnabled: mayCreate,
    run: () => void navigate({ href: newCollectionHref(search.database) }),
  });
  return (
    <Page
      title={t('common:places.collections')}
      actions={
        mayCreate && (
          <>
            <NewDatabaseButton onPress={() => go({ create: 'database', details: undefined })} />
            <Button variant="primary" icon={Plus} href={newCollectionHref(search.database)}>
              {t('newCollection')}
            </Button>
          </>
        )
      }
      toolbar={<Toolbar search={search} databases={databases.data?.map(({ name }) => name) ?? []} />}
      inspector={<Details search={search} onClose={() => go({ create: undefined, details: undefined })} />}
      status={
        collections.data && (
          <CollectionsStatus shown={shownOf(collections.data, search)} statsOf={lazy.statsOf} />
        )
      }
    >
      {error ? (
        <div className={styles.problem}>
          <ProblemNote
            problem={error}
            onRetry={() => void Promise.all([databases.refetch(), collections.refetch()])}
          />
        </div>
      ) : (
        databases.data &&
        collections.data && (
          <DatabaseList
            databases={databases.data}
            collections={collections.data}
            search={search}
            lazy={lazy}
          />
        )
      )}
    </Page>
  );
}

function NewDatabaseButton({ onPress }: { onPress: () => void }) {
  const { t } = useTranslation(['collections', 'common']);
  if (!useCanChangeDatabase()()) return null;
  return <Button onPress={onPress}>{t('newDatabase')}</Button>;
}

function Toolbar({ search, databases }: { search: CollectionsSearch; databases: readonly string[] }) {
  const { t } = useTranslation(['collections', 'common']);
  const go = useGo();
  const all = '*';
  return (
    <>
      <div className={styles.find}>
        <SearchField
          label={t('find')}
          value={search.find ?? ''}
          onChange={(find) => go({ find: find === '' ? undefined : find })}
        />
      </div>
      <div className={styles.database}>
        <Select
          label={t('common:shell.database')}
          isLabelHidden
          size="sm"
          items={[
            { id: all, label: t('common:shell.allDatabases') },
            ...databases.map((name) => ({ id: name, label: name })),
          ]}
          value={search.database ?? all}
          onChange={(chosen) => go({ database: chosen === all ? undefined : chosen })}
        />
      </div>
      <span className={styles.grow} />
      <SizeLegend />
    </>
  );
}

function Details({ search, onClose }: { search: CollectionsSearch; onClose: () => void }) {
  if (search.create === 'database') return <NewDatabase onClose={onClose} />;
  if (search.details === undefined) return null;
  return <DatabaseInspector key={search.details} name={search.details} onClose={onClose} />;
}

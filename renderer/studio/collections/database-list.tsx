import { Layers, Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Collection, Database } from '../../api/types.ts';
import { useCan } from '../../api/session.ts';
import { Button } from '../../components/button/button.tsx';
import { EmptyState } from '../../components/empty-state/empty-state.tsx';
import { sizeOf } from './add-stats.ts';
import { CollectionTable } from './collection-table.tsx';
import { newCollectionHref, shownOf } from './shown-collections.ts';
import { useGo } from './use-go.ts';
import type { CollectionsSearch } from './collections-search.ts';
import styles from './database-list.module.css';
import type { useLazyStats } from './use-lazy-stats.ts';

export interface DatabaseListProps {
  databases: readonly Database[];
  collections: readonly Collection[];
  search: CollectionsSearch;
  lazy: ReturnType<typeof useLazyStats>;
}

/** The databases that the filters leave, each with its table of collections. */
export function DatabaseList({ databases, collections, search, lazy }: DatabaseListProps) {
  const { t } = useTranslation('collections');
  const go = useGo();
  const shown = shownOf(collections, search);
  const isFiltered = search.find !== undefined;
  const listed = databases.filter(
    ({ name }) =>
      (search.database === undefined || name === search.database) &&
      (!isFiltered || shown.some(({ database_name }) => database_name === name)),
  );
  const sizes = shown.map(({ name, database_name }) => {
    const stats = lazy.statsOf({ database: database_name, collection: name });
    return stats ? sizeOf(stats) : 0;
  });
  if (listed.length === 0) {
    return (
      <EmptyState
        title={t('noMatch')}
        text={t('noMatchText', { count: collections.length })}
        actions={<Button onPress={() => go({ find: undefined, database: undefined })}>{t('showAll')}</Button>}
      />
    );
  }
  return (
    <div className={styles.list}>
      {listed.map((database) => (
        <section key={database.id} className={styles.database} aria-labelledby={database.id}>
          <DatabaseHead database={database} />
          <Contents
            database={database.name}
            collections={shown.filter(({ database_name }) => database_name === database.name)}
            lazy={lazy}
            largest={Math.max(...sizes, 0)}
            isNarrow={search.details !== undefined || search.create !== undefined}
          />
        </section>
      ))}
    </div>
  );
}

function DatabaseHead({ database: { id, name, description } }: { database: Database }) {
  const { t } = useTranslation('collections');
  const go = useGo();
  return (
    <div className={styles.head}>
      <h2 id={id} className="mono">
        {name}
      </h2>
      {description && (
        <bdi className={`${styles.description} cut`} title={description}>
          {description}
        </bdi>
      )}
      <span className={styles.grow} />
      <Button
        size="sm"
        variant="ghost"
        aria-label={t('aboutDatabase', { database: name })}
        onPress={() => go({ details: name, create: undefined })}
      >
        {t('about')}
      </Button>
    </div>
  );
}

interface ContentsProps {
  database: string;
  collections: readonly Collection[];
  lazy: ReturnType<typeof useLazyStats>;
  largest: number;
  isNarrow: boolean;
}

function Contents({ database, collections, lazy, largest, isNarrow }: ContentsProps) {
  const { t } = useTranslation('collections');
  const mayCreate = useCan()('schema', database);
  if (collections.length === 0) {
    return (
      <EmptyState
        title={t('empty')}
        text={t(mayCreate ? 'emptyText' : 'emptyReadText')}
        actions={
          mayCreate && (
            <>
              <Button icon={Plus} href={newCollectionHref(database)}>
                {t('describeOne')}
              </Button>
              <Button icon={Layers} href={`/collections/from-files?database=${database}`}>
                {t('fromFiles')}
              </Button>
            </>
          )
        }
      />
    );
  }
  return (
    <CollectionTable
      database={database}
      collections={collections}
      statsOf={lazy.statsOf}
      onSeen={lazy.see}
      largest={largest}
      room={isNarrow ? 'narrow' : 'wide'}
    />
  );
}

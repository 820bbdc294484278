import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { collectionsQuery } from '../../api/queries.ts';
import type { CollectionPath } from '../../api/queries.ts';
import { useCan } from '../../api/session.ts';
import type { Collection } from '../../api/types.ts';
import { Button } from '../../components/button/button.tsx';
import { EmptyState } from '../../components/empty-state/empty-state.tsx';
import { ProblemNote } from '../problems/problem-note.tsx';
import { Page } from '../shell/page.tsx';
import { CollectionPicker } from './collection-picker.tsx';
import { isSearchable } from './is-searchable.ts';
import { useRecentSearches } from './recent-searches.ts';
import { SearchPlace } from './search-place.tsx';
import styles from './search-place.module.css';
import { useSearchState } from './use-search-state.ts';

/** The place Search: one collection at a time, any that the key may search. */
export function SearchPage() {
  const { t } = useTranslation(['search', 'common']);
  const can = useCan();
  const { params, change } = useSearchState();
  const last = useRecentSearches((recent) => recent.last);
  const { data, error, refetch } = useQuery(collectionsQuery);
  const title = t('common:places.search');
  if (error && !data) {
    return (
      <Page title={title}>
        <div className={styles.message}>
          <ProblemNote problem={error} onRetry={() => void refetch()} />
        </div>
      </Page>
    );
  }
  if (!data) return <Page title={title}>{null}</Page>;
  const searched = data.filter(({ database_name, name }) => can('search', database_name, name));
  const at =
    chosen(params.in, searched) ??
    (params.in === undefined ? (chosen(last, searched) ?? first(searched)) : null);
  if (!at) {
    return (
      <Page title={title}>
        <div className={styles.message}>
          <Nothing name={params.in} hasCollections={searched.length > 0} />
        </div>
      </Page>
    );
  }
  return (
    <SearchPlace
      key={nameOf(at)}
      at={at}
      picker={
        <CollectionPicker
          collections={searched}
          value={nameOf(at)}
          // Filters are of the fields of the one before.
          onChange={(name) => change({ in: name, filters: undefined, hit: undefined, passage: undefined })}
        />
      }
      frame={(parts) => <Page title={title} {...parts} />}
    />
  );
}

function Nothing({ name, hasCollections }: { name: string | undefined; hasCollections: boolean }) {
  const { t } = useTranslation('search');
  const { change } = useSearchState();
  if (!hasCollections) {
    return (
      <EmptyState
        title={t('nothing.title')}
        text={t('nothing.text')}
        actions={<Button href="/collections">{t('nothing.collections')}</Button>}
      />
    );
  }
  return (
    <EmptyState
      title={t('gone.title', { name })}
      text={t('gone.text')}
      actions={<Button onPress={() => change({ in: undefined, hit: undefined })}>{t('gone.other')}</Button>}
    />
  );
}

function nameOf({ database, collection }: CollectionPath): string {
  return `${database}.${collection}`;
}

function chosen(name: string | null | undefined, collections: Collection[]): CollectionPath | null {
  const found = collections.find((one) => `${one.database_name}.${one.name}` === name);
  return found ? { database: found.database_name, collection: found.name } : null;
}

/** The first with something to search in. */
function first(collections: Collection[]): CollectionPath | null {
  const one = collections.find(({ schema }) => schema && isSearchable(schema)) ?? collections[0];
  return one ? { database: one.database_name, collection: one.name } : null;
}

import { History } from 'lucide-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { CollectionPath } from '../../api/queries.ts';
import { statsQuery } from '../../api/queries.ts';
import { useCan } from '../../api/session.ts';
import type { CollectionSchema } from '../../api/types.ts';
import { Button } from '../../components/button/button.tsx';
import { EmptyState } from '../../components/empty-state/empty-state.tsx';
import { SkeletonRows } from '../../components/skeleton/skeleton.tsx';
import { TypeMark } from '../../components/type-mark/type-mark.tsx';
import { useFormat } from '../format/use-format.ts';
import { isSearchable, searchedFields } from './is-searchable.ts';
import type { Filter } from '../records/filters/filter.ts';
import { forgetSearches, useRecentSearches } from './recent-searches.ts';
import { SearchProblem } from './search-problem.tsx';
import styles from './search-place.module.css';
import type { Hits } from './use-hits.ts';
import { useSearchState } from './use-search-state.ts';

export interface SearchMessageProps {
  at: CollectionPath;
  schema: CollectionSchema | undefined;
  found: Hits;
  query: string;
  filters: Filter | undefined;
}

/** Above hits that are old, or in their place: what to search in, why there are none, what an answer waits for. */
export function SearchMessage({ at, schema, found, query, filters }: SearchMessageProps) {
  const isRefused = found.problem?.errors?.some(({ code }) => code === 'not_searchable') ?? false;
  if ((schema && !isSearchable(schema)) || isRefused) return <NotSearchable at={at} />;
  if (found.problem) {
    return (
      <div className={styles.message}>
        <SearchProblem problem={found.problem} onRetry={found.retry} />
      </div>
    );
  }
  if (query === '') return <Start at={at} schema={schema} />;
  if (!found.hits) return <SkeletonRows isPadded />;
  if (found.hits.length > 0) return null;
  return <NoHits query={query} filters={filters} />;
}

/** Nothing of the collection is vectorised. */
function NotSearchable({ at: { database, collection } }: { at: CollectionPath }) {
  const { t } = useTranslation('search');
  const can = useCan();
  return (
    <div className={styles.message}>
      <EmptyState
        title={t('notSearchable.title', { collection })}
        text={t('notSearchable.text')}
        actions={
          can('schema', database, collection) && (
            <Button href={`/collections/${database}/${collection}/schema`}>
              {t('notSearchable.schema')}
            </Button>
          )
        }
      />
    </div>
  );
}

function NoHits({ query, filters }: { query: string; filters: Filter | undefined }) {
  const { t } = useTranslation('search');
  const { change } = useSearchState();
  const words = query.split(/\s+/);
  const isFiltered = filters !== undefined;
  const text = isFiltered ? t('noHits.filtered') : t(words.length > 1 ? 'noHits.words' : 'noHits.word');
  return (
    <div className={styles.message}>
      <EmptyState
        title={t('noHits.title', { query: query.length > 60 ? `${query.slice(0, 60)}…` : query })}
        text={text}
        actions={
          isFiltered && (
            <Button onPress={() => change({ filters: undefined })}>{t('noHits.removeFilters')}</Button>
          )
        }
      />
    </div>
  );
}

/** Before anything is typed. */
function Start({ at, schema }: { at: CollectionPath; schema: CollectionSchema | undefined }) {
  const { t } = useTranslation('search');
  const format = useFormat();
  const can = useCan();
  const { data: stats } = useQuery({ ...statsQuery(at), enabled: can('read', at.database, at.collection) });
  return (
    <div className={`${styles.message} ${styles.start}`}>
      {schema && (
        <section>
          <h2>{t('start.title')}</h2>
          <p className={styles.lead}>
            {stats
              ? t('start.text', {
                  count: stats.records,
                  records: format.number(stats.records),
                  chunks: format.number(stats.chunks),
                })
              : t('start.textShort')}
          </p>
          <ul className={styles.fields}>
            {searchedFields(schema).map(({ name, type }) => (
              <li key={name}>
                <TypeMark type={type} />
                {name}
              </li>
            ))}
          </ul>
        </section>
      )}
      <Recent name={`${at.database}.${at.collection}`} />
    </div>
  );
}

function Recent({ name }: { name: string }) {
  const { t } = useTranslation('search');
  const { change } = useSearchState();
  const searches = useRecentSearches((recent) => recent.searches).filter((one) => one.in === name);
  if (searches.length === 0) return null;
  return (
    <section className={styles.recent}>
      <h2>
        {t('recent.title')}
        <span>
          <Button size="sm" variant="ghost" onPress={() => forgetSearches(name)}>
            {t('recent.forget')}
          </Button>
        </span>
      </h2>
      <ul>
        {searches.slice(0, 8).map(({ q }) => (
          <li key={q}>
            <button type="button" onClick={() => change({ q })}>
              <History size={16} strokeWidth={1.5} aria-hidden />
              <span className="cut">{q}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

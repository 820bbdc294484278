import { useTranslation } from 'react-i18next';
import type { CollectionSchema } from '../../api/types.ts';
import { CopyAs } from '../api-panel/copy-as.tsx';
import type { ApiRequest } from '../api-panel/api-request.ts';
import { useFormat } from '../format/use-format.ts';
import { FilterBar } from '../records/filters/filter-bar.tsx';
import type { Filter } from '../records/filters/filter.ts';
import styles from './search-place.module.css';
import type { Hits } from './use-hits.ts';

export interface SearchBarProps {
  schema: CollectionSchema | undefined;
  found: Hits;
  filters: Filter | undefined;
  /** What is asked; null while nothing is. */
  request: ApiRequest | null;
  onFilters: (filters: Filter | undefined) => void;
}

/** Under the search box: filters as chips, how many hits there are and how long they took, the request to take along. */
export function SearchBar({ schema, found, filters, request, onFilters }: SearchBarProps) {
  const { t } = useTranslation('search');
  const format = useFormat();
  const { hits, took, hasMore } = found;
  return (
    <div className={styles.bar}>
      {schema && <FilterBar schema={schema} filter={filters} onChange={onFilters} />}
      <span className={styles.grow} />
      {hits && took !== null && (
        <span className={styles.counts}>
          {t(hasMore ? 'countsMore' : 'counts', {
            count: hits.length,
            hits: format.number(hits.length),
            ms: format.number(Math.round(took)),
          })}
        </span>
      )}
      {request && <CopyAs request={request} />}
    </div>
  );
}

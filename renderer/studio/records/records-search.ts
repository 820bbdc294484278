import type { Filter } from './filters/filter.ts';

/** What the address of the page says: filters and sort as a query takes them, the record that is open, and its tab. */
export interface RecordsSearch {
  filters?: Filter | undefined;
  sort?: SortKey[] | undefined;
  record?: string | undefined;
  view?: 'json' | 'chunks' | undefined;
}

export interface SortKey {
  field: string;
  order: 'asc' | 'desc';
}

/** Reads an address; what makes no sense in it is left out. */
export function readRecordsSearch(search: Record<string, unknown>): RecordsSearch {
  const { filters, sort, record, view } = search;
  return {
    filters: isObject(filters) && Object.keys(filters).length > 0 ? filters : undefined,
    sort: Array.isArray(sort) && sort.length > 0 ? sort.filter(isSortKey) : undefined,
    record: typeof record === 'string' && record !== '' ? record : undefined,
    view: view === 'json' || view === 'chunks' ? view : undefined,
  };
}

function isSortKey(key: unknown): key is SortKey {
  return (
    isObject(key) && typeof key['field'] === 'string' && (key['order'] === 'asc' || key['order'] === 'desc')
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The sort after a press on a head: up, down, none; alone, or as one more key. */
export function sortBy(sort: readonly SortKey[], field: string, isAdded: boolean): SortKey[] {
  const before = sort.find((key) => key.field === field);
  const next: SortKey[] =
    before === undefined
      ? [{ field, order: 'asc' }]
      : before.order === 'asc'
        ? [{ field, order: 'desc' }]
        : [];
  if (!isAdded) return next;
  if (!before) return [...sort, ...next];
  return sort.flatMap((key) => (key.field === field ? next : key));
}

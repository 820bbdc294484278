import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useState, useSyncExternalStore } from 'react';
import type { Row } from '../../../api/types.ts';
import { RowAnchors } from './row-anchors.ts';
import type { RowPage, RowQuery } from './row-queries.ts';
import { countQuery, pageQuery } from './row-queries.ts';
import { useGoForward } from './use-go-forward.ts';
import { usePagesInView } from './use-pages-in-view.ts';

const pageSize = 100;

/**
 * Rows of a query by their place, however many there are: pages in view are asked for as one scrolls, and let go of when
 * they are out of sight for a while. What is not here yet is undefined.
 */
export function useRecordRows(query: RowQuery, fields: string[]) {
  const identity = JSON.stringify([query.at, query.filters, query.sort]);
  const anchors = useAnchors(identity);
  useSyncExternalStore(anchors.subscribe, anchors.getVersion);
  const { pages, onRangeChange } = usePagesInView(pageSize);
  const { data: total, isPlaceholderData: isOldTotal } = useQuery({
    ...countQuery(query),
    placeholderData: keepPreviousData,
  });

  const results = useQueries({ queries: pages.map((page) => pageQuery(query, { page, fields, anchors })) });
  const forward = useGoForward(query, anchors, pages);

  const loaded = results.map(({ data }) => data);
  const byPage = useByPage(pages, loaded);
  const end = anchors.getEnd();
  const furthest = Math.max(
    0,
    ...pages.map((page, index) => page * pageSize + (loaded[index]?.rows.length ?? 0)),
  );
  const rowCount = end ?? Math.max(total ?? 0, furthest);

  const rowAt = useCallback(
    (index: number): Row | undefined => byPage.get(Math.floor(index / pageSize))?.rows[index % pageSize],
    [byPage],
  );
  /** Among the rows that are here; null when it is not. */
  const indexOf = (id: string): number | null => {
    for (const [page, { rows }] of byPage) {
      const at = rows.findIndex((row) => row.id === id);
      if (at >= 0) return page * pageSize + at;
    }
    return null;
  };
  const newest = results.toSorted((one, other) => other.dataUpdatedAt - one.dataUpdatedAt)[0];
  const failed = results.find(({ error }) => error !== null);
  return {
    rowCount,
    rowAt,
    indexOf,
    onRangeChange,
    /** Of all that the filters let through; undefined while it is counted. */
    total: isOldTotal ? undefined : total,
    isLoading: results.some(({ isPending, isPlaceholderData }) => isPending || isPlaceholderData),
    isFetching: results.some(({ isFetching }) => isFetching),
    ms: newest?.data?.ms,
    error: failed?.error ?? forward?.error ?? null,
    retry: () => void failed?.refetch(),
    forward,
  };
}

export type RecordRows = ReturnType<typeof useRecordRows>;

/** Other filters, or another order, begin anew. */
function useAnchors(identity: string): RowAnchors {
  const [held, setHeld] = useState(() => ({ identity, anchors: new RowAnchors(pageSize) }));
  if (held.identity === identity) return held.anchors;
  const next = { identity, anchors: new RowAnchors(pageSize) };
  setHeld(next);
  return next.anchors;
}

function useByPage(pages: readonly number[], loaded: readonly (RowPage | undefined)[]): Map<number, RowPage> {
  // Pages are the same objects until they are read anew.
  const [held, setHeld] = useState<{ pages: readonly number[]; loaded: readonly (RowPage | undefined)[] }>({
    pages: [],
    loaded: [],
  });
  const isSame =
    held.pages.length === pages.length &&
    held.pages.every((page, index) => page === pages[index] && held.loaded[index] === loaded[index]);
  if (!isSame) setHeld({ pages, loaded });
  const current = isSame ? held : { pages, loaded };
  return useMemo(
    () =>
      new Map(
        current.pages.flatMap((page, index) => {
          const data = current.loaded[index];
          return data ? [[page, data] as const] : [];
        }),
      ),
    [current.pages, current.loaded],
  );
}

import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import type { Range } from '@tanstack/react-virtual';
import { useCallback, useLayoutEffect, useMemo } from 'react';
import type { RefObject } from 'react';
import type { PlacedColumn } from './grid-row.tsx';
import type { GridColumn } from './grid-types.ts';
import type { GridHeader } from './use-grid-columns.ts';

/**
 * Where the shown columns lie, and which of them are on the page: hundreds need no more of it than ten. The last one takes
 * what is left of a wide page.
 */
export function usePlacedColumns(
  scroller: RefObject<HTMLDivElement | null>,
  columns: readonly GridColumn[],
  headers: readonly GridHeader[],
  { before, kept }: { before: number; kept: number },
) {
  const byId = useMemo(() => new Map(columns.map((column) => [column.id, column])), [columns]);
  const sizes = headers.map((header) => header.getSize());
  const signature = sizes.join();
  // eslint-disable-next-line react/incompatible-library
  const virtualizer = useVirtualizer({
    horizontal: true,
    count: headers.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => sizes[index] ?? 0,
    overscan: 3,
    paddingStart: before,
    scrollPaddingStart: before,
    useFlushSync: false,
    // The one that has the focus stays on the page wherever one scrolls.
    rangeExtractor: useCallback(
      (range: Range) => {
        const seen = defaultRangeExtractor(range);
        return kept < 0 || kept >= range.count || seen.includes(kept) ? seen : [...seen, kept];
      },
      [kept],
    ),
  });
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, signature]);

  const sum = sizes.reduce((all, size) => all + size, before);
  const width = virtualizer.scrollRect?.width ?? 0;
  const rest = Math.max(0, width - sum);
  const onPage = virtualizer
    .getVirtualItems()
    .map(({ index }) => index)
    .join();
  const ids = headers.map(({ column }) => column.id).join();
  const placed = useMemo(
    (): PlacedColumn[] =>
      onPage.split(',').flatMap((place) => {
        const index = Number(place);
        const column = byId.get(headers[index]?.column.id ?? '');
        const isLast = index === headers.length - 1;
        const left = sizes.slice(0, index).reduce((all, size) => all + size, before);
        return column
          ? [{ column, index, left, width: (sizes[index] ?? 0) + (isLast ? rest : 0), isLast }]
          : [];
      }),
    // Headers are others with every table; their ids and sizes say when the places are.
    // eslint-disable-next-line react/exhaustive-deps
    [ids, signature, byId, onPage, rest, before],
  );
  const shown = useMemo(
    () => headers.flatMap(({ column }) => byId.get(column.id) ?? []),
    // eslint-disable-next-line react/exhaustive-deps
    [ids, byId],
  );
  const showColumn = useCallback((index: number) => virtualizer.scrollToIndex(index), [virtualizer]);
  const headerOf = new Map(headers.map((header) => [header.column.id, header]));
  return { placed, total: sum + rest, width, showColumn, headerOf, shown };
}

import {
  columnOrderingFeature,
  columnResizingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import type { Updater } from '@tanstack/react-table';
import { useMemo } from 'react';
import type { GridColumn, GridLayout } from './grid-types.ts';

export const minWidth = 56;
export const maxWidth = 1_200;

const features = tableFeatures({
  columnSizingFeature,
  columnResizingFeature,
  columnOrderingFeature,
  columnVisibilityFeature,
});
/** The table has columns only: rows come by the million, from whoever has them, one by one. */
const noRows: never[] = [];

function valueOf<Value>(updater: Updater<Value>, before: Value): Value {
  return typeof updater === 'function' ? (updater as (old: Value) => Value)(before) : updater;
}

/** Order, visibility and widths of the columns, as the layout has them. */
export function useGridColumns(
  columns: readonly GridColumn[],
  layout: GridLayout,
  onLayoutChange: (layout: GridLayout) => void,
) {
  const definitions = useMemo(
    () =>
      columns.map(({ id, width }) => ({ id, size: width, minSize: minWidth, maxSize: maxWidth, header: id })),
    [columns],
  );
  const visibility = useMemo(
    () =>
      Object.fromEntries(
        columns.map(({ id, isExtra = false }) => [id, layout.shown[id] ?? !isExtra] as const),
      ),
    [columns, layout.shown],
  );
  const state = useMemo(
    () => ({
      columnOrder: [...layout.order],
      columnVisibility: visibility,
      columnSizing: { ...layout.widths },
    }),
    [layout.order, layout.widths, visibility],
  );
  const table = useTable({
    features,
    columns: definitions,
    data: noRows,
    state,
    columnResizeMode: 'onChange',
    onColumnSizingChange: (updater) =>
      onLayoutChange({ ...layout, widths: valueOf(updater, { ...layout.widths }) }),
    onColumnOrderChange: (updater) =>
      onLayoutChange({ ...layout, order: valueOf(updater, [...layout.order]) }),
    onColumnVisibilityChange: (updater) =>
      onLayoutChange({ ...layout, shown: valueOf(updater, { ...layout.shown }) }),
  });
  return table;
}

export type GridTable = ReturnType<typeof useGridColumns>;
export type GridHeader = ReturnType<GridTable['getHeaderGroups']>[number]['headers'][number];

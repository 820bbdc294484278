import { useEffect, useImperativeHandle, useState } from 'react';
import type { RefObject } from 'react';
import { moveColumn, resizeColumn } from './column-layout.ts';
import type { DataGridProps } from './grid-props.ts';
import type { GridCell } from './grid-types.ts';
import { useActiveCell } from './use-active-cell.ts';
import { maxWidth, minWidth, useGridColumns } from './use-grid-columns.ts';
import { useGridKeys } from './use-grid-keys.ts';
import { usePlacedColumns } from './use-placed-columns.ts';
import { useRowWindow } from './use-row-window.ts';

export const headHeight = 32;
const checkWidth = 40;
const pagePadding = 16;
const cellPadding = 10;
const resizeStep = 16;

/** What the grid shows of its rows and columns, and what its keys and clicks do. */
export function useDataGrid<Row>(props: DataGridProps<Row>, scroller: RefObject<HTMLDivElement | null>) {
  const { columns, layout, onLayoutChange, rowCount, rowHeight, checks, onRangeChange } = props;
  const [active, setActive] = useState<GridCell>({ row: 0, column: 0 });
  const table = useGridColumns(columns, layout, onLayoutChange);
  const headers = table.getHeaderGroups()[0]?.headers ?? [];
  const placing = usePlacedColumns(scroller, columns, headers, {
    // Without check boxes the first column begins where the page does.
    before: checks ? checkWidth : pagePadding - cellPadding,
    kept: active.column,
  });
  const { items, range, height, base, goTo } = useRowWindow({
    scroller,
    rowCount,
    rowHeight,
    headHeight,
    keptRow: active.row,
  });
  const { cell, moveTo, moveByKey } = useActiveCell({
    active,
    setActive,
    scroller,
    rowCount,
    columnCount: placing.shown.length,
    firstColumn: checks ? -1 : 0,
    rowsOfPage: () =>
      Math.max(1, Math.floor(((scroller.current?.clientHeight ?? 0) - headHeight) / rowHeight) - 1),
    showRow: goTo,
    showColumn: placing.showColumn,
  });

  const first = base + (range?.startIndex ?? 0);
  const last = base + (range?.endIndex ?? 0);
  useEffect(() => onRangeChange(first, last), [onRangeChange, first, last]);

  useImperativeHandle(props.ref, () => ({
    goToRow: (row) => {
      setActive((before) => ({ ...before, row }));
      goTo(row);
    },
    focus: () => moveTo(cell),
  }));

  const { handlers, onEdited } = useGridKeys({
    props,
    cell,
    shown: placing.shown,
    moveTo,
    moveByKey,
    setActive,
    showColumn: placing.showColumn,
    onMoveColumn: (id, steps) => onLayoutChange(moveColumn(columns, layout, id, steps)),
    onResizeColumn: (id, steps) => {
      const before = placing.headerOf.get(id)?.getSize() ?? 0;
      const next = Math.min(Math.max(before + steps * resizeStep, minWidth), maxWidth);
      onLayoutChange(resizeColumn(layout, id, next));
    },
  });

  /** To a pixel of the whole height, most of which the page may not have. */
  const scrollTo = (top: number): void => {
    const element = scroller.current;
    const onPage = top - base * rowHeight;
    if (element && onPage >= 0 && onPage <= element.scrollHeight - element.clientHeight)
      element.scrollTo({ top: onPage });
    else goTo(Math.floor(top / rowHeight), 'start');
  };
  return { ...placing, items, height, base, cell, setActive, handlers, onEdited, scrollTo };
}

export type DataGridState = ReturnType<typeof useDataGrid>;

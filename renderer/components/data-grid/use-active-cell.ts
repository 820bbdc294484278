import { useCallback, useEffect, useRef } from 'react';
import type { KeyboardEvent, RefObject } from 'react';
import type { GridCell } from './grid-types.ts';

interface ActiveCellOptions {
  active: GridCell;
  setActive: (cell: GridCell) => void;
  scroller: RefObject<HTMLDivElement | null>;
  rowCount: number;
  columnCount: number;
  /** −1 when there are check boxes, else 0. */
  firstColumn: number;
  rowsOfPage: () => number;
  showRow: (row: number) => void;
  showColumn: (column: number) => void;
}

/**
 * The one cell that Tab reaches; arrows, Home, End and Page keys move it, and its element has the focus. What it moves
 * to is scrolled into view first, and gets the focus as soon as it is on the page.
 */
export function useActiveCell(options: ActiveCellOptions) {
  const { active, setActive, scroller, rowCount, columnCount, firstColumn, rowsOfPage, showRow, showColumn } =
    options;
  const wantsFocus = useRef(false);

  const cell: GridCell = {
    row: Math.min(active.row, rowCount - 1),
    column: Math.max(firstColumn, Math.min(active.column, columnCount - 1)),
  };
  // After every paint: the cell may have come just now.
  useEffect(() => {
    if (!wantsFocus.current) return;
    const element = scroller.current?.querySelector<HTMLElement>(`[data-cell="${cell.row}:${cell.column}"]`);
    if (!element) return;
    wantsFocus.current = false;
    element.focus({ preventScroll: true });
  });

  const moveTo = useCallback(
    (to: GridCell): void => {
      const next = {
        row: Math.max(-1, Math.min(to.row, rowCount - 1)),
        column: Math.max(firstColumn, Math.min(to.column, columnCount - 1)),
      };
      wantsFocus.current = true;
      setActive(next);
      if (next.row >= 0) showRow(next.row);
      if (next.column >= 0) showColumn(next.column);
    },
    [rowCount, firstColumn, columnCount, setActive, showRow, showColumn],
  );

  /** Whether the key moved the cell. */
  const moveByKey = ({ key, ctrlKey, metaKey }: KeyboardEvent): boolean => {
    const { row, column } = cell;
    const isFar = ctrlKey || metaKey;
    const targets: Record<string, GridCell> = {
      ArrowUp: { row: isFar ? 0 : row - 1, column },
      ArrowDown: { row: isFar ? rowCount - 1 : row + 1, column },
      ArrowLeft: { row, column: isFar ? firstColumn : column - 1 },
      ArrowRight: { row, column: isFar ? columnCount - 1 : column + 1 },
      Home: { row: isFar ? 0 : row, column: firstColumn },
      End: { row: isFar ? rowCount - 1 : row, column: columnCount - 1 },
      PageUp: { row: Math.max(0, row - rowsOfPage()), column },
      PageDown: { row: row + rowsOfPage(), column },
    };
    const target = targets[key];
    if (target) moveTo(target);
    return target !== undefined;
  };
  return { cell, moveTo, moveByKey };
}

import { useCallback, useEffect, useRef } from 'react';
import type { FocusEvent, KeyboardEvent, MouseEvent } from 'react';
import type { DataGridProps } from './grid-props.ts';
import type { AfterEdit, GridCell, GridColumn, GridPoint } from './grid-types.ts';

interface GridKeysOptions<Row> {
  props: DataGridProps<Row>;
  cell: GridCell;
  shown: readonly GridColumn[];
  moveTo: (cell: GridCell) => void;
  moveByKey: (event: KeyboardEvent) => boolean;
  setActive: (cell: GridCell) => void;
  showColumn: (column: number) => void;
  onMoveColumn: (id: string, steps: number) => void;
  onResizeColumn: (id: string, steps: number) => void;
}

/** Keys and clicks anywhere in the grid, told by the cell that they meet: thousands of cells, one set of listeners. */
export function useGridKeys<Row>(options: GridKeysOptions<Row>) {
  const { props, cell, moveByKey, setActive } = options;

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    // What is edited has its own keys.
    if (props.edited || !(event.target instanceof HTMLElement) || !event.target.dataset['cell']) return;
    const isMenuKey = event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey);
    if (isMenuKey) {
      const { left, bottom } = event.target.getBoundingClientRect();
      openMenu(options, cell, { x: left + 8, y: bottom });
    }
    const isOurs =
      isMenuKey ||
      (cell.row === -1 ? pressHead(options, event) : pressCell(options, event)) ||
      moveByKey(event);
    if (isOurs) event.preventDefault();
  };

  const onClick = (event: MouseEvent<HTMLDivElement>): void => {
    const at = cellOf(event.target);
    if (!at || isInEditor(event.target)) return;
    setActive(at);
    if (at.row === -1) return clickHead(options, at.column, event.shiftKey);
    const row = props.rowAt(at.row);
    if (row === undefined) return;
    if (at.column === -1) props.checks?.onCheck(row, at.row, event.shiftKey);
    // Somebody who marks text to copy it opens nothing.
    else if (getSelection()?.isCollapsed !== false && event.detail < 2) props.onOpen(row, at.row);
  };
  const onDoubleClick = (event: MouseEvent<HTMLDivElement>): void => {
    const at = cellOf(event.target);
    if (at && at.column >= 0 && !isInEditor(event.target)) edit(options, at);
  };
  // Who reads by other means than keys comes to any cell.
  const onFocus = ({ target }: FocusEvent<HTMLDivElement>): void => {
    const at = target.dataset['cell'] === undefined ? null : cellOf(target);
    if (at && (at.row !== cell.row || at.column !== cell.column)) setActive(at);
  };
  const onContextMenu = (event: MouseEvent<HTMLDivElement>): void => {
    const at = cellOf(event.target);
    if (!at || at.column < 0 || isInEditor(event.target)) return;
    event.preventDefault();
    setActive(at);
    openMenu(options, at, { x: event.clientX, y: event.clientY });
  };
  return {
    handlers: { onKeyDown, onFocus, onClick, onDoubleClick, onContextMenu },
    onEdited: useOnEdited(options),
  };
}

/** The same function for all of the grid's life, so that no row is drawn anew for it. */
function useOnEdited<Row>({ props, cell, moveTo }: GridKeysOptions<Row>): (after: AfterEdit) => void {
  const end = (after: AfterEdit): void => {
    props.onEdit(null);
    const steps = { stay: [0, 0], down: [1, 0], right: [0, 1], left: [0, -1] } as const;
    const [rows, columns] = steps[after];
    moveTo({ row: cell.row + rows, column: Math.max(0, cell.column + columns) });
  };
  const latest = useRef(end);
  useEffect(() => {
    latest.current = end;
  });
  return useCallback((after) => latest.current(after), []);
}

function clickHead<Row>({ props, shown }: GridKeysOptions<Row>, at: number, isAdded: boolean): void {
  const column = shown[at];
  if (at === -1) props.checks?.onCheckAll();
  else if (column?.isSortable) props.onSort(column.id, isAdded);
}

/** Whether a key on the head did something. */
function pressHead<Row>(options: GridKeysOptions<Row>, event: KeyboardEvent): boolean {
  const { props, cell, shown, moveTo } = options;
  const { key, altKey, shiftKey } = event;
  const isPressed = key === 'Enter' || key === ' ';
  const column = shown[cell.column];
  if (!column) {
    if (isPressed) props.checks?.onCheckAll();
    return isPressed;
  }
  const steps = key === 'ArrowLeft' ? -1 : key === 'ArrowRight' ? 1 : 0;
  if (steps !== 0 && altKey) {
    options.onMoveColumn(column.id, steps);
    moveTo({ row: -1, column: cell.column + steps });
  } else if (steps !== 0 && shiftKey) options.onResizeColumn(column.id, steps);
  else if (isPressed && column.isSortable) props.onSort(column.id, shiftKey);
  else return false;
  return true;
}

/** Whether a key on a cell did something. */
function pressCell<Row>(options: GridKeysOptions<Row>, event: KeyboardEvent): boolean {
  const { props, cell, shown } = options;
  const { key, ctrlKey, metaKey, shiftKey } = event;
  const row = props.rowAt(cell.row);
  const column = shown[cell.column];
  if (row === undefined) return false;
  if (key === 'Enter') props.onOpen(row, cell.row);
  else if (key === ' ' && props.checks) props.checks.onCheck(row, cell.row, shiftKey);
  else if (key === 'F2') return edit(options, cell);
  else if (key === 'c' && (ctrlKey || metaKey) && column && getSelection()?.isCollapsed !== false)
    props.onCopy(row, column.id);
  else return false;
  return true;
}

function edit<Row>(
  { props, shown, showColumn }: GridKeysOptions<Row>,
  { row: index, column: at }: GridCell,
): boolean {
  const row = index < 0 ? undefined : props.rowAt(index);
  const column = shown[at];
  if (row === undefined || !column || !props.canEdit(column.id)) return false;
  showColumn(at);
  props.onEdit({ key: props.rowKey(row), id: column.id });
  return true;
}

function openMenu<Row>(
  { props, shown }: GridKeysOptions<Row>,
  { row: index, column: at }: GridCell,
  point: GridPoint,
): void {
  const column = shown[at];
  if (!column) return;
  if (index === -1) return props.onHeaderMenu(column.id, point);
  const row = props.rowAt(index);
  if (row !== undefined) props.onCellMenu(row, column.id, point);
}

function cellOf(target: EventTarget): GridCell | null {
  const place = (target as Element).closest<HTMLElement>('[data-cell]')?.dataset['cell'];
  const [row, column] = place?.split(':').map(Number) ?? [];
  return row === undefined || column === undefined ? null : { row, column };
}

function isInEditor(target: EventTarget): boolean {
  return (target as Element).closest('[data-edited]') !== null;
}

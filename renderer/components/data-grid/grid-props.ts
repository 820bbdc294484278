import type { ReactNode, Ref } from 'react';
import type { AfterEdit, GridColumn, GridLayout, GridPoint, GridSort } from './grid-types.ts';

export interface DataGridHandle {
  /** Moves the cell that has the focus to a row, and scrolls there. */
  goToRow: (row: number) => void;
  focus: () => void;
}

export interface DataGridProps<Row> {
  label: string;
  columns: readonly GridColumn[];
  layout: GridLayout;
  onLayoutChange: (layout: GridLayout) => void;
  /** Of all rows, whether they are here or not. */
  rowCount: number;
  /** undefined: not here yet. */
  rowAt: (index: number) => Row | undefined;
  rowKey: (row: Row) => string;
  rowName: (row: Row) => string;
  rowHeight: 28 | 32 | 40;
  /** The first and the last row on the page, the last inclusive. */
  onRangeChange: (first: number, last: number) => void;
  renderCell: (row: Row, columnId: string) => ReactNode;
  /** The row that is open beside the grid. */
  selectedKey: string | null;
  onOpen: (row: Row, index: number) => void;
  /** Rows that are ticked; without it there are no check boxes. */
  checks?: {
    has: (key: string) => boolean;
    all: 'none' | 'some' | 'all';
    onCheck: (row: Row, index: number, isRange: boolean) => void;
    onCheckAll: () => void;
  };
  tintOf?: (row: Row) => 'new' | 'off' | undefined;
  sort: readonly GridSort[];
  onSort: (id: string, isAdded: boolean) => void;
  onHeaderMenu: (id: string, point: GridPoint) => void;
  onCellMenu: (row: Row, id: string, point: GridPoint) => void;
  onCopy: (row: Row, id: string) => void;
  /** The cell that is being edited: by F2, by a double click, by its menu. */
  edited: { key: string; id: string } | null;
  onEdit: (cell: { key: string; id: string } | null) => void;
  canEdit: (id: string) => boolean;
  renderEditor: (row: Row, id: string, onDone: (after: AfterEdit) => void) => ReactNode;
  ref?: Ref<DataGridHandle>;
}

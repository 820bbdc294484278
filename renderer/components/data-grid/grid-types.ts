import type { ReactNode } from 'react';

/** A column as the grid knows it: a name and how it stands. What its cells show is `DataGridProps.renderCell`. */
export interface GridColumn {
  id: string;
  name: string;
  /** Before the name: the type mark. */
  mark?: ReactNode;
  /** After the name, quiet: a unit. */
  unit?: string | undefined;
  /** On hover of the head. */
  description?: string | undefined;
  /** Numbers and counts stand right. */
  isRight?: boolean;
  isSortable?: boolean;
  width: number;
  /** Not shown until somebody asks for it. */
  isExtra?: boolean;
}

/** What somebody made of the columns; of a column that it does not name, the grid's own order and width count. */
export interface GridLayout {
  order: readonly string[];
  /** `false`: hidden, `true`: shown, though it is an extra one. */
  shown: Readonly<Record<string, boolean>>;
  widths: Readonly<Record<string, number>>;
}

export const emptyLayout: GridLayout = { order: [], shown: {}, widths: {} };

export interface GridSort {
  id: string;
  order: 'asc' | 'desc';
}

/** Where a menu opens: at the pointer, or under a cell. */
export interface GridPoint {
  x: number;
  y: number;
}

/** A place in the grid: row −1 is the head, column −1 the check boxes. */
export interface GridCell {
  row: number;
  column: number;
}

/** Where to go from a cell that was edited. */
export type AfterEdit = 'stay' | 'down' | 'right' | 'left';

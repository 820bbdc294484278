// Rows that lie where they are put are no table to a browser: the roles say what they are.
/* eslint-disable jsx-a11y/prefer-tag-over-role */
import { memo } from 'react';
import type { ReactNode } from 'react';
import styles from './data-grid.module.css';
import type { AfterEdit, GridColumn } from './grid-types.ts';

/** A column on the page: which of those shown it is, where it lies. */
export interface PlacedColumn {
  column: GridColumn;
  index: number;
  left: number;
  width: number;
  isLast: boolean;
}

export interface GridRowProps<Row> {
  row: Row | undefined;
  index: number;
  top: number;
  height: number;
  width: number;
  placed: readonly PlacedColumn[];
  /** Under the first column's left edge: the check box, when there is one. */
  check: 'none' | 'on' | 'off';
  checkLabel: (row: Row) => string;
  isSelected: boolean;
  tint: 'new' | 'off' | undefined;
  /** The column of the active cell, if it is in this row. */
  activeColumn: number | null;
  /** The column that is being edited, if it is in this row. */
  editedColumn: string | null;
  renderCell: (row: Row, columnId: string) => ReactNode;
  renderEditor: (row: Row, columnId: string, onDone: (after: AfterEdit) => void) => ReactNode;
  onEdited: (after: AfterEdit) => void;
}

function Row<Row>(props: GridRowProps<Row>) {
  const { row, index, top, height, width, placed, check, isSelected, tint, activeColumn } = props;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      className={styles.row}
      data-index={index}
      data-tint={check === 'on' ? 'checked' : tint}
      style={{ transform: `translateY(${top}px)`, height, width }}
    >
      {check !== 'none' && (
        <div
          role="gridcell"
          aria-colindex={1}
          className={styles.checkCell}
          data-cell={`${index}:-1`}
          tabIndex={activeColumn === -1 ? 0 : -1}
        >
          {row !== undefined && (
            <input
              type="checkbox"
              className={styles.check}
              checked={check === 'on'}
              readOnly
              tabIndex={-1}
              aria-label={props.checkLabel(row)}
            />
          )}
        </div>
      )}
      {placed.map((place) => drawCell(props, place))}
    </div>
  );
}

/** No component: there are hundreds on the page, and all of a row are drawn together. */
function drawCell<Row>(props: GridRowProps<Row>, place: PlacedColumn): ReactNode {
  const { row, index, activeColumn, editedColumn, renderCell, renderEditor, onEdited, check } = props;
  const { column, left, width, isLast } = place;
  const isEdited = editedColumn === column.id && row !== undefined;
  return (
    <div
      key={column.id}
      role="gridcell"
      aria-colindex={place.index + (check === 'none' ? 1 : 2)}
      className={styles.cell}
      data-right={column.isRight || undefined}
      data-last={isLast || undefined}
      data-edited={isEdited || undefined}
      data-cell={`${index}:${place.index}`}
      tabIndex={activeColumn === place.index ? 0 : -1}
      style={{ left, width }}
    >
      {row === undefined ? (
        <span className={styles.wait} aria-hidden />
      ) : isEdited ? (
        renderEditor(row, column.id, onEdited)
      ) : (
        renderCell(row, column.id)
      )}
    </div>
  );
}

/** A row of the grid; drawn anew only when something of it is another. */
export const GridRow = memo(Row) as typeof Row;

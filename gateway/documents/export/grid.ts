import type { TableCell, TableData } from '../model.ts';

/** A table may have this many slots without a cell, and some for each cell; one with more is not filled up. */
const freeSlots = 4_096;
const slotsPerCell = 16;

/**
 * The table as rows of slots; a spanning cell is repeated in each slot it covers, a missing one is undefined. Rows of a
 * table that consists of little but missing cells end with their last one.
 */
export function cellGrid(data: TableData): (TableCell | undefined)[][] {
  const { num_rows: rows, num_cols: columns, table_cells: cells } = data;
  const isSparse = rows * columns > freeSlots + slotsPerCell * cells.length;
  const grid = Array.from({ length: rows }, () => slots(isSparse ? 0 : columns));
  for (const cell of cells) {
    const lastRow = Math.min(cell.end_row_offset_idx, rows);
    const lastColumn = Math.min(cell.end_col_offset_idx, columns);
    for (let row = cell.start_row_offset_idx; row < lastRow; row++) {
      const line = grid[row]!;
      while (line.length < cell.start_col_offset_idx) line.push(undefined);
      for (let column = cell.start_col_offset_idx; column < lastColumn; column++) line[column] = cell;
    }
  }
  return grid;
}

function slots(length: number): (TableCell | undefined)[] {
  return Array.from<unknown, TableCell | undefined>({ length }, () => undefined);
}

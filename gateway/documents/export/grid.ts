import type { TableCell, TableData } from '../model.ts';

/** The table as rows of slots; a spanning cell is repeated in each slot it covers, a missing one is undefined. */
export function cellGrid(data: TableData): (TableCell | undefined)[][] {
  const grid = Array.from({ length: data.num_rows }, () =>
    Array.from<unknown, TableCell | undefined>({ length: data.num_cols }, () => undefined),
  );
  for (const cell of data.table_cells) {
    const lastRow = Math.min(cell.end_row_offset_idx, data.num_rows);
    const lastColumn = Math.min(cell.end_col_offset_idx, data.num_cols);
    for (let row = cell.start_row_offset_idx; row < lastRow; row++) {
      for (let column = cell.start_col_offset_idx; column < lastColumn; column++) grid[row]![column] = cell;
    }
  }
  return grid;
}

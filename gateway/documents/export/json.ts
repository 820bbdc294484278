import { randomUUID } from 'node:crypto';
import { plainCell } from '../builder.ts';
import type { DoclingDocument, TableItem } from '../model.ts';
import { cellGrid } from './grid.ts';

/** The document as a DoclingDocument file. `indent` as for JSON.stringify. */
export function toJson(document: DoclingDocument, indent = 0): string {
  // The hash has 64 bits, more than a JSON number made by JavaScript can hold: its digits replace a mark.
  const mark = randomUUID();
  const file = {
    ...document,
    origin: { ...document.origin, binary_hash: mark },
    texts: document.texts.map((text) => ({ ...text, reading: undefined })),
    tables: document.tables.map(withGrid),
  };
  return JSON.stringify(file, null, indent).replace(`"${mark}"`, document.origin.binary_hash.toString());
}

/** Files hold the slots of a table beside its cells. */
function withGrid(table: TableItem): object {
  const grid = cellGrid(table.data).map((row, r) => row.map((cell, c) => cell ?? plainCell(r, c, '', false)));
  return { ...table, data: { ...table.data, grid } };
}

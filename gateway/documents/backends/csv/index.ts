import { Parser } from 'csv-parse';
import { plainCell } from '../../builder.ts';
import { chunkRows } from '../../chunk/chunk.ts';
import type { TableCell } from '../../model.ts';
import { readText } from '../../read-text.ts';
import type { FormatInput, TextFormat } from '../format.ts';
import { excelDelimiter, sniffDelimiter } from './delimiter.ts';

/** Separated values: one table whose first row is its header. */
export const csv: TextFormat = {
  name: 'csv',
  kind: 'text',
  endings: new Map([
    ['csv', 'text/csv'],
    ['tsv', 'text/tab-separated-values'],
  ]),
  declaredAs: ['text/csv', 'application/csv', 'text/tab-separated-values'],
  async read(input, builder) {
    const { rows, warnings } = await readRows(input);
    const cells: TableCell[] = [];
    let columns = 0;
    rows.forEach((row, r) => {
      columns = Math.max(columns, row.length);
      row.forEach((text, c) => cells.push(plainCell(r, c, text, r === 0)));
    });
    if (cells.length > 0) builder.addTable(builder.body, cells, { rows: rows.length, columns });
    return { pages: 0, warnings };
  },
  async cut(input, options) {
    const { rows, warnings } = await readRows(input);
    return { pages: 0, warnings, chunks: chunkRows(rows, options) };
  },
};

/** The fields of a file, whatever its encoding and delimiter. */
async function readRows(input: FormatInput): Promise<{ rows: string[][]; warnings: string[] }> {
  const { text: whole, warnings } = await readText(input);
  const named = excelDelimiter.exec(whole);
  const text = named ? whole.slice(named[0].length) : whole;
  const delimiter = named?.[1] ?? sniffDelimiter(text);
  try {
    return { rows: parseRows(text, delimiter, '"'), warnings };
  } catch {
    // A quote that never closes: quotes are plain characters then.
    warnings.push('The quotes of the file do not match; they were read as plain characters.');
    return { rows: parseRows(text, delimiter, false), warnings };
  }
}

/** What is used of the parser beside its types. */
interface RowParser {
  api: {
    parse: (
      bytes: Buffer,
      isEnd: boolean,
      push: (row: string[]) => void,
      close: () => void,
    ) => Error | undefined;
  };
  state: { record: string[] };
}

function parseRows(text: string, delimiter: string, quote: '"' | false): string[][] {
  const options = { delimiter, quote, relax_quotes: true, relax_column_count: true, skip_empty_lines: true };
  const { api, state } = new Parser(options) as unknown as RowParser;
  // Of every row that is not as long as the first one it makes an error, tolerated or not, with a copy of the row and
  // the place in the code: that takes ten times as long as reading it. Here each row is as long as it should be.
  Object.defineProperty(state, 'expectedRecordLength', {
    get: () => state.record.length,
    set: ignore,
  });
  const rows: string[][] = [];
  const error = api.parse(Buffer.from(text), true, (row) => void rows.push(row), ignore);
  if (error) throw error;
  return rows;
}

function ignore(): void {
  // Nothing is waiting for it.
}

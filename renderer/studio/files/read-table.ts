import { CsvError, parse } from 'csv-parse/browser/esm/sync';

/** Rows that are shown of a table. */
export const previewRows = 200;

export interface TableStart {
  header: string[];
  rows: string[][];
  /** There is more of it than is shown. */
  isCut: boolean;
}

const delimiters = [',', ';', '\t', '|'] as const;

/**
 * The first rows of a CSV file, whose first row is taken for its header. `isWhole`: the text is all of the file; else its
 * last row may be cut and is left out.
 */
export function readTable(text: string, isWhole: boolean): TableStart {
  const { rows: all, isBroken } = readRows(text);
  const mayEndInside = !isWhole && !isBroken && all.length <= previewRows + 1;
  const [header = [], ...rows] = mayEndInside ? all.slice(0, -1) : all;
  const columns = Math.max(header.length, ...rows.map((row) => row.length));
  const fill = (row: string[]): string[] => Array.from({ length: columns }, (_, i) => row[i] ?? '');
  return {
    header: fill(header),
    rows: rows.slice(0, previewRows).map(fill),
    isCut: !isWhole || isBroken || rows.length > previewRows,
  };
}

/** `isBroken`: a quote that nothing closes swallows the rest, which is no row. */
function readRows(text: string): { rows: string[][]; isBroken: boolean } {
  const rows: string[][] = [];
  try {
    parse(text, {
      delimiter: delimiterOf(text),
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      bom: true,
      to: previewRows + 2,
      on_record: (row: string[]) => {
        rows.push(row);
        return null;
      },
    });
    return { rows, isBroken: false };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { rows, isBroken: true };
  }
}

/** The one that parts the first lines into most columns, alike in each. */
function delimiterOf(text: string): string {
  const lines = text.split(/\r?\n/, 6).filter((line) => line !== '');
  const score = (delimiter: string): number => {
    const counts = lines.map((line) => line.replaceAll(/"[^"]*"/g, '').split(delimiter).length - 1);
    return Math.min(...counts) * 1_000 + Math.max(...counts);
  };
  const [best = ','] =
    lines.length === 0 ? [] : delimiters.toSorted((one, other) => score(other) - score(one));
  return best;
}

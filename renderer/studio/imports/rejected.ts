import { stringify } from 'csv-stringify/browser/esm/sync';
import { ApiProblem, readProblem } from '../../api/problem.ts';
import type { FieldProblem } from '../../api/problem.ts';

/** A row that an import put aside. */
export interface RejectedRow {
  line: number;
  /** As the file has it: cells by their columns, or a text that could not be read. */
  row: unknown;
  errors: FieldProblem[];
}

/** The first rows that a job put aside; what comes behind them is not fetched. */
export async function readRejected(id: string, most: number, signal?: AbortSignal): Promise<RejectedRow[]> {
  const rows: RejectedRow[] = [];
  for await (const row of rejectedRows(id, signal)) {
    rows.push(row);
    if (rows.length === most) break;
  }
  return rows;
}

/** All of them as a CSV: the columns of the file, and beside them line and reason, so that they can be put right and sent again. */
export async function rejectedAsCsv(id: string): Promise<Blob> {
  const rows: Record<string, unknown>[] = [];
  const columns = new Set<string>();
  for await (const { line, row, errors } of rejectedRows(id)) {
    const cells = typeof row === 'object' && row !== null && !Array.isArray(row) ? row : { row };
    for (const name of Object.keys(cells)) columns.add(name);
    rows.push({ ...cells, line, why: errors.map(({ path, message }) => `${path}: ${message}`).join('; ') });
  }
  const text = stringify(rows, {
    header: true,
    columns: [...columns, 'line', 'why'],
    // A spreadsheet must not run what a cell says.
    escape_formulas: true,
    bom: true,
  });
  return new Blob([text], { type: 'text/csv' });
}

async function* rejectedRows(id: string, signal?: AbortSignal): AsyncGenerator<RejectedRow> {
  const response = await fetch(`/jobs/${id}/rejected`, { signal: signal ?? null });
  if (!response.ok || !response.body) throw new ApiProblem(await readProblem(response));
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      const lines = (rest + (value ?? '')).split('\n');
      rest = done ? '' : (lines.pop() ?? '');
      for (const line of lines) if (line !== '') yield JSON.parse(line) as RejectedRow;
      if (done) return;
    }
  } finally {
    await reader.cancel();
  }
}

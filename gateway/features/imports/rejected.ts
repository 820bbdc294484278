import { yieldToLoop } from '../../infra/yield-to-loop.ts';
import type { RowPortion } from '../../ingest/index.ts';

/** Rows that were put aside, as NDJSON: `{line, row, errors}`. */
export async function rejectedLines(rejected: RowPortion['refused']): Promise<Buffer> {
  const lines: string[] = [];
  for (const { line, row, errors } of rejected) {
    // The row is JSON already.
    lines.push(`{"line":${line},"row":${row},"errors":${JSON.stringify(errors)}}\n`);
    await yieldToLoop();
  }
  return Buffer.from(lines.join(''));
}

import type { Document } from 'yaml';
import { isNode } from 'yaml';
import type { FieldRow } from './field-rows.ts';

/** The line in which each row begins, from 1. */
export function rowLines(text: string, document: Document, rows: readonly FieldRow[]): Map<string, number> {
  const lines = new Map<string, number>();
  let line = 1;
  let at = 0;
  for (const { id, path } of rows) {
    const node = document.getIn(path, true);
    const from = isNode(node) ? node.range?.[0] : undefined;
    if (from === undefined) continue;
    // Rows come in the order of the text.
    for (; at < from; at++) if (text[at] === '\n') line++;
    lines.set(id, line);
  }
  return lines;
}

/** The row that a line belongs to: the last that begins before it. */
export function rowAtLine(lines: ReadonlyMap<string, number>, line: number): string | undefined {
  return [...lines].findLast(([, first]) => first <= line)?.[0];
}

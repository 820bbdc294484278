import type { FieldProblem, Problem } from '../../api/problem.ts';
import { idOfPath } from './field-rows.ts';
import { quickFix } from './quick-fix.ts';
import type { QuickFix } from './quick-fix.ts';
import { readDocument } from './schema-document.ts';
import type { SchemaDraft } from './schema-document.ts';
import { findPlace } from './schema-places.ts';

/** Something wrong with a schema: where in the text, beside which control, and what would mend it. */
export interface SchemaProblem {
  problem: FieldProblem;
  /** The control that it is about, as `fields.6.type`; '' for the whole. */
  at: string;
  /** From 1. */
  line: number;
  /** Characters from the beginning of the text. */
  from: number;
  to: number;
  fix: QuickFix | undefined;
}

/** Places what the gateway refuses in the text that it refused. */
export function placeProblems(
  { text }: Pick<SchemaDraft, 'text'>,
  problem: Problem | undefined,
): SchemaProblem[] {
  const errors = problem?.errors ?? [];
  if (errors.length === 0) return [];
  const lines = lineStarts(text);
  const document = readDocument(text);
  return errors.map((error) => {
    const { line, column } = error.params ?? {};
    if (typeof line === 'number') {
      const from = Math.min((lines[line - 1] ?? 0) + (Number(column) || 1) - 1, text.length);
      return { problem: error, at: '', line, from, to: Math.min(from + 1, text.length), fix: undefined };
    }
    const place = findPlace(document, error.path, error.code === 'unknown_key' ? 'key' : 'value');
    const at = idOfPath(place.rest === '' ? place.keys : [...place.keys, place.rest]);
    const { from, to } = place;
    return { problem: error, at, line: lineOf(lines, from), from, to, fix: quickFix(document, error) };
  });
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function lineOf(starts: readonly number[], offset: number): number {
  const after = starts.findIndex((start) => start > offset);
  return after < 0 ? starts.length : after;
}

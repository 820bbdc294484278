import { AppError, invalidField, invalidInput } from '../errors.ts';
import type { FieldProblem } from '../errors.ts';
import { isObject, own } from '../schema/json.ts';
import { CellProblem, readCell, readJsonValue } from './cells.ts';
import type { Layout } from './layout.ts';
import type { Mapping, MappedColumn } from './mapping.ts';
import type { RawRow } from './row.ts';

/** Strict JSON, as bodies are read. Throws 400 for what is none. */
export type ReadJson = (bytes: Uint8Array) => unknown;

/** A row as the record that it is to be, or why it is none. */
export type RowRecord = { value: unknown } | { refusal: AppError };

export function toRecord(row: RawRow, layout: Layout, mapping: Mapping, readJson: ReadJson): RowRecord {
  if ('problem' in row) return { refusal: invalidInput([row.problem]) };
  if ('cells' in row) return fromCells(row.cells, layout.columns ?? [], mapping ?? []);
  try {
    const value = readJson(row.json);
    return mapping === null ? { value } : fromObject(value, mapping);
  } catch (error) {
    if (error instanceof AppError) return { refusal: error };
    throw error;
  }
}

function fromCells(cells: string[], columns: string[], mapping: MappedColumn[]): RowRecord {
  if (cells.length !== columns.length && !isPadded(cells, columns.length)) {
    const message = `has ${cells.length} cells where there are ${columns.length} columns`;
    const params = { cells: cells.length, columns: columns.length };
    return { refusal: invalidField('row', 'ragged', message, params) };
  }
  const record: Record<string, unknown> = {};
  const problems: FieldProblem[] = [];
  for (const { index, field, rules } of mapping) {
    take(record, field.name, readCell(field, cells[index] ?? '', rules), problems);
  }
  return problems.length > 0 ? { refusal: invalidInput(problems) } : { value: record };
}

/** Spreadsheets write empty cells behind the last column. */
function isPadded(cells: string[], columns: number): boolean {
  return cells.length > columns && cells.slice(columns).every((cell) => cell === '');
}

function fromObject(value: unknown, mapping: MappedColumn[]): RowRecord {
  // The record's own check says what it is instead.
  if (!isObject(value)) return { value };
  const record: Record<string, unknown> = {};
  const problems: FieldProblem[] = [];
  for (const { name, field, rules } of mapping) {
    const given = own(value, name);
    if (given !== undefined) take(record, field.name, readJsonValue(given, rules), problems);
  }
  return problems.length > 0 ? { refusal: invalidInput(problems) } : { value: record };
}

function take(record: Record<string, unknown>, name: string, read: unknown, problems: FieldProblem[]): void {
  if (read instanceof CellProblem) problems.push({ path: name, ...read.reason });
  else record[name] = read;
}

/** A row as its file has it, for whoever looks for what was wrong with it. */
export function shownRow(row: RawRow, { columns }: Layout, readJson: ReadJson): unknown {
  if ('problem' in row) return row.text;
  if ('cells' in row) {
    if (columns === null || row.cells.length < columns.length) return row.cells;
    return Object.fromEntries(columns.map((name, index) => [name, row.cells[index] ?? '']));
  }
  try {
    return readJson(row.json);
  } catch {
    return Buffer.from(row.json).toString().toWellFormed();
  }
}

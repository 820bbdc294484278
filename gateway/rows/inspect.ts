import type { ColumnMapping, InspectAnswer, InspectOptions } from '../contract/imports.ts';
import { limits } from '../contract/limits.ts';
import { AppError, invalidField } from '../errors.ts';
import { isObject } from '../schema/json.ts';
import { parseSchema } from '../schema/parse.ts';
import { show } from '../schema/text.ts';
import { ColumnStats } from './column-stats.ts';
import { createFieldNames, toName } from './field-names.ts';
import { findLayout } from './layout.ts';
import type { Layout } from './layout.ts';
import { resolveMapping } from './mapping.ts';
import type { DecimalMark } from './numbers.ts';
import { proposeField } from './propose-field.ts';
import type { Guess } from './propose-field.ts';
import { readRows } from './read-rows.ts';
import type { RawRow } from './row.ts';
import { toRecord } from './to-record.ts';
import type { ReadJson } from './to-record.ts';

export interface Inspected {
  bytes: Buffer;
  /** There is no more of the file. */
  isWhole: boolean;
  /** Of the file. */
  name: string;
  /** What is known of it. */
  options?: InspectOptions | undefined;
}

const sampleRows = 5;
const sampleCharacters = 500;

/**
 * What a file seems to be, by its first rows: how it is read, a schema for it, and where its columns go. Errors: 400 for
 * what is no rows at all.
 */
export function inspect(
  { bytes, isWhole, name, options = {} }: Inspected,
  readJson: ReadJson,
): InspectAnswer {
  const { layout, head } = findLayout(bytes, isWhole, { ...options, header: options.header ?? 'guess' });
  const bounds = { rows: limits.inspectRows, bytes: limits.importHeadBytes };
  const { rows, isEnd } = readRows(head, layout, layout.start, bounds);
  const columns = new Map<string, ColumnStats>();
  for (const column of layout.columns ?? []) columns.set(column, new ColumnStats(column));
  let read = 0;
  for (const row of rows) if (addRow(row, layout, columns, readJson)) read++;
  if (read === 0) throw nothingFound(rows, layout);
  const proposal = propose([...columns.values()], layout, read, name);
  const guesses = [
    ...guessesOf(layout, {
      rows: rows.length,
      read,
      isEnd: isEnd && isWhole,
      isHeaderKnown: options.header !== undefined,
    }),
    ...proposal.guesses,
  ];
  const { schema, mapping } = proposal;
  return {
    format: layout.format,
    delimiter: layout.delimiter,
    encoding: layout.encoding,
    header: layout.header,
    rows_read: rows.length,
    schema,
    mapping,
    sample: sampleOf(rows, layout, { schema, mapping }, readJson),
    warnings: guesses.map(({ message }) => message),
    notices: guesses.map(({ message: _message, ...notice }) => notice),
  };
}

/** false for a row that says nothing of its columns. */
function addRow(
  row: RawRow,
  { columns: names }: Layout,
  columns: Map<string, ColumnStats>,
  readJson: ReadJson,
): boolean {
  if ('problem' in row) return false;
  if ('cells' in row) {
    if (names === null || row.cells.length < names.length) return false;
    for (const [index, name] of names.entries()) {
      const cell = row.cells[index] ?? '';
      if (cell.trim() === '') columns.get(name)?.addEmpty();
      else columns.get(name)?.addText(cell);
    }
    return true;
  }
  const value = objectIn(row.json, readJson);
  if (value === undefined) return false;
  for (const [name, inner] of Object.entries(value)) {
    let column = columns.get(name);
    if (!column && columns.size < limits.schemaFields * 2)
      columns.set(name, (column = new ColumnStats(name)));
    column?.addJson(inner);
  }
  return true;
}

function objectIn(json: Uint8Array, readJson: ReadJson): Record<string, unknown> | undefined {
  try {
    const value = readJson(json);
    return isObject(value) ? value : undefined;
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

function nothingFound(rows: RawRow[], { format }: Layout): AppError {
  if (format === 'csv' && rows.length === 0)
    return invalidField('file', 'empty', 'has no row below its header', { reason: 'below_header' });
  if (format === 'csv') {
    return invalidField('file', 'bad_csv', 'has no row with as many cells as its first one', {
      reason: 'no_row',
    });
  }
  return invalidField(
    'file',
    'bad_json',
    `has no ${format === 'json' ? 'object in its list' : 'line that is an object'}`,
    { reason: 'no_object' },
  );
}

type Proposed = Pick<InspectAnswer, 'schema' | 'mapping'> & { guesses: Guess[] };

function propose(columns: ColumnStats[], layout: Layout, rows: number, fileName: string): Proposed {
  const guesses: Guess[] = [];
  const mapping: Record<string, ColumnMapping> = {};
  const nameOf = createFieldNames();
  const decimal = decimalOf(columns, layout);
  const most = limits.schemaFields;
  const used = columns.slice(0, most);
  if (columns.length > most) {
    const message = `There are ${columns.length} columns; the first ${most} have a field.`;
    guesses.push({ code: 'too_many_columns', params: { columns: columns.length, max: most }, message });
  }
  const fields = used.map((column, position) => {
    const proposal = proposeField(column, position, { rows, decimal });
    const name = nameOf(column.name, position);
    const { rules } = proposal;
    mapping[column.name] = Object.keys(rules).length > 0 ? { field: name, ...rules } : name;
    for (const guess of proposal.guesses) {
      const message = `Column ${show(column.name)} ${guess.message}.`;
      guesses.push({ ...guess, column: column.name, message });
    }
    return { name, ...proposal.field };
  });
  const base = fileName.replace(/\.[^.]*$/, '');
  const { source: schema } = parseSchema({ name: toName(base) || 'imported', fields });
  return { schema, mapping, guesses };
}

/** What columns that leave no doubt say; a semicolon divides what has commas. */
function decimalOf(columns: ColumnStats[], { delimiter }: Layout): DecimalMark | null {
  const sure = columns.filter(({ count, marks }) => count > 0 && marks[','] !== (marks['.'] || marks.none));
  const isComma = sure.some(({ marks, hasFraction }) => marks[','] && hasFraction[',']);
  const isPoint = sure.some(
    ({ marks, hasFraction }) => !marks[','] && (hasFraction['.'] || hasFraction.none),
  );
  if (isComma !== isPoint) return isComma ? ',' : '.';
  return delimiter === ';' && !isPoint ? ',' : null;
}

function guessesOf(
  { format, header }: Layout,
  {
    rows,
    read,
    isEnd,
    isHeaderKnown,
  }: { rows: number; read: number; isEnd: boolean; isHeaderKnown: boolean },
): Guess[] {
  const guesses: Guess[] = [];
  if (!isEnd) {
    const message = `Only the first ${rows} rows were read; the others may hold something else.`;
    guesses.push({ code: 'first_rows_only', params: { rows }, message });
  }
  if (read < rows) {
    const message = `${rows - read} of ${rows} rows could not be read; an import would put them aside.`;
    guesses.push({ code: 'unreadable_rows', params: { count: rows - read, rows }, message });
  }
  if (format === 'csv' && !header && !isHeaderKnown) {
    const message =
      'The first row looks like values, not like names. Import with "header": false, or true if it has names.';
    guesses.push({ code: 'no_header', message });
  }
  return guesses;
}

function sampleOf(
  rows: RawRow[],
  layout: Layout,
  { schema: definition, mapping: given }: Pick<InspectAnswer, 'schema' | 'mapping'>,
  readJson: ReadJson,
): InspectAnswer['sample'] {
  const mapping = resolveMapping(parseSchema(definition), layout, given);
  const sample: InspectAnswer['sample'] = [];
  for (const row of rows) {
    const record = toRecord(row, layout, mapping, readJson);
    if (!('value' in record) || !isObject(record.value)) continue;
    sample.push(shortened(record.value));
    if (sample.length === sampleRows) break;
  }
  return sample;
}

function shortened(record: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(record).map(([name, value]) => [
    name,
    typeof value === 'string' && value.length > sampleCharacters
      ? `${value.slice(0, sampleCharacters).toWellFormed()}…`
      : value,
  ]);
  return Object.fromEntries(entries) as Record<string, unknown>;
}

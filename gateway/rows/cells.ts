import { limits } from '../contract/limits.ts';
import type { ColumnRules } from '../contract/imports.ts';
import { reason } from '../contract/problem-codes.ts';
import type { ExpectedType, Reason } from '../contract/problem-codes.ts';
import { parseJson } from '../schema/parse-json.ts';
import { typeOf } from '../schema/field-types/index.ts';
import { shortened, show } from '../schema/text.ts';
import type { Field } from '../schema/types.ts';
import { dateReader } from './date-format.ts';
import { parseNumber } from './numbers.ts';

/** Why a cell has no value of its field's type. */
export class CellProblem {
  readonly reason: Reason;

  constructor(why: Reason) {
    this.reason = why;
  }
}

const words = new Map<string, boolean>([
  ...['true', '1', 'yes', 'y', 't', 'sim', 's', 'verdadeiro', 'v'].map((word) => [word, true] as const),
  ...['false', '0', 'no', 'n', 'f', 'não', 'nao', 'falso'].map((word) => [word, false] as const),
]);

/** true or false for a word that says it. */
export function parseBoolean(text: string): boolean | undefined {
  return words.get(text.trim().toLowerCase());
}

/** The value of a cell by the type of its field; whether the field takes it is checked with the record. */
export function readCell(field: Field, cell: string, rules: ColumnRules): unknown {
  const isText = field.type === 'string' || field.type === 'text' || field.type === 'enum';
  const isEmpty = isText ? cell === '' : cell.trim() === '';
  if (isEmpty && rules.empty !== 'text') return null;
  if (cell.includes('\ufffd')) {
    const message = 'has bytes that are not of the encoding, or U+FFFD';
    return new CellProblem(reason('bad_encoding', message, { reason: 'cell' }));
  }
  switch (field.type) {
    case 'int':
    case 'float':
      return parseNumber(cell, rules.decimal) ?? noNumber(cell, rules);
    case 'boolean':
      return parseBoolean(cell) ?? wrong(cell, 'true or false', { expected: 'boolean' });
    case 'date':
    case 'datetime':
      return readTime(cell, rules);
    default:
      return typeOf(field).textPart === 'plain' ? cell : readJsonCell(cell);
  }
}

/** The same for a JSON value: what is no text, or has no rule, stays as it is. */
export function readJsonValue(value: unknown, rules: ColumnRules): unknown {
  if (typeof value !== 'string') return value;
  if (value.trim() === '' && rules.empty === 'null') return null;
  if (rules.date_format !== undefined) return readTime(value, rules);
  if (rules.decimal !== undefined) return parseNumber(value, rules.decimal) ?? noNumber(value, rules);
  return value;
}

/** Without a format it is what records take: the check of the record says what that is. */
function readTime(cell: string, { date_format: format }: ColumnRules): string | CellProblem {
  const text = cell.trim();
  if (format === undefined) return text;
  const reader = dateReader(format);
  const read = reader?.read(text);
  return read ?? wrong(text, `a date as ${format}`, { expected: 'date', format });
}

function readJsonCell(cell: string): unknown {
  try {
    return parseJson(cell, limits.jsonDepth);
  } catch {
    return wrong(cell, 'JSON', { expected: 'json' });
  }
}

function noNumber(cell: string, { decimal }: ColumnRules): CellProblem {
  const format = { none: '1234.5', ',': '1.234,5', '.': '1,234.5' }[decimal ?? 'none'];
  const advice = decimal === undefined ? '; a mapping with `decimal` reads others' : '';
  return wrong(cell, `a number as ${format}${advice}`, { expected: 'number', format });
}

function wrong(
  cell: string,
  words: string,
  wanted: { expected: ExpectedType; format?: string },
): CellProblem {
  const message = `${show(cell)} is not ${words}`;
  return new CellProblem(reason('wrong_type', message, { ...wanted, value: shortened(cell) }));
}

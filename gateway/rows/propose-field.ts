import type { FieldDefinition } from '../contract/collection-schema.ts';
import type { ColumnRules, RowsNotice } from '../contract/imports.ts';
import { limits } from '../contract/limits.ts';
import type { ColumnStats } from './column-stats.ts';
import { dateReader, swappedFormat } from './date-format.ts';
import type { DecimalMark } from './numbers.ts';

/** A notice with its words in English. */
export interface Guess extends RowsNotice {
  message: string;
}

/** What a column seems to be. */
export interface Proposal {
  field: Omit<FieldDefinition, 'name'>;
  rules: ColumnRules;
  guesses: Guess[];
}

/** What is known of the whole file. */
export interface FileHints {
  /** How many of its rows were looked at. */
  rows: number;
  /** The mark that other columns have without doubt, or that the delimiter speaks for. */
  decimal: DecimalMark | null;
}

/** A text that is longer than this is one to read, and not a name or a code. */
const nameLength = 500;
const enumValues = 20;
/** An enum has each of its words so often, on average. */
const enumRepeats = 10;
const keyRows = 10;
const keyNames =
  /(^|[_ ])(id|ids|uuid|guid|key|code|codigo|código|cod|cód|cpf|cnpj|sku|ean|isbn|doi|email|e-mail|matricula|matrícula|chave|protocolo)([_ ]|$)/i;

/** The type of a column, whether it is required or a key, and how its cells are read. */
export function proposeField(column: ColumnStats, position: number, hints: FileHints): Proposal {
  const proposal = typeOfColumn(column, hints);
  const { field } = proposal;
  if (column.count === 0) {
    const message = 'has no value in the rows that were read; taken as text';
    proposal.guesses.push({ code: 'no_value', message });
  }
  if (column.count > 0 && column.empty === 0 && column.count === hints.rows) field.required = true;
  if (isKey(column, position, field)) field.unique = true;
  return proposal;
}

function typeOfColumn(column: ColumnStats, hints: FileHints): Proposal {
  if (column.kinds.size > 0) return jsonType(column);
  return textType(column, hints);
}

/** Of values that JSON has typed: what is more than one kind is kept as it is. */
function jsonType(column: ColumnStats): Proposal {
  const [kind] = column.kinds;
  if (column.kinds.size > 1 || kind === 'json') return plain('json');
  if (kind === 'number') return plain(column.isInt ? 'int' : 'float');
  if (kind === 'boolean') return plain('boolean');
  const dated = dateType(column);
  if (dated) return dated;
  return wordsType(column);
}

function textType(column: ColumnStats, hints: FileHints): Proposal {
  if (column.count === 0) return plain('string');
  if (column.isBoolean) return plain('boolean');
  return numberType(column, hints) ?? dateType(column) ?? (column.isJson ? plain('json') : wordsType(column));
}

function wordsType(column: ColumnStats): Proposal {
  const { words, count, longest, hasLines } = column;
  if (longest > nameLength || hasLines) return plain('text');
  if (words !== null && words.size <= enumValues && count >= words.size * enumRepeats) {
    const values = [...words].filter((word) => word.trim() !== '').toSorted();
    if (values.length === words.size && values.length > 0) {
      return { field: { type: 'enum', values }, rules: {}, guesses: [] };
    }
  }
  return plain('string');
}

function numberType({ marks, hasFraction }: ColumnStats, { decimal }: FileHints): Proposal | undefined {
  const possible = (['none', ',', '.'] as const).filter((mark) => marks[mark]);
  if (possible.length === 0) return undefined;
  const meanings = new Set(possible.map((mark) => hasFraction[mark]));
  // `none` and `.` read the same where both can be.
  if (marks.none && (meanings.size === 1 || !marks[','])) return numbers(hasFraction.none, undefined);
  const isSure = !(marks[','] && (marks['.'] || marks.none));
  const preferred = decimal ?? (marks.none ? null : ',');
  const mark = isSure ? (marks[','] ? ',' : '.') : preferred;
  const chosen = mark === null || !marks[mark] ? (marks.none ? undefined : ',') : mark;
  const proposal = numbers(hasFraction[chosen ?? 'none'], chosen === '.' && marks.none ? undefined : chosen);
  if (!isSure) proposal.guesses.push(ambiguousNumber(chosen));
  return proposal;
}

function ambiguousNumber(mark: DecimalMark | undefined): Guess {
  const message =
    mark === ','
      ? 'has numbers that can be read in two ways; taken with a decimal comma (1.234 is one thousand and more). If it is a point, map it with decimal "."'
      : 'has numbers that can be read in two ways; taken with a decimal point (1.234 is little more than one). If points divide thousands, map it with decimal ","';
  return { code: 'ambiguous_number', params: { decimal: mark ?? '.' }, message };
}

function numbers(isFloat: boolean, decimal: DecimalMark | undefined): Proposal {
  return { ...plain(isFloat ? 'float' : 'int'), rules: decimal === undefined ? {} : { decimal } };
}

function dateType({ dateFormats, isDatetime, count }: ColumnStats): Proposal | undefined {
  if (count === 0) return undefined;
  if (isDatetime) return plain('datetime');
  const [format] = dateFormats ?? [];
  if (format === undefined) return undefined;
  if (format === 'yyyy-mm-dd') return plain('date');
  const hasTime = dateReader(format)?.hasTime === true;
  const proposal: Proposal = { ...plain(hasTime ? 'datetime' : 'date'), rules: { date_format: format } };
  const other = swappedFormat(format);
  if (other !== undefined && dateFormats?.includes(other)) {
    const first = format.startsWith('dd') ? 'day' : 'month';
    proposal.guesses.push({
      code: 'ambiguous_date',
      params: { date_format: format, other },
      message: `has dates that can be read in two ways; taken as ${format}, the ${first} first. If that is wrong, map it with date_format "${other}"`,
    });
  }
  if (hasTime) {
    const message = 'has times without an offset; they are taken as UTC';
    proposal.guesses.push({ code: 'no_offset', message });
  }
  return proposal;
}

function isKey(column: ColumnStats, position: number, { type }: Proposal['field']): boolean {
  if (type !== 'int' && type !== 'string') return false;
  if (!column.isUnique || column.empty > 0 || column.count < keyRows) return false;
  if (column.longestBytes > limits.indexedStringBytes) return false;
  return position === 0 || keyNames.test(column.name);
}

function plain(type: FieldDefinition['type']): Proposal {
  return { field: { type }, rules: {}, guesses: [] };
}

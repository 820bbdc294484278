import type { ColumnMapping, ColumnRules, ImportOptions } from '../contract/imports.ts';
import type { FieldTypeName } from '../contract/enumerations.ts';
import { limits } from '../contract/limits.ts';
import { reason } from '../contract/problem-codes.ts';
import type { Reason } from '../contract/problem-codes.ts';
import { invalidInput } from '../errors.ts';
import type { FieldProblem } from '../errors.ts';
import { shortened, show } from '../schema/text.ts';
import type { CollectionSchema, Field } from '../schema/types.ts';
import { dateReader } from './date-format.ts';
import type { Layout } from './layout.ts';

/** A column that goes to a field. */
export interface MappedColumn {
  name: string;
  /** Among the cells of a row; -1 in files whose rows are objects. */
  index: number;
  field: Field;
  rules: ColumnRules;
}

/** Where each column goes; null: the rows are records as they are. */
export type Mapping = MappedColumn[] | null;

/**
 * What is made of a file's columns. Errors: 400 for a mapping to a field that is not there, of a column that is not
 * there, with a rule that its field can't have, or that leaves out a field that has to have a value.
 */
export function resolveMapping(
  schema: CollectionSchema,
  layout: Layout,
  given: ImportOptions['mapping'],
): Mapping {
  const { columns } = layout;
  if (given === undefined && columns === null) return null;
  const wanted: Record<string, ColumnMapping> =
    given ?? Object.fromEntries((columns ?? []).map((name) => [name, name] as const));
  const problems: FieldProblem[] = [];
  const taken = new Set<string>();
  const mapping: MappedColumn[] = [];
  for (const [name, value] of Object.entries(wanted)) {
    const path = `mapping.${name}`;
    const { field: fieldName, ...rules } = typeof value === 'string' ? { field: value } : value;
    const field = schema.fields.find((candidate) => candidate.name === fieldName);
    const index = columns === null ? -1 : columns.indexOf(name);
    const problem =
      (columns !== null && index < 0 ? unknownColumn(columns, layout.header) : undefined) ??
      (field ? undefined : unknownField(fieldName, given === undefined)) ??
      (taken.has(fieldName)
        ? reason('duplicate', `another column goes to ${fieldName} too`, {
            reason: 'column',
            field: fieldName,
          })
        : undefined);
    if (problem) problems.push({ path, ...problem });
    else if (field) {
      taken.add(fieldName);
      problems.push(...ruleProblems(field, rules, path));
      mapping.push({ name, index, field, rules });
    }
  }
  for (const { name, required, default: fallback } of schema.fields) {
    if (!required || fallback !== undefined || taken.has(name)) continue;
    problems.push({
      path: 'mapping',
      code: 'required',
      message: `no column goes to ${name}, which is required`,
      params: { reason: 'no_column', field: name },
    });
  }
  if (problems.length > 0) throw invalidInput(problems.slice(0, limits.problems));
  return mapping;
}

function unknownField(name: string, isUnasked: boolean): Reason {
  const message = `there is no field ${show(name)}`;
  const advice = `${message}; give a mapping, which may leave the column out`;
  const value = shortened(name);
  return isUnasked
    ? reason('unknown_field', advice, { value, reason: 'no_mapping' })
    : reason('unknown_field', message, { value });
}

function unknownColumn(columns: string[], header: boolean): Reason {
  const some = columns.slice(0, 20);
  const more = columns.length > 20 ? ', …' : '';
  const known = `${some.map(shortened).join(', ')}${more}`;
  const message = `the file has no such column; it has ${some.map(show).join(', ')}${more}`;
  if (header) return reason('unknown_column', message, { known });
  const advice = `${message} (its first row is not taken as names)`;
  return reason('unknown_column', advice, { known, reason: 'no_header' });
}

function ruleProblems({ name, type }: Field, rules: ColumnRules, path: string): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const refuse = (key: keyof ColumnRules, types: FieldTypeName[]): void => {
    const message = `is for ${types.join(' and ')}, and ${name} is ${type}`;
    const params = { reason: 'column', types: types.join(', '), field: name, type } as const;
    problems.push({ path: `${path}.${key}`, code: 'not_applicable', message, params });
  };
  const { date_format: format, decimal, empty } = rules;
  if (format !== undefined && type !== 'date' && type !== 'datetime')
    refuse('date_format', ['date', 'datetime']);
  if (format !== undefined && type === 'date' && dateReader(format)?.hasTime) {
    problems.push({
      path: `${path}.date_format`,
      code: 'not_applicable',
      message: `has a time, and ${name} is date`,
      params: { reason: 'time_for_date', field: name },
    });
  }
  if (decimal !== undefined && type !== 'int' && type !== 'float') refuse('decimal', ['int', 'float']);
  if (empty === 'text' && type !== 'string' && type !== 'text' && type !== 'enum') {
    refuse('empty', ['string', 'text', 'enum']);
  }
  return problems;
}

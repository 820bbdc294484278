import type { ColumnMapping, ColumnRules, ImportOptions } from '../contract/imports.ts';
import { limits } from '../contract/limits.ts';
import { invalidInput } from '../errors.ts';
import type { FieldProblem } from '../errors.ts';
import { show } from '../schema/text.ts';
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
        ? { code: 'duplicate', message: `another column goes to ${fieldName} too` }
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
    });
  }
  if (problems.length > 0) throw invalidInput(problems.slice(0, limits.problems));
  return mapping;
}

function unknownField(name: string, isUnasked: boolean): Pick<FieldProblem, 'code' | 'message'> {
  const message = `there is no field ${show(name)}`;
  const advice = `${message}; give a mapping, which may leave the column out`;
  return { code: 'unknown_field', message: isUnasked ? advice : message };
}

function unknownColumn(columns: string[], header: boolean): Pick<FieldProblem, 'code' | 'message'> {
  const known = columns.slice(0, 20).map(show).join(', ');
  const more = columns.length > 20 ? ', …' : '';
  const message = `the file has no such column; it has ${known}${more}`;
  return {
    code: 'unknown_column',
    message: header ? message : `${message} (its first row is not taken as names)`,
  };
}

function ruleProblems({ name, type }: Field, rules: ColumnRules, path: string): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const refuse = (key: keyof ColumnRules, types: string): void => {
    const message = `is for ${types}, and ${name} is ${type}`;
    problems.push({ path: `${path}.${key}`, code: 'not_applicable', message });
  };
  const { date_format: format, decimal, empty } = rules;
  if (format !== undefined && type !== 'date' && type !== 'datetime')
    refuse('date_format', 'date and datetime');
  if (format !== undefined && type === 'date' && dateReader(format)?.hasTime) {
    problems.push({
      path: `${path}.date_format`,
      code: 'not_applicable',
      message: `has a time, and ${name} is date`,
    });
  }
  if (decimal !== undefined && type !== 'int' && type !== 'float') refuse('decimal', 'int and float');
  if (empty === 'text' && type !== 'string' && type !== 'text' && type !== 'enum') {
    refuse('empty', 'string, text and enum');
  }
  return problems;
}

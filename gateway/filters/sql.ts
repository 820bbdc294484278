import type { JsonValue } from '../schema/json.ts';
import { quoteIdentifier } from '../schema/ddl.ts';
import type { Condition, Filter, Target, Test } from './filter.ts';

/**
 * A filter as a Postgres condition over the record table under `alias`. Values go to `params` (appended, so that
 * `$n` counts on); nothing else but quoted column names of the schema gets into the text. It can stand beside AND as it
 * is. Where it is not true it may be NULL as well as false: use it in WHERE only.
 */
export function filterToSql(filter: Filter, params: unknown[], alias = 't'): string {
  switch (filter.kind) {
    case 'all':
      return joined(filter.of, 'AND', 'TRUE', params, alias);
    case 'any':
      return joined(filter.of, 'OR', 'FALSE', params, alias);
    case 'not':
      // Not true, so that it matches null.
      return `(${filterToSql(filter.of, params, alias)}) IS NOT TRUE`;
    case 'condition':
      return conditionToSql(filter, params, alias);
  }
}

function joined(
  filters: Filter[],
  word: 'AND' | 'OR',
  empty: string,
  params: unknown[],
  alias: string,
): string {
  if (filters.length === 0) return empty;
  return `(${filters.map((filter) => filterToSql(filter, params, alias)).join(` ${word} `)})`;
}

/** The column of a target, quoted. */
export function columnOf(target: Pick<Target, 'column'>, alias: string): string {
  return `${quoteIdentifier(alias)}.${quoteIdentifier(target.column)}`;
}

function conditionToSql({ target, test, isNegated }: Condition, params: unknown[], alias: string): string {
  const column = columnOf(target, alias);
  const type = target.type.column(target.shape);
  if (target.inside.length === 0) {
    return negatable(testToSql(test, column, type, params), isNegated);
  }
  const { from, item, key } = unfold(column, target.inside);
  // Inside jsonb a list stays jsonb.
  const insideType = type.endsWith('[]') ? 'jsonb' : type;
  const value = insideValue(item, key, insideType);
  const condition = negatable(testToSql(test, value, insideType, params), isNegated);
  return `EXISTS (SELECT 1 FROM ${from} WHERE ${condition})`;
}

function negatable(sql: string, isNegated: boolean): string {
  return isNegated ? `(${sql}) IS NOT TRUE` : sql;
}

const orderWords = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;

function testToSql(test: Test, value: string, type: string, params: unknown[]): string {
  switch (test.op) {
    case 'null':
      return `${value} IS NULL`;
    case 'eq':
      return `${value} = ${push(params, toParameter(test.value, type))}::${type}`;
    case 'in': {
      const isIn = inToSql(test.values, value, type, params);
      return test.orNull ? `(${isIn} OR ${value} IS NULL)` : isIn;
    }
    case 'like':
      return `${value} LIKE ${push(params, test.pattern)}::text`;
    case 'has':
      return `${value} @> ${push(params, toParameter([test.value], type))}::${type}`;
    case 'contains':
      return containsToSql(test.value, value, type, params);
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return `${value} ${orderWords[test.op]} ${push(params, test.value)}::${type}`;
  }
}

function inToSql(values: JsonValue[], value: string, type: string, params: unknown[]): string {
  const list = push(
    params,
    values.map((item) => toParameter(item, type)),
  );
  // An array of arrays would be one of two dimensions, so lists come as text, one by one.
  if (type.endsWith('[]')) return `${value} = ANY(SELECT item::${type} FROM unnest(${list}::text[]) AS item)`;
  return `${value} = ANY(${list}::${type}[])`;
}

function containsToSql(item: JsonValue, value: string, type: string, params: unknown[]): string {
  if (type === 'text') return `strpos(${value}, ${push(params, item)}::text) > 0`;
  return `${value} @> ${push(params, JSON.stringify(item))}::jsonb`;
}

function push(params: unknown[], value: unknown): string {
  params.push(value);
  return `$${params.length}`;
}

function toParameter(value: JsonValue, type: string): unknown {
  if (type === 'jsonb') return JSON.stringify(value);
  return type.endsWith('[]') && Array.isArray(value) ? arrayLiteral(value) : value;
}

/** A list of scalars as Postgres writes arrays. */
function arrayLiteral(items: JsonValue[]): string {
  const words = items.map((item) => (typeof item === 'string' ? item : JSON.stringify(item)));
  return `{${words.map((word) => `"${word.replace(/[\\"]/g, '\\$&')}"`).join(',')}}`;
}

/** All items of an array column, of the arrays inside them, and so on; an empty or missing array is one null item. */
function unfold(column: string, inside: string[]): { from: string; item: string; key: string } {
  const tables: string[] = [];
  let array = column;
  let item = '';
  let key = '';
  for (const [level, name] of inside.entries()) {
    item = `item${level}.v`;
    key = quoteLiteral(name);
    tables.push(
      `jsonb_array_elements(COALESCE(NULLIF(NULLIF(${array}, '[]'), 'null'), '[null]')) AS item${level}(v)`,
    );
    array = `${item} -> ${key}`;
  }
  return { from: tables.join(' CROSS JOIN LATERAL '), item, key };
}

function quoteLiteral(name: string): string {
  return `'${name.replaceAll("'", "''")}'`;
}

/** The value inside an item, as its own type, so that it compares like a column. */
function insideValue(item: string, key: string, type: string): string {
  if (type === 'jsonb') return `NULLIF(${item} -> ${key}, 'null')`;
  const text = `(${item} ->> ${key})`;
  return type === 'text' ? `${text} COLLATE "C"` : `${text}::${type}`;
}

import { createHash } from 'node:crypto';
import { invalidField } from '../errors.ts';
import { notACursor } from '../infra/list-page.ts';
import { own, withSortedKeys } from '../schema/json.ts';
import type { JsonValue } from '../schema/json.ts';
import { Problems } from '../schema/problems.ts';
import type { SortKey } from './sort.ts';
import { columnOf } from './sql.ts';

/** Binds a cursor to what it belongs to: collection, filter, sort, as they came. */
export function queryHash(...parts: unknown[]): string {
  return createHash('sha256')
    .update(JSON.stringify(withSortedKeys(parts)))
    .digest('base64url')
    .slice(0, 22);
}

/** The cursor that goes on after this record (field name → value, as the API gives it). */
export function encodeCursor(
  sort: SortKey[],
  record: Readonly<Record<string, JsonValue>>,
  hash: string,
): string {
  const values = sort.map(({ target }) => own(record, target.path) ?? null);
  return Buffer.from(JSON.stringify([hash, values])).toString('base64url');
}

/** The values to go on after. Throws 400 for what is no cursor, or one of another query. */
export function decodeCursor(sort: SortKey[], cursor: string, hash: string): JsonValue[] {
  const [givenHash, values] = parse(cursor);
  if (givenHash !== hash) {
    throw invalidField('cursor', 'other_query', 'belongs to a query with another filter or sort');
  }
  const problems = new Problems('cursor');
  const read = sort.map(({ target }, index) => {
    const value: unknown = Array.isArray(values) ? values[index] : undefined;
    if (value === null && target.path !== 'id') return null;
    const operand = target.type.operand(target.shape)(value, problems);
    // A filter may ask for what no row has (half an int); a row never gave it.
    return operand !== undefined && target.type.canEqual(operand, target.shape) ? operand : undefined;
  });
  if (problems.list.length > 0 || read.includes(undefined)) throw notACursor();
  return read.map((value) => value ?? null);
}

function parse(cursor: string): unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(parsed) && parsed.length === 2) return parsed;
  } catch {
    // Falls through: not ours.
  }
  throw notACursor();
}

/** A condition for WHERE: rows that come after these values in this order. */
export function afterToSql(sort: SortKey[], values: JsonValue[], params: unknown[], alias = 't'): string {
  const equalSoFar: string[] = [];
  const ways: string[] = [];
  for (const [index, { target, order }] of sort.entries()) {
    const column = columnOf(target, alias);
    const value = values[index] ?? null;
    if (value === null) {
      // Nulls are last: nothing comes after them by this key.
      equalSoFar.push(`${column} IS NULL`);
      continue;
    }
    params.push(value);
    const parameter = `$${params.length}::${target.type.column(target.shape)}`;
    const beyond = `${column} ${order === 'asc' ? '>' : '<'} ${parameter}`;
    const after = target.path === 'id' ? beyond : `(${beyond} OR ${column} IS NULL)`;
    ways.push([...equalSoFar, after].join(' AND '));
    equalSoFar.push(`${column} = ${parameter}`);
  }
  return ways.length === 0 ? 'FALSE' : `(${ways.map((way) => `(${way})`).join(' OR ')})`;
}

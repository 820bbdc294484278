import { isObject, own } from '../schema/json.ts';
import type { JsonValue } from '../schema/json.ts';
import type { Problems } from '../schema/problems.ts';
import { kindOf, show } from '../schema/text.ts';
import type { Field, ItemType } from '../schema/types.ts';
import { isUuid } from '../schema/uuid.ts';
import { jsonCheck, scalarCheck } from '../schema/values.ts';
import type { Target } from './filter.ts';

/**
 * What a value may be compared with: its type, not its rules. A value that a field could never hold (too long, not
 * in the enum, out of range) simply matches nothing.
 */
export function readOperand(target: Target, given: unknown, problems: Problems): JsonValue | undefined {
  switch (target.type) {
    case 'uuid':
      return readUuid(given, problems);
    case 'array':
      return target.field ? readList(target.field, given, problems) : undefined;
    case 'json':
      return jsonCheck(given, problems);
    case 'file':
      return problems.add('wrong_operator', 'files can only be compared with null, or asked for by $exists');
    default:
      return readScalar(target.type, given, problems);
  }
}

/** One item of an array, for `$contains`: a scalar, or an object with any of its keys. */
export function readItem(field: Field, given: unknown, problems: Problems): JsonValue | undefined {
  if (field.items) return readScalar(field.items.type, given, problems);
  return readObject(field.schema ?? [], given, problems);
}

function readUuid(given: unknown, problems: Problems): string | undefined {
  if (typeof given === 'string' && isUuid(given)) return given.toLowerCase();
  return problems.add('wrong_type', 'must be a UUID', { expected: 'a UUID' });
}

function readScalar(type: ItemType, given: unknown, problems: Problems): JsonValue | undefined {
  switch (type) {
    case 'int':
      return readNumber(given, problems);
    case 'enum':
    case 'string':
    case 'text':
      return scalarCheck('text', {}, false)(given, problems);
    default:
      return scalarCheck(type, {}, false)(given, problems);
  }
}

/** A filter on an int takes any number within ±(2^53−1), whole or not. */
function readNumber(given: unknown, problems: Problems): number | undefined {
  if (typeof given !== 'number') {
    return problems.add('wrong_type', `must be a number, not ${kindOf(given)}`, { expected: 'a number' });
  }
  if (Math.abs(given) <= Number.MAX_SAFE_INTEGER) return given;
  const { MIN_SAFE_INTEGER: min, MAX_SAFE_INTEGER: max } = Number;
  return problems.add('out_of_range', `must be between ${min} and ${max}`, { min, max });
}

function readList(field: Field, given: unknown, problems: Problems): JsonValue[] | undefined {
  if (!Array.isArray(given)) return problems.add('wrong_type', `must be a list, not ${kindOf(given)}`);
  const before = problems.list.length;
  const list = given.map((item: unknown, index) => {
    problems.enter(index);
    const value = readItem(field, item, problems);
    problems.leave();
    return field.schema && isObject(value) ? complete(field.schema, value) : (value ?? null);
  });
  return problems.list.length === before ? list : undefined;
}

function readObject(fields: Field[], given: unknown, problems: Problems): JsonValue | undefined {
  if (!isObject(given)) return problems.add('wrong_type', `must be an object, not ${kindOf(given)}`);
  const before = problems.list.length;
  const object: Record<string, JsonValue> = {};
  for (const [key, value] of Object.entries(given)) {
    const field = fields.find((candidate) => candidate.name === key);
    if (!field) {
      problems.addAt(key, 'unknown_key', `${show(key)} is not a field here`);
      continue;
    }
    const target: Target = { path: key, column: '', type: field.type, field, root: field, inside: [] };
    problems.enter(key);
    object[key] = value === null ? null : (readOperand(target, value, problems) ?? null);
    problems.leave();
  }
  return problems.list.length === before ? object : undefined;
}

/** Records keep every key of an item, null where it was missing; a whole item is compared in that form. */
function complete(fields: Field[], object: Record<string, JsonValue>): JsonValue {
  return Object.fromEntries(fields.map((field) => [field.name, own(object, field.name) ?? null]));
}

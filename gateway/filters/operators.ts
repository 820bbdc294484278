import { operators } from '../contract/enumerations.ts';
import type { Operator } from '../contract/enumerations.ts';
import { limits } from '../contract/limits.ts';
import type { JsonValue } from '../schema/json.ts';
import type { OrderOperator } from '../schema/field-types/field-type.ts';
import type { Problems } from '../schema/problems.ts';
import { notStorable } from '../schema/field-types/checks.ts';
import { isStorable } from '../schema/text.ts';
import { wrongType } from '../schema/wrong-type.ts';
import type { Condition, Target, Test } from './filter.ts';

export function isOperator(name: string): name is Operator {
  return operators.some((operator) => operator === name);
}

/** The condition, or undefined with the reason in `problems`, whose path points at the operand. */
export function readCondition(
  target: Target,
  operator: Operator,
  operand: unknown,
  problems: Problems,
): Condition | undefined {
  const condition = (test: Test | undefined, isNegated = false): Condition | undefined =>
    test && { kind: 'condition', target, test, isNegated };
  switch (operator) {
    case '$eq':
      return condition(readEqual(target, operand, problems));
    case '$ne':
      return condition(readEqual(target, operand, problems), true);
    case '$in':
      return condition(readIn(target, operand, problems));
    case '$nin':
      return condition(readIn(target, operand, problems), true);
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return condition(readOrder(target, operator, operand, problems));
    case '$exists':
      if (typeof operand === 'boolean') return condition({ op: 'null' }, operand);
      return problems.addReason(wrongType('boolean', operand));
    case '$contains':
      return condition(readContains(target, operand, problems));
    case '$like':
      return condition(readLike(target, operand, problems));
  }
}

function readEqual({ type, shape }: Target, operand: unknown, problems: Problems): Test | undefined {
  if (operand === null) return { op: 'null' };
  const value = type.operand(shape)(operand, problems);
  if (value === undefined) return undefined;
  return type.canEqual(value, shape) ? { op: 'eq', value } : nothing;
}

const nothing: Test = { op: 'in', values: [], orNull: false };

function readIn({ type, shape }: Target, operand: unknown, problems: Problems): Test | undefined {
  if (!Array.isArray(operand)) return problems.addReason(wrongType('list', operand));
  const max = limits.filterInValues;
  if (operand.length > max) {
    return problems.add('too_many', `has more than ${max} values`, { max, unit: 'values' });
  }
  const before = problems.list.length;
  const check = type.operand(shape);
  const values: JsonValue[] = [];
  for (const [index, item] of operand.entries()) {
    if (item === null) continue;
    problems.enter(index);
    const value = check(item, problems);
    if (value !== undefined && type.canEqual(value, shape)) values.push(value);
    problems.leave();
  }
  if (problems.list.length > before) return undefined;
  return { op: 'in', values, orNull: operand.includes(null) };
}

function readOrder(
  { type, shape }: Target,
  operator: OrderOperator,
  operand: unknown,
  problems: Problems,
): Test | undefined {
  if (!type.bound) {
    return problems.add('wrong_operator', `a field of type ${type.name} has no order for ${operator}`, {
      reason: 'no_order',
      operator,
      type: type.name,
    });
  }
  const value = type.operand(shape)(operand, problems);
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  return { op: orderTests[operator], value: type.bound(operator, value) };
}

const orderTests = { $gt: 'gt', $gte: 'gte', $lt: 'lt', $lte: 'lte' } as const;

function readContains({ type, shape }: Target, operand: unknown, problems: Problems): Test | undefined {
  if (!type.contains) {
    return problems.add('wrong_operator', `a field of type ${type.name} contains nothing`, {
      reason: 'contains',
      type: type.name,
    });
  }
  const { op, check } = type.contains(shape);
  const value = check(operand, problems);
  if (value === undefined) return undefined;
  return type.canEqual(value, shape) ? { op, value } : nothing;
}

function readLike({ type }: Target, operand: unknown, problems: Problems): Test | undefined {
  if (!type.isLike) {
    return problems.add('wrong_operator', `a field of type ${type.name} is no text for $like`, {
      reason: 'like',
      type: type.name,
    });
  }
  if (typeof operand !== 'string') return problems.addReason(wrongType('string', operand));
  if (!isStorable(operand)) return problems.add('not_storable', notStorable);
  const escapes = /\\*$/.exec(operand)?.[0].length ?? 0;
  if (escapes % 2 === 1) return problems.add('bad_pattern', 'ends with a \\ that escapes nothing');
  return { op: 'like', pattern: operand };
}

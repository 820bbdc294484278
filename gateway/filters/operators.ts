import { limits } from '../contract/limits.ts';
import type { JsonValue } from '../schema/json.ts';
import type { Problems } from '../schema/problems.ts';
import { isStorable, kindOf } from '../schema/text.ts';
import type { Condition, Target, Test } from './filter.ts';
import { readItem, readOperand } from './operands.ts';

export const operators = [
  '$eq',
  '$ne',
  '$gt',
  '$gte',
  '$lt',
  '$lte',
  '$in',
  '$nin',
  '$exists',
  '$contains',
  '$like',
] as const;

type Operator = (typeof operators)[number];

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
      return problems.add('wrong_type', `must be true or false, not ${kindOf(operand)}`);
    case '$contains':
      return condition(readContains(target, operand, problems));
    case '$like':
      return condition(readLike(target, operand, problems));
  }
}

function readEqual(target: Target, operand: unknown, problems: Problems): Test | undefined {
  if (operand === null) return { op: 'null' };
  const value = readOperand(target, operand, problems);
  if (value === undefined) return undefined;
  return isImpossible(target, value) ? nothing : { op: 'eq', value };
}

const nothing: Test = { op: 'in', values: [], orNull: false };

/** No int is 1.5, and no list of ints has it. */
function isImpossible({ type, field }: Target, value: JsonValue): boolean {
  if (type === 'int') return !Number.isInteger(value);
  if (field?.items?.type !== 'int') return false;
  return Array.isArray(value) ? value.some((item) => !Number.isInteger(item)) : !Number.isInteger(value);
}

function readIn(target: Target, operand: unknown, problems: Problems): Test | undefined {
  if (!Array.isArray(operand)) {
    return problems.add('wrong_type', `must be a list, not ${kindOf(operand)}`);
  }
  if (operand.length > limits.filterInValues) {
    return problems.add('too_many', `has more than ${limits.filterInValues} values`, {
      max: limits.filterInValues,
    });
  }
  const before = problems.list.length;
  const values: JsonValue[] = [];
  for (const [index, item] of operand.entries()) {
    if (item === null) continue;
    problems.enter(index);
    const value = readOperand(target, item, problems);
    if (value !== undefined && !isImpossible(target, value)) values.push(value);
    problems.leave();
  }
  if (problems.list.length > before) return undefined;
  return { op: 'in', values, orNull: operand.includes(null) };
}

type Order = '$gt' | '$gte' | '$lt' | '$lte';

function readOrder(target: Target, operator: Order, operand: unknown, problems: Problems): Test | undefined {
  if (['boolean', 'json', 'array', 'file'].includes(target.type)) {
    return problems.add('wrong_operator', `a field of type ${target.type} has no order for ${operator}`);
  }
  const value = readOperand(target, operand, problems);
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  return orderTest(operator, target.type === 'int' ? wholeBound(operator, Number(value)) : value);
}

/** Between whole numbers, a bound like 1.5 says the same as the whole one beside it. */
function wholeBound(operator: Order, value: number): number {
  return operator === '$gt' || operator === '$lte' ? Math.floor(value) : Math.ceil(value);
}

function orderTest(operator: Order, value: string | number): Test {
  switch (operator) {
    case '$gt':
      return { op: 'gt', value };
    case '$gte':
      return { op: 'gte', value };
    case '$lt':
      return { op: 'lt', value };
    case '$lte':
      return { op: 'lte', value };
  }
}

function readContains(target: Target, operand: unknown, problems: Problems): Test | undefined {
  switch (target.type) {
    case 'array': {
      const value = target.field && readItem(target.field, operand, problems);
      if (value === undefined) return undefined;
      return isImpossible(target, value) ? nothing : { op: 'has', item: value };
    }
    case 'json':
    case 'string':
    case 'text': {
      const value = readOperand(target, operand, problems);
      return value === undefined ? undefined : { op: 'contains', value };
    }
    default:
      return problems.add('wrong_operator', `a field of type ${target.type} contains nothing`);
  }
}

function readLike(target: Target, operand: unknown, problems: Problems): Test | undefined {
  if (target.type !== 'string' && target.type !== 'text' && target.type !== 'enum') {
    return problems.add('wrong_operator', `a field of type ${target.type} is no text for $like`);
  }
  if (typeof operand !== 'string' || !isStorable(operand)) {
    return problems.add('wrong_type', 'must be a string without U+0000 and half surrogate pairs');
  }
  const escapes = /\\*$/.exec(operand)?.[0].length ?? 0;
  if (escapes % 2 === 1) return problems.add('bad_pattern', 'ends with a \\ that escapes nothing');
  return { op: 'like', pattern: operand };
}

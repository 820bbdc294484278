import { operators } from '../contract/enumerations.ts';
import { limits } from '../contract/limits.ts';
import { invalidInput } from '../errors.ts';
import { isObject } from '../schema/json.ts';
import { Problems } from '../schema/problems.ts';
import { shortened, show } from '../schema/text.ts';
import type { CollectionSchema } from '../schema/types.ts';
import { wrongType } from '../schema/wrong-type.ts';
import type { Filter, Target } from './filter.ts';
import { isOperator, readCondition } from './operators.ts';
import { findTarget } from './targets.ts';

interface Parser {
  schema: CollectionSchema;
  problems: Problems;
  clauses: number;
}

/** A filter as the API takes it; nothing (undefined, {}) lets every record through. Throws 400 with the paths. */
export function parseFilters(schema: CollectionSchema, input: unknown): Filter {
  const parser: Parser = { schema, problems: new Problems('filters'), clauses: 0 };
  const filter = input === undefined ? { kind: 'all' as const, of: [] } : parseObject(parser, input, 0);
  if (parser.clauses > limits.filterClauses) addTooMany(parser.problems);
  if (parser.problems.list.length > 0) throw invalidInput(parser.problems.list);
  return filter;
}

function addTooMany(problems: Problems): void {
  const max = limits.filterClauses;
  problems.add('too_many', `has more than ${max} conditions`, { max, unit: 'conditions' });
}

/** `depth` counts the `$and`, `$or` and `$not` around the object. */
function parseObject(parser: Parser, input: unknown, depth: number): Filter {
  const { problems } = parser;
  const all: Filter = { kind: 'all', of: [] };
  if (!isObject(input)) {
    problems.addReason(wrongType('object', input));
    return all;
  }
  if (depth > limits.filterDepth) {
    problems.add('too_deep', `is more than ${limits.filterDepth} levels deep`, { max: limits.filterDepth });
    return all;
  }
  for (const [key, value] of Object.entries(input)) {
    problems.enter(key);
    all.of.push(...parseEntry(parser, key, value, depth));
    problems.leave();
  }
  return all.of.length === 1 && all.of[0] ? all.of[0] : all;
}

function parseEntry(parser: Parser, key: string, value: unknown, depth: number): Filter[] {
  switch (key) {
    case '$and':
      return [{ kind: 'all', of: parseList(parser, value, depth) }];
    case '$or':
      return [{ kind: 'any', of: parseList(parser, value, depth) }];
    case '$not':
      return [{ kind: 'not', of: parseObject(parser, value, depth + 1) }];
    default:
      return parseField(parser, key, value);
  }
}

function parseList(parser: Parser, input: unknown, depth: number): Filter[] {
  if (!Array.isArray(input)) {
    parser.problems.addReason(wrongType('filters', input));
    return [];
  }
  if (input.length > limits.filterClauses) {
    addTooMany(parser.problems);
    return [];
  }
  // A member without conditions costs as much as one with: both count.
  parser.clauses += input.filter((item) => isObject(item) && Object.keys(item).length === 0).length;
  return input.map((item: unknown, index) => {
    parser.problems.enter(index);
    const filter = parseObject(parser, item, depth + 1);
    parser.problems.leave();
    return filter;
  });
}

function parseField(parser: Parser, key: string, value: unknown): Filter[] {
  const { problems, schema } = parser;
  if (key.startsWith('$')) {
    problems.add('unknown_operator', `${show(key)} is not an operator here; known are: $and, $or, $not`, {
      value: shortened(key),
      known: '$and, $or, $not',
    });
    return [];
  }
  const target = findTarget(schema, key);
  if (!target) {
    problems.add('unknown_field', `${show(key)} is not a field of this collection`, {
      value: shortened(key),
    });
    return [];
  }
  const entries = conditionsOf(target, value);
  if (entries.length === 0) problems.add('empty', 'has no condition in it', { reason: 'conditions' });
  return entries.flatMap(([operator, operand]) => {
    parser.clauses++;
    // The short form {field: value} has no operator to name in the path.
    if (operator === undefined) return readCondition(target, '$eq', operand, problems) ?? [];
    problems.enter(operator);
    const condition = isOperator(operator)
      ? readCondition(target, operator, operand, problems)
      : problems.add(
          'unknown_operator',
          `${show(operator)} is not an operator; known are: ${operators.join(', ')}`,
          { value: shortened(operator), known: operators.join(', ') },
        );
    problems.leave();
    return condition ?? [];
  });
}

/** An object holds operators, except that an object without any is a value where the type has such values. */
function conditionsOf(target: Target, value: unknown): [operator: string | undefined, operand: unknown][] {
  if (!isObject(value)) return [[undefined, value]];
  const entries = Object.entries(value);
  const isValue = target.type.takesObjects && !entries.some(([key]) => key.startsWith('$'));
  return isValue ? [[undefined, value]] : entries;
}

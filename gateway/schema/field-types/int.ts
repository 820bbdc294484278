import type { Problems } from '../problems.ts';
import { wrongType } from '../wrong-type.ts';
import { inRange } from './checks.ts';
import { scalarType } from './field-type.ts';
import type { OrderOperator } from './field-type.ts';

const { MIN_SAFE_INTEGER: min, MAX_SAFE_INTEGER: max } = Number;

/** A whole number within ±(2^53−1), which every client reads as it was written. */
export const int = scalarType({
  name: 'int',
  column: 'bigint',
  payload: 'integer',
  rules: { range: true },
  check: (rules) => (value, problems) => {
    if (typeof value !== 'number') return problems.addReason(wrongType('whole_number', value));
    const isInfinite = Math.abs(value) === Infinity;
    if (!isInfinite && !Number.isInteger(value)) {
      return problems.addReason(wrongType('whole_number', value));
    }
    if (!Number.isSafeInteger(value)) {
      return problems.add('out_of_range', `must be a whole number between ${min} and ${max}`, { min, max });
    }
    return inRange(value, rules, problems);
  },
  textPart: 'json',
  operand: () => readOperand,
  canEqual: (operand) => Number.isInteger(operand),
  bound: (operator, operand) => wholeBound(operator, Number(operand)),
});

/** Any number, whole or not: a filter may ask for a mean. */
function readOperand(given: unknown, problems: Problems): number | undefined {
  if (typeof given !== 'number') return problems.addReason(wrongType('number', given));
  if (Math.abs(given) <= max) return given;
  return problems.add('out_of_range', `must be between ${min} and ${max}`, { min, max });
}

/** Between whole numbers, a bound like 1.5 says the same as the whole one beside it. */
function wholeBound(operator: OrderOperator, value: number): number {
  return operator === '$gt' || operator === '$lte' ? Math.floor(value) : Math.ceil(value);
}

import { notExact } from '../exact-number.ts';
import { inRange, wrongType } from './checks.ts';
import { scalarType } from './field-type.ts';

/** A number that a double holds exactly. */
export const float = scalarType({
  name: 'float',
  column: 'double precision',
  payload: 'float',
  rules: { range: true },
  check: (rules) => (value, problems) => {
    if (typeof value !== 'number') return wrongType('a number', value, problems);
    if (!Number.isFinite(value)) return problems.add('out_of_range', notExact);
    return inRange(value, rules, problems);
  },
  textPart: 'json',
});

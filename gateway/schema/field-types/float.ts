import { notExact } from '../exact-number.ts';
import { wrongType } from '../wrong-type.ts';
import { inRange } from './checks.ts';
import { scalarType } from './field-type.ts';

/** A number that a double holds exactly. */
export const float = scalarType({
  name: 'float',
  column: 'double precision',
  payload: 'float',
  rules: { range: true },
  check: (rules) => (value, problems) => {
    if (typeof value !== 'number') return problems.addReason(wrongType('number', value));
    if (!Number.isFinite(value)) return problems.add('not_exact', notExact);
    return inRange(value, rules, problems);
  },
  textPart: 'json',
});

import { isDate, milliseconds } from '../times.ts';
import { wrongType } from '../wrong-type.ts';
import { inRange } from './checks.ts';
import { scalarType } from './field-type.ts';

/** A day, `YYYY-MM-DD`. */
export const date = scalarType({
  name: 'date',
  column: 'date',
  payload: { index: 'integer', value: milliseconds },
  rules: { range: true },
  check: (rules) => (value, problems) => {
    if (typeof value !== 'string') return problems.addReason(wrongType('date', value));
    if (!isDate(value)) return problems.add('not_a_date', 'must be a date that exists, as YYYY-MM-DD');
    return inRange(value, rules, problems);
  },
});

import { milliseconds, normaliseDatetime, toUtc } from '../times.ts';
import { wrongType } from '../wrong-type.ts';
import { inRange } from './checks.ts';
import { scalarType } from './field-type.ts';

/** A moment, in UTC with milliseconds whatever its offset was. */
export const datetime = scalarType({
  name: 'datetime',
  column: 'timestamptz',
  payload: { index: 'integer', value: milliseconds },
  rules: { range: true },
  check: (rules) => (value, problems) => {
    if (typeof value !== 'string') return problems.addReason(wrongType('datetime', value));
    const time = normaliseDatetime(value);
    if (time === null) {
      return problems.add('not_a_datetime', 'must be a time that exists, as RFC 3339 with an offset');
    }
    return inRange(time, rules, problems);
  },
  present: () => (value) => (typeof value === 'string' ? toUtc(value) : value),
});

import { wrongType } from '../wrong-type.ts';
import { scalarType } from './field-type.ts';

/** true or false. Sorts, false first, but nothing is greater than true. */
export const boolean = scalarType({
  name: 'boolean',
  column: 'boolean',
  payload: 'bool',
  check: () => (value, problems) =>
    typeof value === 'boolean' ? value : problems.addReason(wrongType('boolean', value)),
  textPart: 'json',
  bound: undefined,
});

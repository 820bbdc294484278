import { wrongType } from './checks.ts';
import { scalarType } from './field-type.ts';

/** true or false. Sorts, false first, but nothing is greater than true. */
export const boolean = scalarType({
  name: 'boolean',
  column: 'boolean',
  payload: 'bool',
  check: () => (value, problems) =>
    typeof value === 'boolean' ? value : wrongType('true or false', value, problems),
  textPart: 'json',
  bound: undefined,
});

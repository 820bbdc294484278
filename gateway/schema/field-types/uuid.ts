import { isUuid } from '../uuid.ts';
import { scalarType } from './field-type.ts';

/** The type of `id` and `revision`, which FroDB sets: nothing that a field can be. */
export const uuid = scalarType({
  name: 'uuid',
  column: 'uuid',
  payload: undefined,
  check: () => (value, problems) =>
    typeof value === 'string' && isUuid(value)
      ? value.toLowerCase()
      : problems.add('wrong_type', 'must be a UUID', { expected: 'a UUID' }),
});

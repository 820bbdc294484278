import { isUuid } from '../uuid.ts';
import { wrongType } from '../wrong-type.ts';
import { scalarType } from './field-type.ts';

/** The type of `id` and `revision`, which FroDB sets: nothing that a field can be. */
export const uuid = scalarType({
  name: 'uuid',
  column: 'uuid',
  payload: undefined,
  check: () => (value, problems) =>
    typeof value === 'string' && isUuid(value)
      ? value.toLowerCase()
      : problems.addReason(wrongType('uuid', value)),
});

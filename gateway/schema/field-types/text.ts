import { limits } from '../../contract/limits.ts';
import { textCheck } from './checks.ts';
import { scalarType } from './field-type.ts';

/** A text of any length: too long for an index or a payload. */
export const text = scalarType({
  name: 'text',
  column: 'text',
  payload: undefined,
  rules: { maxLength: limits.jsonBytes },
  isSearchable: true,
  isUniquable: false,
  index: () => undefined,
  check: ({ maxLength }) => textCheck(maxLength),
  contains: () => ({ op: 'contains', check: textCheck() }),
  isLike: true,
});

import { limits } from '../../contract/limits.ts';
import { textCheck } from './checks.ts';
import { scalarType } from './field-type.ts';

/** A short text: a name, a code. */
export const string = scalarType({
  name: 'string',
  column: 'text',
  payload: 'keyword',
  rules: { maxLength: limits.stringLength },
  isSearchable: true,
  check: ({ maxLength = limits.stringLength, indexed, unique }) =>
    textCheck(maxLength, indexed || unique ? limits.indexedStringBytes : undefined),
  operand: () => textCheck(),
  contains: () => ({ op: 'contains', check: textCheck() }),
  isLike: true,
});

import { shortened, show } from '../text.ts';
import { wrongType } from '../wrong-type.ts';
import { textCheck } from './checks.ts';
import { scalarType } from './field-type.ts';

/** One of the field's words. */
export const enumeration = scalarType({
  name: 'enum',
  column: 'text',
  payload: 'keyword',
  rules: { values: true },
  check: ({ values = [] }) => {
    const known = new Set(values);
    const list = values.length > 20 ? `${values.slice(0, 20).join(', ')}, …` : values.join(', ');
    return (value, problems) => {
      if (typeof value !== 'string') return problems.addReason(wrongType('string', value));
      if (known.has(value)) return value;
      return problems.add('not_in_values', `${show(value)} is not one of: ${list}`, {
        values: list,
        value: shortened(value),
      });
    };
  },
  operand: () => textCheck(),
  isLike: true,
});

import { show } from '../text.ts';
import { textCheck, wrongType } from './checks.ts';
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
      if (typeof value !== 'string') return wrongType('a string', value, problems);
      if (known.has(value)) return value;
      return problems.add('not_in_values', `${show(value)} is not one of: ${list}`, { values: list });
    };
  },
  operand: () => textCheck(),
  isLike: true,
});

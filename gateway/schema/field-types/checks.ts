import type { JsonValue } from '../json.ts';
import type { Problems } from '../problems.ts';
import { isLongerThan, isStorable, kindOf } from '../text.ts';
import type { ValueRules } from '../types.ts';

/**
 * Checks one value that is not null and gives it in the form Postgres takes; undefined when it was refused,
 * with the reason in `problems`.
 */
export type Check = (value: unknown, problems: Problems) => JsonValue | undefined;

export const notStorable = 'has U+0000 or half a surrogate pair in it, which no text can keep';

export function wrongType(expected: string, value: unknown, problems: Problems): undefined {
  return problems.add('wrong_type', `must be ${expected}, not ${kindOf(value)}`, { expected });
}

/** The value if it lies within `min` and `max`. */
export function inRange<T extends number | string>(
  value: T,
  rules: ValueRules,
  problems: Problems,
): T | undefined {
  if (rules.min !== undefined && value < rules.min) {
    return problems.add('too_small', `must be at least ${rules.min}`, { min: rules.min });
  }
  if (rules.max !== undefined && value > rules.max) {
    return problems.add('too_large', `must be at most ${rules.max}`, { max: rules.max });
  }
  return value;
}

/** Any text that engines can keep, of at most so many characters and bytes. */
export function textCheck(maxLength?: number, maxBytes?: number): Check {
  return (value, problems) => {
    if (typeof value !== 'string') return wrongType('a string', value, problems);
    if (!isStorable(value)) return problems.add('not_storable', notStorable);
    if (maxLength !== undefined && isLongerThan(value, maxLength)) {
      return problems.add('too_long', `must be at most ${maxLength} characters`, { max: maxLength });
    }
    if (maxBytes !== undefined && value.length * 3 > maxBytes && Buffer.byteLength(value) > maxBytes) {
      return problems.add('too_long', `must be at most ${maxBytes} bytes, because it is indexed`, {
        max_bytes: maxBytes,
      });
    }
    return value;
  };
}

/** A list whose items pass a check; `complete` gives an item its final form. */
export function listCheck(check: Check, complete = (item: JsonValue): JsonValue => item): Check {
  return (value, problems) => {
    if (!Array.isArray(value)) return problems.add('wrong_type', `must be a list, not ${kindOf(value)}`);
    const before = problems.list.length;
    const items = value.map((item: unknown, index) => {
      problems.enter(index);
      const checked = check(item, problems) ?? null;
      problems.leave();
      return complete(checked);
    });
    return problems.list.length === before ? items : undefined;
  };
}

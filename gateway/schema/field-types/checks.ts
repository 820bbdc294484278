import type { JsonValue } from '../json.ts';
import type { Problems } from '../problems.ts';
import { isLongerThan, isStorable } from '../text.ts';
import type { ValueRules } from '../types.ts';
import { wrongType } from '../wrong-type.ts';

/**
 * Checks one value that is not null and gives it in the form Postgres takes; undefined when it was refused,
 * with the reason in `problems`.
 */
export type Check = (value: unknown, problems: Problems) => JsonValue | undefined;

export const notStorable = 'has U+0000 or half a surrogate pair in it, which no text can keep';

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
    if (typeof value !== 'string') return problems.addReason(wrongType('string', value));
    if (!isStorable(value)) return problems.add('not_storable', notStorable);
    if (maxLength !== undefined && isLongerThan(value, maxLength)) {
      return problems.add('too_long', `must be at most ${maxLength} characters`, {
        max: maxLength,
        unit: 'characters',
      });
    }
    if (maxBytes !== undefined && value.length * 3 > maxBytes && Buffer.byteLength(value) > maxBytes) {
      return problems.add('too_long', `must be at most ${maxBytes} bytes, because it is indexed`, {
        max: maxBytes,
        unit: 'bytes',
        reason: 'indexed',
      });
    }
    return value;
  };
}

/** A list whose items pass a check; `complete` gives an item its final form. */
export function listCheck(check: Check, complete = (item: JsonValue): JsonValue => item): Check {
  return (value, problems) => {
    if (!Array.isArray(value)) return problems.addReason(wrongType('list', value));
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

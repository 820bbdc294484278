import { limits } from '../contract/limits.ts';
import type { JsonValue } from './json.ts';
import type { Problems } from './problems.ts';
import { isLongerThan, isStorable, kindOf, show } from './text.ts';
import { notExact } from './exact-number.ts';
import { isDate, normaliseDatetime } from './times.ts';
import type { ItemType, ValueRules } from './types.ts';

/**
 * Checks one value that is not null and gives it in the form Postgres takes; undefined when it was refused,
 * with the reason in `problems`.
 */
export type Check = (value: unknown, problems: Problems) => JsonValue | undefined;

const notStorable = 'has U+0000 or half a surrogate pair in it, which no text can keep';

function checkRange(value: number | string, rules: ValueRules, problems: Problems): boolean {
  if (rules.min !== undefined && value < rules.min) {
    problems.add('too_small', `must be at least ${rules.min}`, { min: rules.min });
    return false;
  }
  if (rules.max !== undefined && value > rules.max) {
    problems.add('too_large', `must be at most ${rules.max}`, { max: rules.max });
    return false;
  }
  return true;
}

function wrongType(expected: string, value: unknown, problems: Problems): undefined {
  return problems.add('wrong_type', `must be ${expected}, not ${kindOf(value)}`, { expected });
}

function intCheck(rules: ValueRules): Check {
  return (value, problems) => {
    if (typeof value !== 'number') return wrongType('a whole number', value, problems);
    const isInfinite = Math.abs(value) === Infinity;
    if (!isInfinite && !Number.isInteger(value)) {
      return problems.add('wrong_type', 'must be a whole number', { expected: 'a whole number' });
    }
    if (!Number.isSafeInteger(value)) {
      const { MIN_SAFE_INTEGER: min, MAX_SAFE_INTEGER: max } = Number;
      return problems.add('out_of_range', `must be a whole number between ${min} and ${max}`, { min, max });
    }
    return checkRange(value, rules, problems) ? value : undefined;
  };
}

function floatCheck(rules: ValueRules): Check {
  return (value, problems) => {
    if (typeof value !== 'number') return wrongType('a number', value, problems);
    if (!Number.isFinite(value)) return problems.add('out_of_range', notExact);
    return checkRange(value, rules, problems) ? value : undefined;
  };
}

function booleanCheck(value: unknown, problems: Problems): boolean | undefined {
  return typeof value === 'boolean' ? value : wrongType('true or false', value, problems);
}

function dateCheck(rules: ValueRules): Check {
  return (value, problems) => {
    if (typeof value !== 'string') return wrongType('a date (YYYY-MM-DD)', value, problems);
    if (!isDate(value)) return problems.add('not_a_date', 'must be a date that exists, as YYYY-MM-DD');
    return checkRange(value, rules, problems) ? value : undefined;
  };
}

function datetimeCheck(rules: ValueRules): Check {
  return (value, problems) => {
    if (typeof value !== 'string') return wrongType('a time (RFC 3339 with offset)', value, problems);
    const time = normaliseDatetime(value);
    if (time === null) {
      return problems.add('not_a_datetime', 'must be a time that exists, as RFC 3339 with an offset');
    }
    return checkRange(time, rules, problems) ? time : undefined;
  };
}

function enumCheck(rules: ValueRules): Check {
  const values = rules.values ?? [];
  const known = new Set(values);
  const list = values.length > 20 ? `${values.slice(0, 20).join(', ')}, …` : values.join(', ');
  return (value, problems) => {
    if (typeof value !== 'string') return wrongType('a string', value, problems);
    if (known.has(value)) return value;
    return problems.add('not_in_values', `${show(value)} is not one of: ${list}`, { values: list });
  };
}

function stringCheck(maxLength: number | undefined, maxBytes: number | undefined): Check {
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

/** The check of a scalar; `isIndexed` adds the limit of bytes that an index has. */
export function scalarCheck(type: ItemType, rules: ValueRules, isIndexed: boolean): Check {
  switch (type) {
    case 'string':
      return stringCheck(
        rules.maxLength ?? limits.stringLength,
        isIndexed ? limits.indexedStringBytes : undefined,
      );
    case 'text':
      return stringCheck(rules.maxLength, undefined);
    case 'int':
      return intCheck(rules);
    case 'float':
      return floatCheck(rules);
    case 'boolean':
      return booleanCheck;
    case 'date':
      return dateCheck(rules);
    case 'datetime':
      return datetimeCheck(rules);
    case 'enum':
      return enumCheck(rules);
  }
}

/** Any JSON, as long as every engine can keep it: storable text, exact numbers, not too deep. */
export function jsonCheck(value: unknown, problems: Problems): JsonValue | undefined {
  const before = problems.list.length;
  walkJson(value, problems, 1);
  return problems.list.length === before ? (value as JsonValue) : undefined;
}

function walkJson(value: unknown, problems: Problems, depth: number): void {
  if (value === null || typeof value === 'boolean') return;
  if (typeof value === 'string') {
    if (!isStorable(value)) problems.add('not_storable', notStorable);
  } else if (typeof value === 'number') {
    if (!Number.isFinite(value)) problems.add('out_of_range', notExact);
  } else if (typeof value !== 'object') {
    wrongType('JSON', value, problems);
  } else if (depth > limits.jsonDepth) {
    problems.add('too_deep', `is more than ${limits.jsonDepth} levels deep`, { max: limits.jsonDepth });
  } else {
    walkChildren(value, problems, depth);
  }
}

function walkChildren(value: object, problems: Problems, depth: number): void {
  const isList = Array.isArray(value);
  for (const [key, child] of Object.entries(value)) {
    problems.enter(isList ? Number(key) : key);
    if (!isList && !isStorable(key)) problems.add('not_storable', `has a key that ${notStorable}`);
    else walkJson(child, problems, depth + 1);
    problems.leave();
  }
}

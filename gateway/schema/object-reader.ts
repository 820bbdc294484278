import { reason } from '../contract/problem-codes.ts';
import type { FieldProblemCode, ParamsArgument, Reason } from '../contract/problem-codes.ts';
import { isObject, own } from './json.ts';
import type { Problems } from './problems.ts';
import { isLongerThan, isStorable, shortened, show } from './text.ts';
import { wrongType } from './wrong-type.ts';

/**
 * Reads the keys of one object of a schema document. What is missing is undefined; what is wrong is reported and
 * undefined as well. Keys that are not in `keys` are reported at once.
 */
export class ObjectReader {
  readonly #object: Record<string, unknown>;
  readonly #problems: Problems;

  constructor(object: Record<string, unknown>, keys: readonly string[], problems: Problems) {
    this.#object = object;
    this.#problems = problems;
    for (const key of Object.keys(object)) {
      if (keys.includes(key)) continue;
      const known = keys.join(', ');
      problems.addAt(key, 'unknown_key', `${show(key)} is unknown here; known are: ${known}`, { known });
    }
  }

  has(key: string): boolean {
    return this.raw(key) !== undefined;
  }

  raw(key: string): unknown {
    return own(this.#object, key);
  }

  wrong<Code extends FieldProblemCode>(
    key: string,
    code: Code,
    message: string,
    ...params: ParamsArgument<Code>
  ): undefined {
    return this.refuse(key, reason(code, message, ...params));
  }

  refuse(key: string, why: Reason): undefined {
    return this.#problems.addReasonAt(key, why);
  }

  boolean(key: string): boolean | undefined {
    const value = this.raw(key);
    if (value === undefined || typeof value === 'boolean') return value;
    return this.refuse(key, wrongType('boolean', value));
  }

  whole(key: string, min: number, max: number): number | undefined {
    const value = this.raw(key);
    if (value === undefined) return undefined;
    if (typeof value !== 'number' || !Number.isInteger(value)) {
      return this.refuse(key, wrongType('whole_number', value));
    }
    if (value >= min && value <= max) return value;
    return this.wrong(key, 'out_of_range', `must be between ${min} and ${max}`, { min, max });
  }

  string(key: string, maxLength: number): string | undefined {
    const value = this.raw(key);
    if (value === undefined) return undefined;
    if (typeof value !== 'string') {
      return this.refuse(key, wrongType('string', value));
    }
    const problem = textProblem(value, maxLength);
    return problem ? this.refuse(key, problem) : value;
  }

  oneOf<T extends string>(key: string, values: readonly T[]): T | undefined {
    const value = this.raw(key);
    if (value === undefined) return undefined;
    const known = values.find((word) => word === value);
    if (known !== undefined) return known;
    return this.refuse(key, notInValues(value, values));
  }

  /** A list of different, not empty strings. */
  strings(key: string, most: number, maxLength: number): string[] | undefined {
    const value = this.raw(key);
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) {
      return this.refuse(key, wrongType('list', value));
    }
    if (value.length === 0 || value.length > most) {
      return this.wrong(key, 'out_of_range', `must have between 1 and ${most} items`, {
        min: 1,
        max: most,
        unit: 'items',
      });
    }
    const seen = new Set<string>();
    for (const [index, item] of value.entries()) {
      const problem = stringItemProblem(item, seen, maxLength);
      if (problem) this.refuse(`${key}[${index}]`, problem);
      else seen.add(item as string);
    }
    return seen.size === value.length ? [...seen] : undefined;
  }

  /** An object below this one, read with its own keys. */
  object(key: string, keys: readonly string[]): ObjectReader | undefined {
    const value = this.raw(key);
    if (value === undefined) return undefined;
    if (!isObject(value)) {
      return this.refuse(key, wrongType('object', value));
    }
    this.#problems.enter(key);
    const reader = new ObjectReader(value, keys, this.#problems);
    this.#problems.leave();
    return reader;
  }

  /** Does what reports problems of `key`'s insides, with the path set to it. */
  within<T>(key: string, read: () => T): T {
    this.#problems.enter(key);
    const result = read();
    this.#problems.leave();
    return result;
  }
}

/** Says that a word is none of those that may stand there. */
export function notInValues(value: unknown, values: readonly string[]): Reason {
  const list = values.join(', ');
  return reason('not_in_values', `${show(value)} is not one of: ${list}`, {
    values: list,
    value: shortened(value),
  });
}

/** Says that a list has something that it has already. */
export function isTwice(value: string): Reason {
  return reason('duplicate', `${show(value)} is there twice`, {
    reason: 'in_list',
    value: shortened(value),
  });
}

function stringItemProblem(item: unknown, seen: ReadonlySet<string>, maxLength: number): Reason | undefined {
  if (typeof item !== 'string' || item === '') {
    return wrongType('filled_string', item);
  }
  if (seen.has(item)) return isTwice(item);
  return textProblem(item, maxLength);
}

function textProblem(text: string, maxLength: number): Reason | undefined {
  if (!isStorable(text)) {
    return reason('not_storable', 'has U+0000 or half a surrogate pair in it');
  }
  if (!isLongerThan(text, maxLength)) return undefined;
  return reason('too_long', `must be at most ${maxLength} characters`, {
    max: maxLength,
    unit: 'characters',
  });
}

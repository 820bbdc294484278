import { isObject, own } from './json.ts';
import type { Problems } from './problems.ts';
import { isLongerThan, isStorable, kindOf, show } from './text.ts';

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
      problems.addAt(key, 'unknown_key', `${show(key)} is unknown here; known are: ${keys.join(', ')}`);
    }
  }

  has(key: string): boolean {
    return this.raw(key) !== undefined;
  }

  raw(key: string): unknown {
    return own(this.#object, key);
  }

  wrong(key: string, code: string, message: string): undefined {
    return this.#problems.addAt(key, code, message);
  }

  boolean(key: string): boolean | undefined {
    const value = this.raw(key);
    if (value === undefined || typeof value === 'boolean') return value;
    return this.wrong(key, 'wrong_type', `must be true or false, not ${kindOf(value)}`);
  }

  whole(key: string, min: number, max: number): number | undefined {
    const value = this.raw(key);
    if (value === undefined) return undefined;
    if (typeof value !== 'number' || !Number.isInteger(value)) {
      return this.wrong(key, 'wrong_type', `must be a whole number, not ${show(value)}`);
    }
    if (value >= min && value <= max) return value;
    return this.wrong(key, 'out_of_range', `must be between ${min} and ${max}`);
  }

  string(key: string, maxLength: number): string | undefined {
    const value = this.raw(key);
    if (value === undefined) return undefined;
    if (typeof value !== 'string') {
      return this.wrong(key, 'wrong_type', `must be a string, not ${kindOf(value)}`);
    }
    const problem = textProblem(value, maxLength);
    return problem ? this.wrong(key, problem.code, problem.message) : value;
  }

  oneOf<T extends string>(key: string, values: readonly T[]): T | undefined {
    const value = this.raw(key);
    if (value === undefined) return undefined;
    const known = values.find((word) => word === value);
    if (known !== undefined) return known;
    return this.wrong(key, 'not_in_values', `${show(value)} is not one of: ${values.join(', ')}`);
  }

  /** A list of different, not empty strings. */
  strings(key: string, most: number, maxLength: number): string[] | undefined {
    const value = this.raw(key);
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) {
      return this.wrong(key, 'wrong_type', `must be a list, not ${kindOf(value)}`);
    }
    if (value.length === 0 || value.length > most) {
      return this.wrong(key, 'out_of_range', `must have between 1 and ${most} items`);
    }
    const seen = new Set<string>();
    for (const [index, item] of value.entries()) {
      this.#problems.enter(key);
      const problem = stringItemProblem(item, seen, maxLength);
      if (problem) this.#problems.addAt(index, problem.code, problem.message);
      else seen.add(item as string);
      this.#problems.leave();
    }
    return seen.size === value.length ? [...seen] : undefined;
  }

  /** An object below this one, read with its own keys. */
  object(key: string, keys: readonly string[]): ObjectReader | undefined {
    const value = this.raw(key);
    if (value === undefined) return undefined;
    if (!isObject(value)) {
      return this.wrong(key, 'wrong_type', `must be an object, not ${kindOf(value)}`);
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

function stringItemProblem(item: unknown, seen: ReadonlySet<string>, maxLength: number) {
  if (typeof item !== 'string' || item === '') {
    return { code: 'wrong_type', message: `must be a string that is not empty` };
  }
  if (seen.has(item)) return { code: 'duplicate', message: `${show(item)} is there twice` };
  return textProblem(item, maxLength);
}

function textProblem(text: string, maxLength: number) {
  if (!isStorable(text)) {
    return { code: 'not_storable', message: 'has U+0000 or half a surrogate pair in it' };
  }
  if (!isLongerThan(text, maxLength)) return undefined;
  return { code: 'too_long', message: `must be at most ${maxLength} characters` };
}

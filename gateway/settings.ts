/* How environment variables are read. */

/** Turns a variable's text into its value; throws what is wrong, as words that go after the variable's name. */
export type Read<T> = (text: string) => T;

/** One variable. Not zod, which takes 50 ms to load: the engines would start so much later. */
export interface Setting<T> {
  read: Read<T>;
  /** Its value when it is not set. */
  fallback: T;
  /** For the table in `docs/configuration.md`. */
  meaning: string;
}

export function setting<T>(read: Read<T>, fallback: T, meaning: string): Setting<T> {
  return { read, fallback, meaning };
}

export function optional<T>(read: Read<T>, meaning: string): Setting<T | null> {
  return { read, fallback: null, meaning };
}

export const text: Read<string> = (given) => given;

export function matching(pattern: RegExp, rule: string): Read<string> {
  return (given) => {
    if (!pattern.test(given)) throw new Error(rule);
    return given;
  };
}

const toNumber = (given: string): number =>
  /^\d{1,15}(\.\d{1,6})?$/.test(given) ? Number(given) : Number.NaN;

export function seconds(fallback: number, meaning: string, least = 0): Setting<number> {
  const read = (given: string): number => {
    const value = toNumber(given);
    if (Number.isNaN(value)) throw new Error('must be a number of seconds, fractions allowed');
    if (value === 0) throw new Error('must be more than 0');
    if (value < least) throw new Error(`must be at least ${least}`);
    return value;
  };
  return { read, fallback, meaning };
}

export function whole(min: number, max: number): Read<number> {
  return (given) => {
    const value = toNumber(given);
    if (Number.isInteger(value) && value >= min && value <= max) return value;
    throw new Error(`must be a whole number from ${min} to ${max}`);
  };
}

export function url(...protocols: string[]): Read<string> {
  return (given) => {
    if (URL.canParse(given) && protocols.includes(`${new URL(given).protocol}//`)) return given;
    throw new Error(`must be an address that begins with ${protocols.join(' or ')}`);
  };
}

export const flag: Read<boolean> = (given) => {
  if (given !== '0' && given !== '1') throw new Error('must be 0 or 1');
  return given === '1';
};

const hostName = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$|^\[[0-9a-f:.]+\]$/;
export const hostNames: Read<readonly string[]> = (given) => {
  const names = given.split(',').map((name) => name.trim().toLowerCase());
  const named = names.filter((name) => name !== '');
  if (named.every((name) => hostName.test(name))) return named;
  throw new Error('must be host names without port, separated by commas');
};

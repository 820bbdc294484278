import { limits } from '../contract/limits.ts';
import { reason } from '../contract/problem-codes.ts';
import type { Reason } from '../contract/problem-codes.ts';
import { shortened, show } from './text.ts';
import { wrongType } from './wrong-type.ts';

const pattern = new RegExp(limits.namePattern);

/** What is wrong with the name of a database, collection or field; undefined when it is a good one. */
export function nameProblem(name: unknown): Reason | undefined {
  if (typeof name !== 'string') return wrongType('string', name);
  if (name.length > limits.nameLength) {
    const max = limits.nameLength;
    return reason('too_long', `must be at most ${max} characters`, { max, unit: 'characters' });
  }
  if (pattern.test(name)) return undefined;
  return reason(
    'bad_name',
    `must begin with a lower case letter (a-z) and go on with a-z, 0-9 and _ only, unlike ${show(name)}`,
    { value: shortened(name) },
  );
}

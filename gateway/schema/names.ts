import { limits } from '../contract/limits.ts';
import { show } from './text.ts';

const pattern = new RegExp(limits.namePattern);

/** What is wrong with the name of a database, collection or field; undefined when it is a good one. */
export function nameProblem(name: unknown): { code: string; message: string } | undefined {
  if (typeof name !== 'string') return { code: 'wrong_type', message: 'must be a string' };
  if (name.length > limits.nameLength) {
    return { code: 'too_long', message: `must be at most ${limits.nameLength} characters` };
  }
  if (pattern.test(name)) return undefined;
  return {
    code: 'bad_name',
    message: `must begin with a lower case letter (a-z) and go on with a-z, 0-9 and _ only, unlike ${show(name)}`,
  };
}

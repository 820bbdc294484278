import { limits } from '../../contract/limits.ts';
import { notExact } from '../exact-number.ts';
import type { JsonValue } from '../json.ts';
import type { Problems } from '../problems.ts';
import { isStorable } from '../text.ts';
import { wrongType } from '../wrong-type.ts';
import { notStorable } from './checks.ts';
import { jsonType } from './field-type.ts';

/** Any JSON. */
export const json = jsonType({
  name: 'json',
  check: () => jsonCheck,
  takesObjects: true,
  contains: () => ({ op: 'contains', check: jsonCheck }),
});

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
    if (!Number.isFinite(value)) problems.add('not_exact', notExact);
  } else if (typeof value !== 'object') {
    problems.addReason(wrongType('json', value));
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
    if (!isList && !isStorable(key))
      problems.add('not_storable', `has a key that ${notStorable}`, { reason: 'key' });
    else walkJson(child, problems, depth + 1);
    problems.leave();
  }
}

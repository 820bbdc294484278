import { limits } from '../contract/limits.ts';
import { invalidInput } from '../errors.ts';
import { isObject, own } from '../schema/json.ts';
import { isTwice, notInValues } from '../schema/object-reader.ts';
import { Problems } from '../schema/problems.ts';
import { shortened, show } from '../schema/text.ts';
import type { CollectionSchema } from '../schema/types.ts';
import { wrongType } from '../schema/wrong-type.ts';
import type { Target } from './filter.ts';
import { columnOf } from './sql.ts';
import { findTarget, idTarget } from './targets.ts';

export interface SortKey {
  target: Target;
  order: 'asc' | 'desc';
}

/** `[{field, order}]` of the API; the id is always the last key, so that the order is total. Throws 400. */
export function parseSort(schema: CollectionSchema, input: unknown): SortKey[] {
  const problems = new Problems('sort');
  const keys: SortKey[] = [];
  if (input !== undefined && !Array.isArray(input)) {
    problems.addReason(wrongType('sort', input));
  } else if (input !== undefined && input.length > limits.sortKeys) {
    const max = limits.sortKeys;
    problems.add('too_many', `has more than ${max} fields`, { max, unit: 'fields' });
  } else {
    for (const [index, item] of (input ?? []).entries()) {
      problems.enter(index);
      const key = readKey(schema, item, problems);
      if (key && keys.some(({ target }) => target.path === key.target.path)) {
        problems.addReasonAt('field', isTwice(key.target.path));
      } else if (key) keys.push(key);
      problems.leave();
    }
  }
  if (problems.list.length > 0) throw invalidInput(problems.list);
  if (!keys.some(({ target }) => target === idTarget)) keys.push({ target: idTarget, order: 'asc' });
  return keys;
}

function readKey(schema: CollectionSchema, item: unknown, problems: Problems): SortKey | undefined {
  if (!isObject(item)) return problems.addReason(wrongType('sort_key', item));
  for (const key of Object.keys(item)) {
    if (key !== 'field' && key !== 'order')
      problems.addAt(key, 'unknown_key', `${show(key)} is unknown here`, { known: 'field, order' });
  }
  const name = own(item, 'field');
  const order = own(item, 'order') ?? 'asc';
  if (order !== 'asc' && order !== 'desc') problems.addReasonAt('order', notInValues(order, ['asc', 'desc']));
  if (typeof name !== 'string') return problems.addAt('field', 'required', 'must name a field');
  const target = findTarget(schema, name);
  if (!target)
    return problems.addAt('field', 'unknown_field', `${show(name)} is not a field of this collection`, {
      value: shortened(name),
    });
  if (target.inside.length > 0 || !target.type.isSortable) {
    return problems.addAt('field', 'not_sortable', `${show(name)} has no order to sort by`, {
      value: shortened(name),
    });
  }
  return { target, order: order === 'desc' ? 'desc' : 'asc' };
}

/** What comes after ORDER BY; nulls are last either way. */
export function sortToSql(sort: SortKey[], alias = 't'): string {
  return sort
    .map(({ target, order }) => {
      const column = columnOf(target, alias);
      // The id is never null, and without the clause its index gives the order.
      return target.path === 'id' ? `${column} ${order}` : `${column} ${order} NULLS LAST`;
    })
    .join(', ');
}

import type { Operator } from '../../../../gateway/contract/enumerations.ts';
import type { CollectionSchema } from '../../../api/types.ts';
import { systemFields } from '../../fields/field-types.ts';
import type { ValueField } from '../../fields/field-types.ts';

const order: Operator[] = ['$gt', '$gte', '$lt', '$lte'];

/** What can be asked of a field, the likeliest first. */
export function operatorsOf({ name, type }: ValueField): Operator[] {
  // Ids are compared whole.
  if (name === 'id' || name === 'revision') return ['$eq', '$ne', '$in'];
  switch (type) {
    case 'string':
      return ['$contains', '$eq', '$ne', '$in', '$nin', '$like', ...order, '$exists'];
    case 'text':
      return ['$contains', '$like', '$eq', '$ne', '$exists'];
    case 'int':
    case 'float':
      return ['$eq', '$ne', ...order, '$in', '$nin', '$exists'];
    case 'date':
    case 'datetime':
      return ['$gte', '$lte', '$gt', '$lt', '$eq', '$ne', '$exists'];
    case 'boolean':
      return ['$eq', '$ne', '$exists'];
    case 'enum':
      return ['$eq', '$ne', '$in', '$nin', '$exists'];
    case 'array':
      return ['$contains', '$eq', '$ne', '$exists'];
    case 'json':
      return ['$contains', '$eq', '$ne', '$exists'];
    case 'file':
      return ['$exists'];
  }
}

/** What a filter can name: fields, what is in the objects of lists by its path, and what FroDB sets. */
export function filterTargets({ fields }: CollectionSchema): ValueField[] {
  return [...fields.flatMap((field) => [field, ...insideOf(field, field.name)]), ...systemFields];
}

function insideOf(field: Pick<ValueField, 'schema'>, path: string): ValueField[] {
  return (field.schema ?? []).flatMap((inner) => {
    const name = `${path}.${inner.name}`;
    return [{ ...inner, name }, ...insideOf(inner, name)];
  });
}

/** Whether records can be sorted by it. */
export function isSortable({ type }: ValueField): boolean {
  return type !== 'array' && type !== 'file' && type !== 'json';
}

import type { FieldType } from '../schema/field-types/field-type.ts';
import { fieldTypes, typeOf } from '../schema/field-types/index.ts';
import { uuid } from '../schema/field-types/uuid.ts';
import type { CollectionSchema, Field } from '../schema/types.ts';
import type { Target } from './filter.ts';

const systemTargets: readonly Target[] = [
  systemTarget('id', uuid),
  systemTarget('created_at', fieldTypes.datetime),
  systemTarget('updated_at', fieldTypes.datetime),
  systemTarget('revision', uuid),
];

function systemTarget(column: string, type: FieldType): Target {
  return { path: column, column, type, shape: {}, inside: [] };
}

/** Finds what a filter or sort names; undefined when the collection has no such thing. */
export function findTarget(schema: CollectionSchema, path: string): Target | undefined {
  const system = systemTargets.find((target) => target.path === path);
  if (system) return system;
  const [first, ...inside] = path.split('.');
  const root = fieldOf(schema.fields, first);
  if (!root) return undefined;
  let field = root;
  for (const name of inside) {
    const next = fieldOf(field.schema, name);
    if (!next) return undefined;
    field = next;
  }
  return { path, column: root.column, type: typeOf(field), shape: field, inside };
}

function fieldOf(fields: Field[] | undefined, name: string | undefined): Field | undefined {
  return fields?.find((field) => field.name === name);
}

import type { FieldType } from '../schema/field-types/field-type.ts';
import { fieldTypes, typeOf } from '../schema/field-types/index.ts';
import { uuid } from '../schema/field-types/uuid.ts';
import type { CollectionSchema, Field } from '../schema/types.ts';
import type { Target } from './filter.ts';

/** The id of a record, by which every order ends. */
export const idTarget = systemTarget('id', uuid);

const systemTargets: readonly Target[] = [
  idTarget,
  systemTarget('created_at', fieldTypes.datetime),
  systemTarget('updated_at', fieldTypes.datetime),
  systemTarget('revision', uuid),
];

function systemTarget(column: string, type: FieldType): Target {
  return { path: column, column, type, shape: {}, isFilterable: false, inside: [] };
}

/** Finds what a filter or sort names; undefined when the collection has no such thing. */
export function findTarget(schema: CollectionSchema, path: string): Target | undefined {
  const system = systemTargets.find((target) => target.path === path);
  if (system) return system;
  const [first = '', ...inside] = path.split('.');
  const root = fieldOf(schema.fields, first);
  let field = root;
  let isFilterable = root?.filterable ?? false;
  for (const name of inside) {
    field = fieldOf(field?.schema, name);
    isFilterable ||= field?.filterable ?? false;
  }
  if (!root || !field) return undefined;
  return { path, column: root.column, type: typeOf(field), shape: field, isFilterable, inside };
}

function fieldOf(fields: Field[] | undefined, name: string): Field | undefined {
  return fields?.find((field) => field.name === name);
}

import type { Field } from '../../api/types.ts';

/** What showing and editing a value needs to know of its field; the fields that FroDB sets itself have no more. */
export type ValueField = Pick<Field, 'name' | 'type'> &
  Partial<
    Pick<
      Field,
      | 'description'
      | 'required'
      | 'unique'
      | 'multiple'
      | 'items'
      | 'schema'
      | 'values'
      | 'min'
      | 'max'
      | 'max_length'
      | 'unit'
    >
  >;

/** What FroDB sets on every record, which nobody writes. */
export const systemFields = [
  { name: 'id', type: 'string' },
  { name: 'revision', type: 'string' },
  { name: 'created_at', type: 'datetime' },
  { name: 'updated_at', type: 'datetime' },
] as const satisfies readonly ValueField[];

export function isSystemField({ name }: ValueField): boolean {
  return systemFields.some((field) => field.name === name);
}

/** Read from its end, as numbers and counts are: such columns stand right, their heads too. */
export function isRightAligned({ type, multiple = false }: ValueField): boolean {
  return type === 'int' || type === 'float' || (type === 'file' && multiple);
}

/** One value that a single control edits: neither a list, nor files, nor JSON. */
export function isScalar({ type }: ValueField): boolean {
  return type !== 'array' && type !== 'file' && type !== 'json';
}

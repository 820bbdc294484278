import type { CollectionSchema, Field } from '../../api/types.ts';

/** The fields that a search looks in. */
export function searchedFields(schema: CollectionSchema): Field[] {
  return schema.fields.filter(({ vectorize }) => vectorize);
}

export function isSearchable(schema: CollectionSchema): boolean {
  return searchedFields(schema).length > 0;
}

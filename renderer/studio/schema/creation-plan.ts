import { isFilteredBy, isSearched } from './field-stores.ts';
import { isObject } from './schema-document.ts';
import { textOf } from './field-rows.ts';

/** What creating a collection makes, in each store; null where it makes nothing. */
export interface CreationPlan {
  postgres: { columns: number; indexes: number; unique: number };
  qdrant: { searched: string[]; filtered: string[] } | null;
  minio: { fields: string[] } | null;
}

/** Of a schema that the gateway finds right. */
export function planCreation(schema: unknown): CreationPlan {
  const fields = isObject(schema) && Array.isArray(schema['fields']) ? schema['fields'].filter(isObject) : [];
  const namesOf = (is: (field: Record<string, unknown>) => boolean): string[] =>
    fields.filter(is).map(({ name }) => textOf(name));
  const searched = namesOf(isSearched);
  const files = namesOf(({ type }) => type === 'file');
  return {
    postgres: {
      columns: fields.length,
      indexes: fields.filter(({ indexed, unique }) => indexed === true || unique === true).length,
      unique: fields.filter(({ unique }) => unique === true).length,
    },
    qdrant: searched.length === 0 ? null : { searched, filtered: namesOf(isFilteredBy) },
    minio: files.length === 0 ? null : { fields: files },
  };
}

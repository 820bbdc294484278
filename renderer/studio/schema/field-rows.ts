import type { Store } from '../../components/store-marks/store-marks.tsx';
import { isSearched, storesOfField } from './field-stores.ts';
import { isObject } from './schema-document.ts';
import type { Path } from './schema-document.ts';

/** A field in the list: those inside an array come after it, one level in. */
export interface FieldRow {
  /** Its path as a text: `fields.3.schema.0`. */
  id: string;
  path: Path;
  /** The list that it is in, its place there, and how many are there. */
  list: Path;
  index: number;
  count: number;
  depth: number;
  name: string;
  type: string;
  field: Readonly<Record<string, unknown>>;
  stores: readonly Store[];
}

export const idOfPath = (path: Path): string => path.join('.');

/** Every field of a schema, as far as it can be read. */
export function fieldRows(schema: unknown): FieldRow[] {
  if (!isObject(schema) || !Array.isArray(schema['fields'])) return [];
  const fields = schema['fields'] as unknown[];
  const hasSearch = fields.some((field) => isObject(field) && isSearched(field));
  return rowsOf(fields, ['fields'], { depth: 0, hasSearch });
}

interface Around {
  depth: number;
  hasSearch: boolean;
}

function rowsOf(fields: readonly unknown[], list: Path, around: Around): FieldRow[] {
  return fields.flatMap((given, index) => {
    const field = isObject(given) ? given : {};
    const path = [...list, index];
    const row: FieldRow = {
      id: idOfPath(path),
      path,
      list,
      index,
      count: fields.length,
      depth: around.depth,
      name: textOf(field['name']),
      type: textOf(field['type']),
      field,
      stores: around.depth === 0 ? storesOfField(field, around.hasSearch) : ['postgres'],
    };
    const inner = field['schema'];
    if (field['type'] !== 'array' || !Array.isArray(inner)) return [row];
    return [row, ...rowsOf(inner, [...path, 'schema'], { ...around, depth: around.depth + 1 })];
  });
}

/** What somebody wrote where a word belongs, as far as it is one. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

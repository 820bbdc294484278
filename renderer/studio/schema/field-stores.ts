import type { Store } from '../../components/store-marks/store-marks.tsx';
import { isFieldType } from './field-keys.ts';
import { isObject } from './schema-document.ts';

/** Of what types points keep a value to filter by; Postgres alone answers for the others. */
const inPayload = ['string', 'int', 'float', 'number', 'boolean', 'date', 'datetime', 'enum'];

type Loose = Readonly<Record<string, unknown>>;

const says = (field: Loose, key: string, store: string): boolean =>
  Array.isArray(field['store_in']) ? field['store_in'].includes(store) : field[key] === true;

/** Its text is searched: string, text and file can be. */
export const isSearched = (field: Loose): boolean =>
  ['string', 'text', 'file'].includes(String(field['type'])) && says(field, 'vectorize', 'qdrant');

/** Whether searches filter by it in Qdrant. */
export function isFilteredBy(field: Loose): boolean {
  const { type, items } = field;
  const isScalar = inPayload.includes(String(type));
  const isList = type === 'array' && isObject(items) && inPayload.includes(String(items['type']));
  return (isScalar || isList) && says(field, 'filterable', 'qdrant_payload');
}

/**
 * Where a field's value goes. A collection without any searched field has nothing in Qdrant, what is filtered by
 * included; and what lies in an array lies where the array does.
 */
export function storesOfField(field: Loose, hasSearch: boolean): Store[] {
  if (!isFieldType(field['type']) && field['type'] !== 'number') return ['postgres'];
  const stores: Store[] = ['postgres'];
  if (isSearched(field) || (hasSearch && isFilteredBy(field))) stores.push('qdrant');
  if (field['type'] === 'file') stores.push('minio');
  return stores;
}

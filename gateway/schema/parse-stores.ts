import type { FieldDefinition } from '../contract/collection-schema.ts';
import { storeNames } from '../contract/enumerations.ts';
import type { FieldType } from './field-types/field-type.ts';
import type { ObjectReader } from './object-reader.ts';
import { show } from './text.ts';

interface Stores {
  filterable: boolean;
  vectorize: boolean;
  source: Pick<FieldDefinition, 'store_in' | 'filterable' | 'vectorize'>;
}

/**
 * `store_in` says the same as `filterable`, `vectorize` and the type: what is given once is taken from there, what is
 * given twice must agree.
 */
export function readStores(reader: ObjectReader, type: FieldType): Stores {
  const given = reader.strings('store_in', storeNames.length, 20);
  const flags = { filterable: reader.boolean('filterable'), vectorize: reader.boolean('vectorize') };
  const stores: Stores = { filterable: false, vectorize: false, source: {} };
  for (const [index, name] of given?.entries() ?? []) {
    if (storeNames.some((known) => known === name)) continue;
    const message = `${show(name)} is not one of: ${storeNames.join(', ')}`;
    reader.wrong(`store_in[${index}]`, 'not_in_values', message);
  }
  for (const [key, store] of flagStores) {
    const flag = flags[key];
    stores[key] = given ? given.includes(store) : (flag ?? false);
    if (flag !== undefined && flag !== stores[key]) {
      reader.wrong('store_in', 'contradiction', `${store} and ${key}: ${flag} say different things`);
    }
  }
  if (given && given.includes('minio') !== (type.holds === 'files')) {
    reader.wrong('store_in', 'contradiction', 'minio holds the fields of type file, and only those');
  }
  if (stores.vectorize && !type.isSearchable) {
    reader.wrong('vectorize', 'contradiction', `a field of type ${type.name} has no text to search`);
  }
  if (given)
    stores.source.store_in = storeNames.filter((name) => name === 'postgres' || given.includes(name));
  if (stores.filterable) stores.source.filterable = true;
  if (stores.vectorize) stores.source.vectorize = true;
  return stores;
}

const flagStores = [
  ['filterable', 'qdrant_payload'],
  ['vectorize', 'qdrant'],
] as const;

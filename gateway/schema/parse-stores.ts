import type { FieldDefinition } from '../contract/collection-schema.ts';
import { storeNames } from '../contract/enumerations.ts';
import type { FieldType } from './field-types/field-type.ts';
import { notInValues } from './object-reader.ts';
import type { ObjectReader } from './object-reader.ts';

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
    reader.refuse(`store_in[${index}]`, notInValues(name, storeNames));
  }
  for (const [key, store] of flagStores) {
    const flag = flags[key];
    stores[key] = given ? given.includes(store) : (flag ?? false);
    if (flag !== undefined && flag !== stores[key]) {
      reader.wrong('store_in', 'contradiction', `${store} and ${key}: ${flag} say different things`, {
        reason: 'store_and_flag',
        store,
        key,
      });
    }
  }
  if (given && given.includes('minio') !== (type.holds === 'files')) {
    reader.wrong('store_in', 'contradiction', 'minio holds the fields of type file, and only those', {
      reason: 'minio_without_file',
    });
  }
  if (stores.vectorize && !type.isSearchable) {
    reader.wrong('vectorize', 'contradiction', `a field of type ${type.name} has no text to search`, {
      reason: 'no_text_to_search',
      type: type.name,
    });
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

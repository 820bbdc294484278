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
  const filterable = reader.boolean('filterable');
  const vectorize = reader.boolean('vectorize');
  const stores: Stores = { filterable: filterable ?? false, vectorize: vectorize ?? false, source: {} };
  if (given) {
    for (const [index, name] of given.entries()) {
      if (storeNames.some((known) => known === name)) continue;
      reader.wrong(
        `store_in[${index}]`,
        'not_in_values',
        `${show(name)} is not one of: ${storeNames.join(', ')}`,
      );
    }
    stores.filterable = agree(
      reader,
      'filterable',
      filterable,
      given.includes('qdrant_payload'),
      'qdrant_payload',
    );
    stores.vectorize = agree(reader, 'vectorize', vectorize, given.includes('qdrant'), 'qdrant');
    if (given.includes('minio') !== (type.holds === 'files')) {
      reader.wrong('store_in', 'contradiction', 'minio holds the fields of type file, and only those');
    }
    stores.source.store_in = storeNames.filter((name) => name === 'postgres' || given.includes(name));
  }
  if (stores.vectorize && !type.isSearchable) {
    reader.wrong('vectorize', 'contradiction', `a field of type ${type.name} has no text to search`);
  }
  if (stores.filterable) stores.source.filterable = true;
  if (stores.vectorize) stores.source.vectorize = true;
  return stores;
}

function agree(
  reader: ObjectReader,
  key: string,
  flag: boolean | undefined,
  isStored: boolean,
  store: string,
): boolean {
  if (flag !== undefined && flag !== isStored) {
    reader.wrong('store_in', 'contradiction', `${store} and ${key}: ${flag} say different things`);
  }
  return isStored;
}

import { notFound } from '../../errors.ts';
import { isUuid } from '../../schema/uuid.ts';
import type { Collection } from '../../write/collection.ts';

/** A malformed id is 404, like one that does not exist. */
export function existingId(collection: Collection, id: string): string {
  if (!isUuid(id)) throw notFound(`There is no record ${id} in ${collection.name}.`);
  return id.toLowerCase();
}

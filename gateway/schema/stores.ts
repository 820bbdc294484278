import { holdsFiles } from './field-types/index.ts';
import type { CollectionSchema } from './types.ts';

/** Which stores a collection needs. */
export function storesOf(schema: Pick<CollectionSchema, 'fields'>): {
  postgres: true;
  qdrant: boolean;
  minio: boolean;
} {
  return {
    postgres: true,
    qdrant: schema.fields.some((field) => field.vectorize),
    minio: schema.fields.some(holdsFiles),
  };
}

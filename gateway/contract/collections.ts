import { z } from 'zod';
import { collectionSchema } from './collection-schema.ts';
import { judgedByService } from './judged-by-service.ts';
import { limits } from './limits.ts';
import { listOf, time } from './lists.ts';
import { inPath } from './names.ts';

export const collectionsParams = z.strictObject({ database: inPath.database.optional() });
export const collectionParams = collectionsParams.extend({ collection: inPath.collection });

export const createCollectionQuery = z.strictObject({
  dry_run: z.boolean().default(false).describe('true: only checks the schema'),
});

export const schemaBody = judgedByService(collectionSchema);

export const patchCollectionBody = z.strictObject({
  description: z.string().max(limits.descriptionLength).nullable().optional(),
});

export const createdCollection = z.object({
  status: z.literal('created'),
  database: z.string(),
  collection: z.string(),
  postgres_table: z.string(),
  qdrant_collection: z.string().nullable(),
  minio_bucket: z.string().nullable(),
});

export const validSchema = z.object({
  valid: z.literal(true),
  stores: z.object({ postgres: z.boolean(), qdrant: z.boolean(), minio: z.boolean() }),
});

export const collectionItem = z.object({
  name: z.string(),
  database_name: z.string(),
  schema: collectionSchema.optional().describe('Only for keys that may read or change it'),
  created_at: time,
  updated_at: time,
});
export const collectionList = listOf(collectionItem);

export const collectionStats = z.object({
  records: z.int(),
  chunks: z.int(),
  files: z.int(),
  bytes: z.object({
    postgres: z.int(),
    qdrant: z.int().describe('Estimated'),
    objects: z.int(),
  }),
  changed_at: time,
});

/** Where a collection is looked for: without a database, in all that the key may know of. */
export type CollectionPlace = z.infer<typeof collectionParams>;
export type PatchCollectionBody = z.infer<typeof patchCollectionBody>;
export type CreatedCollection = z.infer<typeof createdCollection>;
export type ValidSchema = z.infer<typeof validSchema>;
export type CollectionItem = z.infer<typeof collectionItem>;
export type CollectionStats = z.infer<typeof collectionStats>;

import { z } from 'zod';

/** What a store has lost of a collection. */
export const loss = z.object({
  store: z.enum(['qdrant', 'minio', 's3', 'filesystem']),
  database: z.string(),
  collection: z.string(),
  what: z
    .enum(['index', 'bucket', 'files'])
    .describe(
      'index: search and its writes wait until it is built again from Postgres; bucket: no file can be read or written; files: marked on their records',
    ),
  state: z.enum(['missing', 'rebuilding']),
  count: z.int().nullable().describe('Files lost, or chunks that are not in the index yet; null: not known'),
});

export const losses = {
  losses: z.array(loss).describe('What stores have lost, of the collections that the key may read'),
  other_losses: z.int().describe('How many more there are, of collections that it may not read'),
};

export type Loss = z.infer<typeof loss>;

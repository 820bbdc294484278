import { z } from 'zod';

/** What is there once the sample workspace is loaded; the `result` of its job, too. */
export const loadedSample = z.object({
  database: z.string(),
  collections: z
    .array(z.object({ name: z.string(), records: z.int().describe('As they come with FroDB') }))
    .describe('In the order in which they are loaded'),
});

export type LoadedSample = z.infer<typeof loadedSample>;

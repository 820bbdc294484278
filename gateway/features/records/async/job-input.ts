import { z } from 'zod';
import { batchQuery } from '../../../contract/records.ts';

const revisions = z.array(z.string()).nullable();

/** What a job writes; a body, where it has one, is kept beside it as it came. */
const jobWrite = z.discriminatedUnion('op', [
  z.strictObject({
    op: z.enum(['create', 'replace', 'patch']),
    id: z.string(),
    ifMatch: revisions,
  }),
  z.strictObject({
    op: z.literal('batch'),
    mode: batchQuery.shape.mode.unwrap(),
    format: z.enum(['json', 'ndjson']),
    /** By place in the batch; null for those that were not valid. */
    ids: z.array(z.string().nullable()),
  }),
  z.strictObject({ op: z.literal('delete'), id: z.string(), ifMatch: revisions }),
  z.strictObject({ op: z.literal('delete many'), ids: z.array(z.string()) }),
]);

export const writeJobInput = z.strictObject({ collectionId: z.string(), write: jobWrite });

export type JobWrite = z.infer<typeof jobWrite>;
export type WriteJobInput = z.infer<typeof writeJobInput>;

import { z } from 'zod';
import { losses } from './losses.ts';

const status = z.enum(['ok', 'error']);

export const health = z.object({ status: z.literal('ok') });
export const partHealth = z.object({ status, reason: z.string().optional() });
export const wholeHealth = z.object({
  status: z
    .enum(['ok', 'degraded', 'error'])
    .describe(
      'degraded: every part answers, but files are lost or the disk is nearly full. error: a part does not answer, or has lost an index or a bucket',
    ),
  details: z.object({ postgres: z.boolean(), qdrant: z.boolean(), minio: z.boolean() }),
  object_store: z.enum(['minio', 's3', 'filesystem']),
  disk: z
    .object({ free_mb: z.int(), wanted_mb: z.int(), low: z.boolean() })
    .describe(
      'Of the data folder. low: writes that add are refused with 507; reads, searches and deletes go on',
    ),
  ...losses,
});

export type PartHealth = z.infer<typeof partHealth>;
export type WholeHealth = z.infer<typeof wholeHealth>;

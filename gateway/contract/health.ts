import { z } from 'zod';

const status = z.enum(['ok', 'error']);

export const health = z.object({ status: z.literal('ok') });
export const partHealth = z.object({ status, reason: z.string().optional() });
export const wholeHealth = z.object({
  status,
  details: z.object({ postgres: z.boolean(), qdrant: z.boolean(), minio: z.boolean() }),
  object_store: z.enum(['minio', 's3', 'filesystem']),
});

export type PartHealth = z.infer<typeof partHealth>;
export type WholeHealth = z.infer<typeof wholeHealth>;

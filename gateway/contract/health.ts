import { z } from 'zod';
import { losses } from './losses.ts';

const status = z.enum(['ok', 'error']);

export const health = z.object({ status: z.literal('ok') });
export const partHealth = z.object({ status, reason: z.string().optional() });
export const wholeHealth = z.object({
  status: z.enum(['ok', 'degraded', 'error']).describe('degraded: files are lost, all else works'),
  details: z.object({ postgres: z.boolean(), qdrant: z.boolean(), minio: z.boolean() }),
  object_store: z.enum(['minio', 's3', 'filesystem']),
  ...losses,
});

export type PartHealth = z.infer<typeof partHealth>;
export type WholeHealth = z.infer<typeof wholeHealth>;

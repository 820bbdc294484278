import { z } from 'zod';
import { listOf } from './lists.ts';
import { loss } from './losses.ts';

export const engineName = z.enum(['postgres', 'qdrant', 'minio']);

export const engine = z.object({
  name: engineName,
  managed: z.boolean().describe('false: external, used and not started'),
  state: z.enum(['stopped', 'starting', 'ready', 'stopping', 'failed']),
  reason: z.string().nullable().describe('Why it is not ready'),
  pid: z.int().nullable(),
  port: z.int().nullable(),
  version: z.string().nullable(),
  uptime_seconds: z.int().nullable(),
  memory_bytes: z.int().nullable(),
  disk_bytes: z.int().nullable(),
  garbage: z
    .int()
    .nullable()
    .describe('Points or objects that wait to be deleted; null while Postgres is down'),
  losses: z.array(loss).nullable().describe('What it has lost; null while that can not be found out'),
});
export const engineList = listOf(engine);
export const engineParams = z.strictObject({ engine: z.string().describe('postgres, qdrant or minio') });

export const logQuery = z.strictObject({
  after: z.int().min(0).default(0).describe('`next` of the page before'),
});
export const logPage = z.object({
  lines: z.array(z.object({ n: z.int(), text: z.string() })),
  next: z.int(),
});

export type Engine = z.infer<typeof engine>;
export type EngineName = z.infer<typeof engineName>;

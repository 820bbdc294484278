import { z } from 'zod';
import { wholeHealth } from './health.ts';
import { time } from './lists.ts';

export const system = z.object({
  version: z.string().describe('Of FroDB'),
  node: z.string().describe('Of Node, which runs it'),
  platform: z.string().describe('Operating system and processor, as linux-x64'),
  started_at: time,
  object_store: wholeHealth.shape.object_store,
  data_dir: z.string().nullable().describe('The data folder; null but for admin keys'),
  disk: z
    .object({
      free_bytes: z.int(),
      total_bytes: z.int(),
      wanted_free_bytes: z.int().describe('With less than this free, writes that add are refused with 507'),
      is_low: z.boolean(),
    })
    .nullable()
    .describe('That of the data folder; null but for admin keys, and where it can not be read'),
});

export const licences = z.object({
  items: z.array(
    z.object({
      kind: z.enum(['frodb', 'engine', 'library']),
      name: z.string(),
      version: z.string(),
      licence: z.string().nullable().describe('As SPDX has it'),
      source: z.string().nullable().describe('Where the source of exactly this version is'),
      notice: z.string().nullable().describe('What else its licence wants to be said'),
      text: z.string().nullable().describe('Of the licence, where it lies in the package'),
    }),
  ),
});

export type System = z.infer<typeof system>;
export type Licences = z.infer<typeof licences>;

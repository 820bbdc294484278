import { z } from 'zod';
import { limits } from './limits.ts';
import { listOf, time } from './lists.ts';
import { inPath, resourceName } from './names.ts';
import { refusal } from './problem-codes.ts';

const reserved = ['public', 'information_schema', 'frodb'];

const databaseName = resourceName.superRefine((name, context) => {
  if (!reserved.includes(name) && !name.startsWith('pg_')) return;
  const message = `is reserved: ${name} is no name for a database of yours`;
  context.addIssue({ code: 'custom', message, params: refusal('reserved_name', { value: name }) });
});
const description = z.string().max(limits.descriptionLength).nullable();

/** Checked by the service: zod's record leaves keys like `__proto__` out, and what is taken is kept as it came. */
const metadata = z.unknown().meta({
  type: 'object',
  additionalProperties: true,
  description: 'Anything of yours, as an object',
});

export const createDatabaseBody = z.strictObject({
  name: databaseName,
  description: description.optional(),
  metadata: metadata.optional(),
});
export const patchDatabaseBody = z.strictObject({
  description: description.optional(),
  metadata: metadata.optional().meta({ description: 'Anything of yours, as an object; replaced whole' }),
});
export const deleteDatabaseQuery = z.strictObject({
  cascade: z.boolean().default(false).describe('true also deletes its collections'),
});
export const databaseParams = z.strictObject({ database: inPath.database });

export const database = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  metadata: z.record(z.string(), z.unknown()),
  created_at: time,
  updated_at: time,
});

/** What is listed, and told of a change, to a key that may not read it. */
export const shownDatabase = database
  .partial({ description: true, metadata: true })
  .describe('Description and metadata only for keys that may read');
export const databaseList = listOf(shownDatabase);

export type CreateDatabaseBody = z.infer<typeof createDatabaseBody>;
export type PatchDatabaseBody = z.infer<typeof patchDatabaseBody>;
export type Database = z.infer<typeof database>;
export type ShownDatabase = z.infer<typeof shownDatabase>;

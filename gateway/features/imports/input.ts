import { z } from 'zod';
import { importOptions } from '../../contract/imports.ts';
import { conflict, notFound } from '../../errors.ts';
import type { RowFile } from '../../ingest/index.ts';
import type { Collection } from '../../write/collection.ts';
import { hashInput } from '../../write/input-hash.ts';
import type { ImportDeps } from './import-deps.ts';

export const importInput = z.strictObject({
  collectionId: z.string(),
  /** Of the schema that the options were checked against. */
  schemaHash: z.string(),
  options: importOptions,
});
export type ImportInput = z.infer<typeof importInput>;

/** Where an import is: what is before `from` is written or put aside. */
const checkpoint = z.strictObject({
  from: z.strictObject({ offset: z.int(), line: z.int() }),
  /** Of the next portion. */
  number: z.int(),
  created: z.int(),
  rejected: z.int(),
});
export type Checkpoint = z.infer<typeof checkpoint>;

export function readCheckpoint(kept: unknown, { layout }: RowFile): Checkpoint {
  if (kept === null) return { from: layout.start, number: 0, created: 0, rejected: 0 };
  return checkpoint.parse(kept);
}

export function schemaHash({ schema }: Collection): string {
  return hashInput(schema.source.fields);
}

/** The collection as it is now. Errors: 404 where it is gone, 409 where its fields are others. */
export async function requireSame(
  { collections }: Pick<ImportDeps, 'collections'>,
  input: ImportInput,
): Promise<Collection> {
  const collection = await collections.findId(input.collectionId);
  if (!collection) throw notFound('The collection was deleted before all rows were in it.');
  if (schemaHash(collection) === input.schemaHash) return collection;
  throw conflict('The schema of the collection has changed since the import began; import the rest anew.');
}

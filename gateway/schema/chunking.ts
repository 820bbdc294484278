import type { CollectionSchema, Field } from './types.ts';

/** Characters of the chunks that a field's text is cut into: its own `extract_config`, else the collection's config. */
export function chunkingOf(
  schema: Pick<CollectionSchema, 'config'>,
  field: Pick<Field, 'extract'>,
): { chunkSize: number; chunkOverlap: number } {
  const chunkSize = field.extract?.chunkSize ?? schema.config.chunkSize;
  const inherited = Math.min(schema.config.chunkOverlap, Math.floor(chunkSize / 4));
  const own = field.extract?.chunkSize === undefined ? schema.config.chunkOverlap : inherited;
  return { chunkSize, chunkOverlap: field.extract?.chunkOverlap ?? own };
}

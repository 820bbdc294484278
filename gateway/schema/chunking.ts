import type { CollectionSchema, Field } from './types.ts';

/**
 * How a field's text is cut into chunks, in characters: as its own `extract_config` says, else as the collection's
 * config does. A field with a size of its own inherits no more overlap than a quarter of it.
 */
export function chunkingOf(
  { config }: Pick<CollectionSchema, 'config'>,
  { extract }: Pick<Field, 'extract'>,
): { chunkSize: number; chunkOverlap: number } {
  const chunkSize = extract?.chunkSize ?? config.chunkSize;
  const most = extract?.chunkSize === undefined ? config.chunkOverlap : Math.floor(chunkSize / 4);
  return { chunkSize, chunkOverlap: extract?.chunkOverlap ?? Math.min(config.chunkOverlap, most) };
}

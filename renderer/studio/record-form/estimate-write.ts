import type { CollectionSchema, Field } from '../../api/types.ts';
import type { FormValues } from './form-values.ts';

/** About what a write puts beside its row. */
export interface WriteEstimate {
  /** Chunks of texts that are searched. */
  chunks: { field: string; count: number }[];
  /** Fields whose new files are read for their text; how much that is shows then. */
  texts: string[];
  /** New files. */
  objects: number;
  bytes: number;
}

/** Says about what saving the fields `names` of a form puts into the other two stores. */
export function estimateWrite(
  { fields, config }: CollectionSchema,
  values: FormValues,
  names: readonly string[],
): WriteEstimate {
  const estimate: WriteEstimate = { chunks: [], texts: [], objects: 0, bytes: 0 };
  for (const field of fields) {
    const value = names.includes(field.name) ? values[field.name] : undefined;
    if (value?.kind === 'text' && field.vectorize === true && value.text.trim() !== '') {
      estimate.chunks.push({ field: field.name, count: chunksOf(value.text, field, config) });
    }
    if (value?.kind !== 'files') continue;
    const added = value.files.filter((file) => file.kind === 'upload' || file.isNew);
    estimate.objects += added.length;
    for (const { size } of added) estimate.bytes += size;
    if (added.length > 0 && field.extract_config?.extract_text === true) estimate.texts.push(field.name);
  }
  return estimate;
}

function chunksOf(text: string, { extract_config: own }: Field, config: CollectionSchema['config']): number {
  const size = own?.chunk_size ?? config.chunk_size;
  const overlap = own?.chunk_overlap ?? config.chunk_overlap;
  return Math.max(1, Math.ceil((text.length - overlap) / (size - overlap)));
}

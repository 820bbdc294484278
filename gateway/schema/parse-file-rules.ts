import { extractConfig } from '../contract/collection-schema.ts';
import { limits } from '../contract/limits.ts';
import type { FieldType } from './field-types/field-type.ts';
import { holdsFiles } from './field-types/index.ts';
import type { ObjectReader } from './object-reader.ts';
import type { CollectionConfig, ExtractConfig, Field } from './types.ts';

type FileRules = Pick<Field, 'multiple' | 'maxFiles' | 'maxBytes' | 'accept'>;

const mediaType = /^([a-z0-9!#$&^_.+-]+\/([a-z0-9!#$&^_.+-]+|\*)|\*\/\*)$/;

/** `multiple`, `max_files`, `max_bytes` and `accept`: for files only. */
export function readFileRules(reader: ObjectReader, type: FieldType): FileRules {
  const multiple = reader.boolean('multiple') ?? false;
  if (type.holds !== 'files') {
    for (const key of ['multiple', 'max_files', 'max_bytes', 'accept'] as const) {
      if (!reader.has(key) || (key === 'multiple' && !multiple)) continue;
      reader.wrong(key, 'not_applicable', 'is for fields of type file only', { types: 'file' });
    }
    return { multiple: false };
  }
  const maxFiles = reader.whole('max_files', 1, limits.filesPerField);
  if (!multiple && maxFiles !== undefined && maxFiles > 1) {
    reader.wrong('max_files', 'contradiction', 'more than one file needs multiple: true', {
      reason: 'several_files',
    });
  }
  const maxBytes = reader.whole('max_bytes', 1, limits.fileBytes);
  const accept = reader.strings('accept', limits.acceptTypes, limits.fileNameBytes);
  const wrong = accept?.findIndex((type_) => !mediaType.test(type_.toLowerCase())) ?? -1;
  if (wrong >= 0) {
    const message = 'must be a media type, like application/pdf or image/*';
    reader.wrong(`accept[${wrong}]`, 'not_a_media_type', message);
  }
  return { multiple, maxFiles, maxBytes, accept: accept?.map((type_) => type_.toLowerCase()) };
}

/** `extract_config`, its defaults filled; undefined for everything but files. */
export function readExtract(
  reader: ObjectReader,
  field: Pick<Field, 'type' | 'vectorize'>,
  config: CollectionConfig,
): ExtractConfig | undefined {
  if (!holdsFiles(field)) {
    if (reader.has('extract_config')) {
      reader.wrong('extract_config', 'not_applicable', 'is for fields of type file only', { types: 'file' });
    }
    return undefined;
  }
  const extract = reader.object('extract_config', Object.keys(extractConfig.shape));
  const defaults = { extractText: field.vectorize, ocrIfNeeded: true, onError: 'reject' } as const;
  if (!extract) return defaults;
  return reader.within('extract_config', () => {
    const extractText = extract.boolean('extract_text') ?? defaults.extractText;
    if (field.vectorize && !extractText) {
      extract.wrong('extract_text', 'contradiction', 'vectorize: true needs the text', {
        reason: 'vectorize_needs_text',
      });
    }
    const chunkSize = extract.whole('chunk_size', limits.chunkSizeMin, limits.chunkSizeMax);
    const chunkOverlap = extract.whole('chunk_overlap', 0, limits.chunkSizeMax);
    const size = chunkSize ?? config.chunkSize;
    if (chunkOverlap !== undefined && chunkOverlap >= size) {
      extract.wrong('chunk_overlap', 'contradiction', `must be less than chunk_size (${size})`, {
        reason: 'overlap_not_below_size',
        size,
      });
    }
    return {
      extractText,
      ocrIfNeeded: extract.boolean('ocr_if_needed') ?? defaults.ocrIfNeeded,
      onError: extract.oneOf('on_error', ['reject', 'store']) ?? defaults.onError,
      ...(chunkSize === undefined ? {} : { chunkSize }),
      ...(chunkOverlap === undefined ? {} : { chunkOverlap }),
    };
  });
}

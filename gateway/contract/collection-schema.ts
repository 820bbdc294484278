import { z } from 'zod';
import { fieldTypeNames, languages, scalarTypeNames, storeNames } from './enumerations.ts';
import { limits } from './limits.ts';
import { resourceName } from './names.ts';

const description = z.string().max(limits.descriptionLength).optional();
const keptForLater = description.describe('Kept for later: nothing embeds yet');
const flag = z.boolean().optional();
const bound = z.union([z.number(), z.string()]).optional();

/** The keys that limit a value, of fields and of the items of arrays. */
export const valueRules = {
  values: z
    .array(z.string().min(1).max(limits.enumValueLength))
    .min(1)
    .max(limits.enumValues)
    .optional()
    .describe('enum, and required there: the words it may be'),
  min: bound.describe('int, float, date, datetime: inclusive'),
  max: bound.describe('int, float, date, datetime: inclusive'),
  max_length: z.int().min(1).optional().describe('string, text: characters'),
  unit: z.string().max(limits.unitLength).optional().describe('Shown beside the value, never computed with'),
};

/** `number` is taken for float; it is kept, and answered, as float. */
const numberIsFloat = (name: unknown): unknown => (name === 'number' ? 'float' : name);

export const arrayItems = z
  .strictObject({ type: z.preprocess(numberIsFloat, z.enum(scalarTypeNames)), description, ...valueRules })
  .meta({ id: 'ArrayItems', description: 'What each item of an array of scalars is' });

export const extractConfig = z
  .strictObject({
    extract_text: flag.describe('Default: as `vectorize`, which needs it'),
    ocr_if_needed: z
      .boolean()
      .optional()
      .describe('Default true. Kept for later: nothing reads scanned pages yet'),
    on_error: z
      .enum(['reject', 'store'])
      .optional()
      .describe(
        'Of a file that can not be read: refuse the record (default), or keep the file without its text',
      ),
    chunk_size: z.int().min(limits.chunkSizeMin).max(limits.chunkSizeMax).optional().describe('Characters'),
    chunk_overlap: z
      .int()
      .min(0)
      .max(limits.chunkSizeMax)
      .optional()
      .describe('Characters, less than chunk_size'),
  })
  .meta({ id: 'ExtractConfig', description: 'How the text of files is taken out' });

/**
 * A field of a collection or of the objects in an array; its keys in the order of the normal form. (No spreading here:
 * TypeScript could not infer what holds itself.)
 */
export const fieldDefinition = z.strictObject({
  name: resourceName,
  type: z.preprocess(numberIsFloat, z.enum(fieldTypeNames)),
  description,
  required: flag.describe('Neither missing nor null; a file field has at least one file'),
  indexed: flag.describe('Has an index in Postgres'),
  unique: flag.describe('No two records have the same value; has an index'),
  filterable: flag.describe('Kept beside the vectors, so that searches filter by it fast'),
  vectorize: flag.describe('string, text, file: its text is searchable'),
  default: z.unknown().optional().describe('Fills a missing key in POST and PUT'),
  values: valueRules.values,
  min: valueRules.min,
  max: valueRules.max,
  max_length: valueRules.max_length,
  unit: valueRules.unit,
  multiple: flag.describe('file: a list of files'),
  max_files: z.int().min(1).max(limits.filesPerField).optional().describe('file, with `multiple`'),
  max_bytes: z.int().min(1).max(limits.fileBytes).optional().describe('file: of each'),
  accept: z
    .array(z.string().min(1).max(limits.fileNameBytes))
    .min(1)
    .max(limits.acceptTypes)
    .optional()
    .describe('file: media types, as application/pdf or image/*'),
  store_in: z
    .array(z.enum(storeNames))
    .min(1)
    .max(storeNames.length)
    .optional()
    .describe('Says the same as `filterable` (qdrant_payload), `vectorize` (qdrant) and the type (minio)'),
  get schema() {
    return z.array(fieldDefinition).min(1).max(limits.schemaFields).optional();
  },
  items: arrayItems.optional(),
  extract_config: extractConfig.optional(),
});
z.globalRegistry.add(fieldDefinition, {
  id: 'Field',
  description: 'An array has either `schema` (objects) or `items` (scalars)',
});

export const collectionConfig = z
  .strictObject({
    embedding_model: keptForLater,
    embedding_provider_id: keptForLater,
    chunk_size: z
      .int()
      .min(limits.chunkSizeMin)
      .max(limits.chunkSizeMax)
      .default(limits.chunkSizeDefault)
      .describe('Characters'),
    chunk_overlap: z
      .int()
      .min(0)
      .max(limits.chunkSizeMax)
      .default(limits.chunkOverlapDefault)
      .describe('Characters, less than chunk_size; not given, at most a quarter of it'),
    language: z
      .enum(['auto', ...languages])
      .default('auto')
      .describe('Of the texts; auto finds out'),
    typo_tolerance: z.boolean().default(false).describe('Searches find words that are nearly the same'),
  })
  .meta({ id: 'CollectionConfig' });

export const collectionSchema = z
  .strictObject({
    name: resourceName,
    description,
    fields: z.array(fieldDefinition).min(1).max(limits.schemaFields),
    config: collectionConfig.prefault({}),
  })
  .meta({
    id: 'CollectionSchema',
    description: 'A collection; what is answered is its normal form, which can be posted again unchanged',
  });

export type CollectionDefinition = z.infer<typeof collectionSchema>;
export type FieldDefinition = z.infer<typeof fieldDefinition>;

import { collectionConfig, collectionSchema } from '../contract/collection-schema.ts';
import type { CollectionDefinition } from '../contract/collection-schema.ts';
import { languages } from '../contract/enumerations.ts';
import { limits } from '../contract/limits.ts';
import { reason } from '../contract/problem-codes.ts';
import { invalidInput } from '../errors.ts';
import { isObject, own } from './json.ts';
import { nameProblem } from './names.ts';
import { ObjectReader } from './object-reader.ts';
import { readFields } from './parse-field.ts';
import { Problems } from './problems.ts';
import type { CollectionConfig, CollectionSchema } from './types.ts';
import { wrongType } from './wrong-type.ts';

/** Reads a collection's schema as the API takes it. Throws 400 with every problem and its path. */
export function parseSchema(input: unknown): CollectionSchema {
  if (!isObject(input)) throw invalidInput([{ path: 'body', ...wrongType('object', input) }]);
  const problems = new Problems();
  const schema = readSchema(input, problems);
  if (problems.list.length > 0 || !schema) throw invalidInput(problems.list);
  return schema;
}

/** The schema that the catalogue keeps, compiled again. It was checked when it was stored. */
export function loadSchema(source: CollectionDefinition): CollectionSchema {
  const problems = new Problems();
  const schema = readSchema(source, problems);
  if (!schema)
    throw new Error(`The catalogue holds a schema that can not be read: ${problems.list[0]?.message}`);
  return schema;
}

/** The same schema with another description (none if empty), its normalised form included. */
export function withDescription(schema: CollectionSchema, description: string): CollectionSchema {
  return loadSchema({ ...schema.source, description: description || undefined });
}

function readSchema(input: Record<string, unknown>, problems: Problems): CollectionSchema | undefined {
  const reader = new ObjectReader(input, Object.keys(collectionSchema.shape), problems);
  const name = reader.raw('name');
  const wrongName = name === undefined ? reason('required', 'is required') : nameProblem(name);
  if (wrongName) reader.refuse('name', wrongName);
  const description = reader.string('description', limits.descriptionLength);
  const { config, source: configSource } = readConfig(reader, problems);
  const fields = reader.within('fields', () =>
    readFields(own(input, 'fields'), { problems, nesting: 0, config }),
  );
  if (typeof name !== 'string' || fields === undefined) return undefined;
  const source = {
    name,
    ...(description === undefined ? {} : { description }),
    fields: fields.map((field) => field.source),
    config: configSource,
  };
  return { name, description, fields: fields.map(({ field }) => field), config, source };
}

function readConfig(
  schema: ObjectReader,
  problems: Problems,
): { config: CollectionConfig; source: CollectionDefinition['config'] } {
  const keys = Object.keys(collectionConfig.shape);
  const reader = schema.object('config', keys) ?? new ObjectReader({}, keys, problems);
  return schema.within('config', () => {
    const embeddingModel = reader.string('embedding_model', limits.descriptionLength);
    const embeddingProviderId = reader.string('embedding_provider_id', limits.descriptionLength);
    const chunkSize =
      reader.whole('chunk_size', limits.chunkSizeMin, limits.chunkSizeMax) ?? limits.chunkSizeDefault;
    const givenOverlap = reader.whole('chunk_overlap', 0, limits.chunkSizeMax);
    if (givenOverlap !== undefined && givenOverlap >= chunkSize) {
      reader.wrong('chunk_overlap', 'contradiction', `must be less than chunk_size (${chunkSize})`, {
        reason: 'overlap_not_below_size',
        size: chunkSize,
      });
    }
    const chunkOverlap = givenOverlap ?? defaultOverlap(chunkSize);
    const language = reader.oneOf('language', ['auto', ...languages]) ?? 'auto';
    const typoTolerance = reader.boolean('typo_tolerance') ?? false;
    return {
      config: { embeddingModel, embeddingProviderId, chunkSize, chunkOverlap, language, typoTolerance },
      source: {
        embedding_model: embeddingModel,
        embedding_provider_id: embeddingProviderId,
        chunk_size: chunkSize,
        chunk_overlap: chunkOverlap,
        language,
        typo_tolerance: typoTolerance,
      },
    };
  });
}

/** Where no overlap is given: the usual one, but never more than a quarter of the chunk. */
function defaultOverlap(chunkSize: number): number {
  return Math.min(limits.chunkOverlapDefault, Math.floor(chunkSize / 4));
}

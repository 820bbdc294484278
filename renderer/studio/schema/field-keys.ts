import { fieldTypeNames } from '../../../gateway/contract/enumerations.ts';
import type { FieldTypeName } from '../../../gateway/contract/enumerations.ts';

/** Everything that any field can say, besides its name and type. */
export type FieldKey =
  | 'description'
  | 'required'
  | 'indexed'
  | 'unique'
  | 'filterable'
  | 'vectorize'
  | 'default'
  | 'values'
  | 'min'
  | 'max'
  | 'max_length'
  | 'unit'
  | 'multiple'
  | 'max_files'
  | 'max_bytes'
  | 'accept'
  | 'items'
  | 'schema'
  | 'extract_config';

/** What only some types know: a test holds it against what the gateway takes. */
const own: Record<FieldTypeName, readonly FieldKey[]> = {
  string: ['indexed', 'unique', 'filterable', 'vectorize', 'default', 'max_length', 'unit'],
  text: ['vectorize', 'default', 'max_length', 'unit'],
  int: ['indexed', 'unique', 'filterable', 'default', 'min', 'max', 'unit'],
  float: ['indexed', 'unique', 'filterable', 'default', 'min', 'max', 'unit'],
  boolean: ['indexed', 'unique', 'filterable', 'default'],
  date: ['indexed', 'unique', 'filterable', 'default', 'min', 'max'],
  datetime: ['indexed', 'unique', 'filterable', 'default', 'min', 'max'],
  enum: ['indexed', 'unique', 'filterable', 'default', 'values'],
  array: ['indexed', 'filterable', 'items', 'schema', 'default'],
  file: ['vectorize', 'multiple', 'max_files', 'max_bytes', 'accept', 'extract_config'],
  json: ['default'],
};

/** What an index or a search would need, which fields inside an array have not. */
const outsideOnly: readonly FieldKey[] = ['indexed', 'unique', 'filterable', 'vectorize'];

export function isFieldType(type: unknown): type is FieldTypeName {
  return fieldTypeNames.some((known) => known === type);
}

/** The keys that make sense for a type; undefined for a word that is none. `number` is another word for float. */
export function keysOfType(type: unknown, isNested = false): ReadonlySet<string> | undefined {
  const known = type === 'number' ? 'float' : type;
  if (!isFieldType(known)) return undefined;
  const keys = own[known].filter((key) => !isNested || !outsideOnly.includes(key));
  return new Set(['name', 'type', 'description', 'required', ...keys]);
}

/** The types that a field can have there: files are not inside arrays. */
export function typesAt(isNested: boolean): readonly FieldTypeName[] {
  return isNested ? fieldTypeNames.filter((type) => type !== 'file') : fieldTypeNames;
}

export const fieldKeys: readonly string[] = [
  'name',
  'type',
  'description',
  'required',
  'indexed',
  'unique',
  'filterable',
  'vectorize',
  'default',
  'values',
  'min',
  'max',
  'max_length',
  'unit',
  'multiple',
  'max_files',
  'max_bytes',
  'accept',
  'store_in',
  'items',
  'schema',
  'extract_config',
];
export const itemKeys: readonly string[] = [
  'type',
  'description',
  'values',
  'min',
  'max',
  'max_length',
  'unit',
];
export const extractKeys: readonly string[] = [
  'extract_text',
  'ocr_if_needed',
  'on_error',
  'chunk_size',
  'chunk_overlap',
];
export const configKeys: readonly string[] = [
  'language',
  'chunk_size',
  'chunk_overlap',
  'typo_tolerance',
  'embedding_model',
  'embedding_provider_id',
];
export const schemaKeys: readonly string[] = ['name', 'description', 'fields', 'config'];

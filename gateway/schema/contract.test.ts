import { describe, expect, test } from 'vitest';
import { collectionSchema } from '../contract/collection-schema.ts';
import { AppError } from '../errors.ts';
import { parseSchema } from './parse.ts';
import type { CollectionSchema } from './types.ts';

/* The contract describes collection schemas, the parser judges them: this holds the two together. */

function parsed(input: unknown): CollectionSchema | undefined {
  try {
    return parseSchema(input);
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

const withField = (field: object) => ({ name: 'docs', fields: [{ name: 'f', ...field }] });

describe('a schema that the parser takes is one of the contract, and so is its normal form', () => {
  test.each([
    [{ type: 'string', required: true, unique: true, max_length: 20, default: 'a', description: 'd' }],
    [{ type: 'text', vectorize: true }],
    [{ type: 'int', min: 0, max: 10, unit: 'm', indexed: true }],
    [{ type: 'number' }],
    [{ type: 'boolean', default: false, filterable: true }],
    [{ type: 'date', min: '2000-01-01' }],
    [{ type: 'datetime', max: '2030-01-01T00:00:00+02:00' }],
    [{ type: 'enum', values: ['a', 'b'], store_in: ['postgres', 'qdrant_payload'] }],
    [{ type: 'array', items: { type: 'number', min: 1 } }],
    [{ type: 'array', schema: [{ name: 'rows', type: 'array', schema: [{ name: 'n', type: 'int' }] }] }],
    [{ type: 'file', multiple: true, max_files: 3, max_bytes: 9, accept: ['image/*'] }],
    [{ type: 'file', vectorize: true, extract_config: { on_error: 'store', chunk_size: 800 } }],
    [{ type: 'json', default: { a: [1, null] } }],
  ])('%o', (field) => {
    const input = withField(field);
    const source = parsed(input)?.source;
    expect(source).toBeDefined();
    expect(collectionSchema.safeParse(input).error).toBeUndefined();
    expect(collectionSchema.parse(source)).toEqual(source);
  });

  test.each([[{}], [{ chunk_size: 400 }], [{ chunk_overlap: 0, language: 'pt', typo_tolerance: true }]])(
    'with the config %o',
    (config) => {
      const input = { ...withField({ type: 'text' }), config };
      expect(collectionSchema.safeParse(input).error).toBeUndefined();
      expect(collectionSchema.parse(parsed(input)?.source)).toEqual(parsed(input)?.source);
    },
  );
});

describe('what is no schema is none for both', () => {
  test.each([
    [null],
    [[]],
    [{ name: 'docs' }],
    [{ name: 'docs', fields: [] }],
    [{ name: 'Docs', fields: [{ name: 'f', type: 'int' }] }],
    [{ name: 'docs', fields: [{ name: 'f', type: 'int' }], extra: 1 }],
    [{ name: 'docs', fields: [{ name: 'f', type: 'int' }], config: { chunk_size: 1 } }],
    [{ name: 'docs', fields: [{ name: 'f', type: 'int' }], config: { language: 'xx' } }],
    [withField({})],
    [withField({ type: 'decimal' })],
    [withField({ type: 'int', requird: true })],
    [withField({ type: 'int', required: 'yes' })],
    [withField({ type: 'int', min: [] })],
    [withField({ type: 'string', max_length: 0 })],
    [withField({ type: 'enum', values: [] })],
    [withField({ type: 'enum', values: [''] })],
    [withField({ type: 'array', items: { type: 'json' } })],
    [withField({ type: 'array', items: { type: 'int', required: true } })],
    [withField({ type: 'array', schema: [{ type: 'int' }] })],
    [withField({ type: 'file', max_files: 1_001 })],
    [withField({ type: 'file', extract_config: { on_error: 'ignore' } })],
    [withField({ type: 'string', store_in: ['disk'] })],
  ])('%j', (input) => {
    expect([parsed(input), collectionSchema.safeParse(input).success]).toEqual([undefined, false]);
  });
});

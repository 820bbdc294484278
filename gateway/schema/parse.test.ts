import { describe, expect, test } from 'vitest';
import { AppError } from '../errors.ts';
import { chunkingOf } from './chunking.ts';
import { createTable } from './ddl.ts';
import { loadSchema, parseSchema, withDescription } from './parse.ts';
import { storesOf } from './stores.ts';

function problemsOf(fields: unknown, rest: object = {}): string[] {
  try {
    parseSchema({ name: 'docs', fields, ...rest });
  } catch (error) {
    if (error instanceof AppError) return (error.errors ?? []).map(({ path, code }) => `${path} ${code}`);
    throw error;
  }
  return [];
}

const everything = {
  name: 'everything',
  description: 'One of each',
  fields: [
    { name: 'code', type: 'string', description: 'd', required: true, unique: true, max_length: 20 },
    { name: 'body', type: 'text', vectorize: true },
    { name: 'n', type: 'int', min: 0, max: 10, default: 3, indexed: true, unit: 'm' },
    { name: 'x', type: 'float' },
    { name: 'flag', type: 'boolean', default: false, filterable: true },
    { name: 'day', type: 'date', min: '2000-01-01' },
    { name: 'at', type: 'datetime', max: '2030-01-01T00:00:00+02:00' },
    {
      name: 'kind',
      type: 'enum',
      values: ['a', "it's"],
      store_in: ['postgres', 'qdrant_payload'],
      filterable: true,
    },
    { name: 'tags', type: 'array', items: { type: 'string', max_length: 5 }, indexed: true },
    { name: 'rows', type: 'array', schema: [{ name: 'id', type: 'int', required: true }] },
    {
      name: 'docs',
      type: 'file',
      vectorize: true,
      multiple: true,
      max_files: 3,
      max_bytes: 1000,
      accept: ['application/pdf', 'image/*'],
      extract_config: { extract_text: true, ocr_if_needed: false, on_error: 'store', chunk_size: 800 },
    },
    { name: 'extra', type: 'json', default: { a: [1] } },
    { name: 'xmin', type: 'float' },
  ],
  config: { chunk_size: 1000, chunk_overlap: 10, language: 'pt', typo_tolerance: true },
};

describe('a schema with one of everything', () => {
  const schema = parseSchema(everything);

  test('keeps its wire form, which can be posted again unchanged', () => {
    expect(schema.source).toEqual(everything);
    expect(parseSchema(schema.source)).toEqual(schema);
    expect(loadSchema(structuredClone(schema.source))).toEqual(schema);
  });

  test('takes another description', () => {
    expect(withDescription(schema, 'New').source).toEqual({ ...everything, description: 'New' });
    expect(withDescription(schema, '').description).toBeUndefined();
  });

  test('knows its stores, its chunks and its limits', () => {
    expect(storesOf(schema)).toEqual({ postgres: true, qdrant: true, minio: true });
    const docs = schema.fields[10];
    expect(docs && chunkingOf(schema, docs)).toEqual({ chunkSize: 800, chunkOverlap: 10 });
    expect(schema.fields[6]?.max).toBe('2029-12-31T22:00:00.000Z');
  });

  test('becomes a table whose columns never meet a system column', () => {
    const statements = createTable(schema, { schemaName: 'd_x', tableName: 'c_y' });
    expect(statements[0]).toContain('"XMIN" double precision');
    expect(statements[0]).toContain('"code" text COLLATE "C"');
    expect(statements[0]).toContain('"tags" text[] COLLATE "C"');
    expect(statements.slice(2)).toEqual([
      'CREATE UNIQUE INDEX "c_y_1" ON "d_x"."c_y" ("code")',
      'CREATE INDEX "c_y_3" ON "d_x"."c_y" ("n")',
      'CREATE INDEX "c_y_9" ON "d_x"."c_y" USING gin ("tags")',
    ]);
  });
});

test('number is another word for float, store_in always has postgres and sets the flags', () => {
  const { source } = parseSchema({
    name: 'a',
    fields: [{ name: 'n', type: 'number', store_in: ['qdrant_payload'] }],
  });
  expect(source['fields']).toEqual([
    { name: 'n', type: 'float', filterable: true, store_in: ['postgres', 'qdrant_payload'] },
  ]);
});

test('extract_text follows vectorize', () => {
  const { fields } = parseSchema({
    name: 'a',
    fields: [
      { name: 'b', type: 'file', vectorize: true },
      { name: 'c', type: 'file' },
    ],
  });
  expect(fields.map((field) => field.extract?.extractText)).toEqual([true, false]);
});

test.each([
  ['no fields', [], 'fields out_of_range'],
  ['no list', {}, 'fields wrong_type'],
  ['an unknown key', [{ name: 'a', type: 'int', size: 1 }], 'fields[0].size unknown_key'],
  ['an unknown type', [{ name: 'a', type: 'interger' }], 'fields[0].type unknown_type'],
  ['no type', [{ name: 'a' }], 'fields[0].type required'],
  ['a name that breaks the pattern', [{ name: 'A', type: 'int' }], 'fields[0].name bad_name'],
  ['a name with an injection', [{ name: 'a"; drop', type: 'int' }], 'fields[0].name bad_name'],
  ['a long name', [{ name: 'a'.repeat(64), type: 'int' }], 'fields[0].name too_long'],
  ['a reserved name', [{ name: 'revision', type: 'int' }], 'fields[0].name reserved'],
  [
    'a name twice',
    [
      { name: 'a', type: 'int' },
      { name: 'a', type: 'int' },
    ],
    'fields[1].name duplicate',
  ],
  ['an enum without values', [{ name: 'a', type: 'enum' }], 'fields[0].values required'],
  ['a value twice', [{ name: 'a', type: 'enum', values: ['x', 'x'] }], 'fields[0].values[1] duplicate'],
  ['values of an int', [{ name: 'a', type: 'int', values: ['x'] }], 'fields[0].values not_applicable'],
  ['min over max', [{ name: 'a', type: 'int', min: 2, max: 1 }], 'fields[0].max contradiction'],
  ['a min of the wrong type', [{ name: 'a', type: 'int', min: '2' }], 'fields[0].min wrong_type'],
  ['min of a string', [{ name: 'a', type: 'string', min: 2 }], 'fields[0].min not_applicable'],
  ['a default of the wrong type', [{ name: 'a', type: 'int', default: '1' }], 'fields[0].default wrong_type'],
  ['a default out of range', [{ name: 'a', type: 'int', max: 1, default: 2 }], 'fields[0].default too_large'],
  ['an indexed text', [{ name: 'a', type: 'text', indexed: true }], 'fields[0].indexed contradiction'],
  [
    'a unique array',
    [{ name: 'a', type: 'array', items: { type: 'int' }, unique: true }],
    'fields[0].unique contradiction',
  ],
  ['a vectorised int', [{ name: 'a', type: 'int', vectorize: true }], 'fields[0].vectorize contradiction'],
  [
    'store_in against a flag',
    [{ name: 'a', type: 'text', vectorize: true, store_in: ['postgres'] }],
    'fields[0].store_in contradiction',
  ],
  ['an int in minio', [{ name: 'a', type: 'int', store_in: ['minio'] }], 'fields[0].store_in contradiction'],
  [
    'an unknown store',
    [{ name: 'a', type: 'int', store_in: ['redis'] }],
    'fields[0].store_in[0] not_in_values',
  ],
  ['an array of nothing', [{ name: 'a', type: 'array' }], 'fields[0].schema required'],
  [
    'an array of files',
    [{ name: 'a', type: 'array', items: { type: 'file' } }],
    'fields[0].items.type unknown_type',
  ],
  [
    'a bad field inside',
    [{ name: 'a', type: 'array', schema: [{ name: 'b', type: 'x' }] }],
    'fields[0].schema[0].type unknown_type',
  ],
  [
    'a file inside',
    [{ name: 'a', type: 'array', schema: [{ name: 'b', type: 'file' }] }],
    'fields[0].schema[0].type contradiction',
  ],
  ['max_files of one', [{ name: 'a', type: 'file', max_files: 2 }], 'fields[0].max_files contradiction'],
  [
    'a file over 5 GiB',
    [{ name: 'a', type: 'file', max_bytes: 5 * 1024 ** 3 + 1 }],
    'fields[0].max_bytes out_of_range',
  ],
  [
    'accept of nonsense',
    [{ name: 'a', type: 'file', accept: ['pdf'] }],
    'fields[0].accept[0] not_a_media_type',
  ],
  [
    'vectorize without text',
    [{ name: 'a', type: 'file', vectorize: true, extract_config: { extract_text: false } }],
    'fields[0].extract_config.extract_text contradiction',
  ],
  [
    'an overlap over the chunk',
    [{ name: 'a', type: 'file', extract_config: { chunk_size: 100, chunk_overlap: 100 } }],
    'fields[0].extract_config.chunk_overlap contradiction',
  ],
  [
    'an unknown on_error',
    [{ name: 'a', type: 'file', extract_config: { on_error: 'panic' } }],
    'fields[0].extract_config.on_error not_in_values',
  ],
  [
    'a description with U+0000',
    [{ name: 'a', type: 'int', description: '\0' }],
    'fields[0].description not_storable',
  ],
])('refuses %s', (_name, fields, problem) => {
  expect(problemsOf(fields)).toEqual([problem]);
});

test('nests three deep and no deeper', () => {
  const nest = (depth: number): object =>
    depth === 0 ? { name: 'leaf', type: 'int' } : { name: 'a', type: 'array', schema: [nest(depth - 1)] };
  expect(problemsOf([nest(3)])).toEqual([]);
  expect(problemsOf([nest(4)])).toEqual(['fields[0].schema[0].schema[0].schema[0].schema too_deep']);
});

test('takes 300 fields and no more', () => {
  const fields = Array.from({ length: 301 }, (_, n) => ({ name: `f${n}`, type: 'int' }));
  expect(problemsOf(fields.slice(1))).toEqual([]);
  expect(problemsOf(fields)).toEqual(['fields out_of_range']);
});

test('reports everything at once', () => {
  expect(
    problemsOf([{ name: 'A', type: 'x' }], { config: { language: 'de', chunk_size: 5 }, extra: 1 }),
  ).toEqual([
    'extra unknown_key',
    'config.chunk_size out_of_range',
    'config.language not_in_values',
    'fields[0].name bad_name',
    'fields[0].type unknown_type',
  ]);
});

test('a field may be called like something every object has', () => {
  const { fields } = parseSchema({ name: 'a', fields: [{ name: 'constructor', type: 'int' }] });
  expect(fields[0]?.default).toBeUndefined();
  expect(Object.hasOwn(fields[0] ?? {}, 'default')).toBe(false);
});

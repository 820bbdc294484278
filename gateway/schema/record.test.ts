import { describe, expect, test } from 'vitest';
import { parseSchema } from './parse.ts';
import { validateRecord } from './record.ts';
import { readTextPart } from './text-part.ts';

const schema = parseSchema({
  name: 'all',
  fields: [
    { name: 's', type: 'string', required: true },
    { name: 'key', type: 'string', unique: true },
    { name: 't', type: 'text', max_length: 3 },
    { name: 'n', type: 'int', min: -5 },
    { name: 'x', type: 'float' },
    { name: 'b', type: 'boolean', default: true },
    { name: 'd', type: 'date', max: '2030-01-01' },
    { name: 'at', type: 'datetime' },
    { name: 'e', type: 'enum', values: ['a', 'b'] },
    { name: 'tags', type: 'array', items: { type: 'string' } },
    {
      name: 'rows',
      type: 'array',
      schema: [
        { name: 'q', type: 'int', required: true },
        { name: 'when', type: 'datetime' },
        { name: 'unit', type: 'string', default: 'm' },
      ],
    },
    { name: 'f', type: 'file' },
    { name: 'fs', type: 'file', multiple: true, max_files: 2 },
    { name: 'j', type: 'json' },
    { name: 'constructor', type: 'int' },
  ],
});

const check = (input: unknown, mode: 'create' | 'replace' | 'patch' = 'create') =>
  validateRecord(schema, input, mode);
const problemsOf = (field: string, value: unknown) =>
  check({ [field]: value }, 'patch').errors.map(({ path, code }) => `${path} ${code}`);

test('create fills defaults and null, replace too, patch takes what is given', () => {
  const filled = { key: null, t: null, n: null, x: null, b: true, d: null, at: null, e: null, tags: null };
  for (const mode of ['create', 'replace'] as const) {
    const { values, files, errors } = check({ s: 'a' }, mode);
    expect(errors).toEqual([]);
    expect(values).toEqual({ s: 'a', ...filled, rows: null, j: null, constructor: null });
    expect(files).toEqual({ f: null, fs: null });
  }
  expect(check({ n: 1 }, 'patch')).toEqual({ values: { n: 1 }, files: {}, errors: [] });
  expect(check({}, 'patch')).toEqual({ values: {}, files: {}, errors: [] });
});

test('null stays null, and is refused where a value is required', () => {
  expect(check({ s: 'a', b: null }).values['b']).toBeNull();
  expect(problemsOf('s', null)).toEqual(['s required']);
  expect(check({}).errors).toMatchObject([{ path: 's', code: 'required' }]);
});

test('datetimes become UTC milliseconds, cut and not rounded', () => {
  const { values } = check({
    s: 'a',
    at: '2024-02-29T23:59:59.999999+02:00',
    rows: [{ q: 1, when: '1969-12-31T23:59:59.9999Z' }],
  });
  expect(values['at']).toBe('2024-02-29T21:59:59.999Z');
  expect(values['rows']).toEqual([{ q: 1, when: '1969-12-31T23:59:59.999Z', unit: 'm' }]);
});

test.each([
  ['s', 1, 's wrong_type'],
  ['s', 'a\0', 's not_storable'],
  ['s', '\ud800', 's not_storable'],
  ['s', 'x'.repeat(2001), 's too_long'],
  ['key', 'é'.repeat(1301), 'key too_long'],
  ['t', 'four', 't too_long'],
  ['n', 1.5, 'n wrong_type'],
  ['n', '1', 'n wrong_type'],
  ['n', true, 'n wrong_type'],
  ['n', 2 ** 53, 'n out_of_range'],
  ['n', 2 ** 63, 'n out_of_range'],
  ['n', NaN, 'n wrong_type'],
  ['n', -6, 'n too_small'],
  ['x', Infinity, 'x not_exact'],
  ['x', 'NaN', 'x wrong_type'],
  ['b', 'true', 'b wrong_type'],
  ['b', 1, 'b wrong_type'],
  ['d', '2023-02-29', 'd not_a_date'],
  ['d', '0000-01-01', 'd not_a_date'],
  ['d', '2023-2-1', 'd not_a_date'],
  ['d', '2031-01-01', 'd too_large'],
  ['at', '2024-01-01T00:00:00', 'at not_a_datetime'],
  ['at', '2024-01-01', 'at not_a_datetime'],
  ['at', '2024-13-01T00:00:00Z', 'at not_a_datetime'],
  ['at', '2024-01-01T24:00:00Z', 'at not_a_datetime'],
  ['at', '0001-01-01T00:00:00+01:00', 'at not_a_datetime'],
  ['at', 1, 'at wrong_type'],
  ['e', 'c', 'e not_in_values'],
  ['e', "a'; drop table x", 'e not_in_values'],
  ['tags', 'a', 'tags wrong_type'],
  ['tags', ['a', 1], 'tags[1] wrong_type'],
  ['tags', [null], 'tags[0] wrong_type'],
  ['rows', [{ q: 1 }, { q: 'x' }], 'rows[1].q wrong_type'],
  ['rows', [{}], 'rows[0].q required'],
  ['rows', [{ q: 1, z: 1 }], 'rows[0].z unknown_key'],
  ['rows', [1], 'rows[0] wrong_type'],
  ['f', 'id', 'f wrong_type'],
  ['f', { file_id: 1 }, 'f wrong_type'],
  ['f', { file_id: 'a', name: 'b' }, 'f.name unknown_key'],
  ['f', [{ file_id: 'a' }], 'f wrong_type'],
  ['fs', { file_id: 'a' }, 'fs wrong_type'],
  ['fs', [{ file_id: 'a' }, { file_id: 'a' }], 'fs[1] duplicate'],
  ['fs', [{ file_id: 'a' }, { file_id: 'b' }, { file_id: 'c' }], 'fs too_many_files'],
  ['j', { a: ['\0'] }, 'j.a[0] not_storable'],
  ['j', { a: { '\udc00': 1 } }, 'j.a.\udc00 not_storable'],
  ['j', [Infinity], 'j[0] not_exact'],
  ['id', 'x', 'id read_only'],
  ['created_at', 'x', 'created_at read_only'],
  ['nope', 1, 'nope unknown_key'],
])('refuses %s: %o', (field, value, problem) => {
  expect(problemsOf(field, value)).toEqual([problem]);
});

test.each([
  ['s', 'x'.repeat(2000)],
  ['s', '👍🏽'.repeat(1000)],
  ['key', 'é'.repeat(1300)],
  ['n', 2 ** 53 - 1],
  ['n', 3.0],
  ['x', 1e300],
  ['d', '2024-02-29'],
  ['tags', []],
  ['j', { a: [null, { b: 1 }] }],
  ['j', JSON.parse('{"__proto__": {"x": 1}}') as unknown],
])('takes %s: %o as it is', (field, value) => {
  const { values, errors } = check({ [field]: value }, 'patch');
  expect(errors).toEqual([]);
  expect(values[field]).toEqual(value);
});

test('json deeper than 100 is refused', () => {
  const nest = (depth: number): unknown => (depth === 0 ? 1 : [nest(depth - 1)]);
  expect(check({ j: nest(100) }, 'patch').errors).toEqual([]);
  expect(check({ j: nest(101) }, 'patch').errors).toMatchObject([{ code: 'too_deep' }]);
});

test('__proto__ as a key of a record is an unknown key', () => {
  const { errors } = check(JSON.parse('{"s": "a", "__proto__": 1}'));
  expect(errors).toMatchObject([{ path: '__proto__', code: 'unknown_key' }]);
});

describe('paths', () => {
  test('carry what stands before them', () => {
    expect(validateRecord(schema, { s: 'a', rows: [{ q: null }] }, 'create', '[17]').errors).toMatchObject([
      { path: '[17].rows[0].q', code: 'required' },
    ]);
    expect(validateRecord(schema, [], 'create', '[3]').errors).toMatchObject([{ path: '[3]' }]);
    expect(validateRecord(schema, null, 'create').errors).toMatchObject([{ path: 'body' }]);
  });

  test('stop at a hundred', () => {
    const input = Object.fromEntries(Array.from({ length: 150 }, (_, n) => [`u${n}`, 1]));
    expect(check(input, 'patch').errors).toHaveLength(100);
  });
});

describe('uploaded parts', () => {
  const required = parseSchema({
    name: 'a',
    fields: [
      { name: 'f', type: 'file', required: true },
      { name: 'fs', type: 'file', multiple: true, required: true },
    ],
  });

  test('satisfy required, and are added to what the JSON keeps', () => {
    const uploads = new Map([
      ['f', 1],
      ['fs', 2],
    ]);
    expect(validateRecord(required, { fs: [{ file_id: 'k' }] }, 'create', '', uploads)).toEqual({
      values: {},
      files: { f: [], fs: [{ file_id: 'k' }] },
      errors: [],
    });
  });

  test('count against the number of files', () => {
    const { errors } = validateRecord(required, { f: { file_id: 'k' } }, 'patch', '', new Map([['f', 1]]));
    expect(errors).toMatchObject([{ path: 'f', code: 'too_many_files' }]);
  });

  test('an empty list is no file', () => {
    const { errors } = validateRecord(required, { f: null, fs: [] }, 'create');
    expect(errors).toMatchObject([
      { path: 'f', code: 'required' },
      { path: 'fs', code: 'required' },
    ]);
  });
});

test('text parts are read by type', () => {
  const read = (name: string, text: string) => {
    const field = schema.fields.find((candidate) => candidate.name === name);
    if (!field) throw new Error(name);
    return readTextPart(field, text);
  };
  expect(read('s', 'true')).toBe('true');
  expect(read('d', '2024-01-01')).toBe('2024-01-01');
  expect(read('b', 'true')).toBe(true);
  expect(read('n', '12')).toBe(12);
  expect(read('tags', '["a"]')).toEqual(['a']);
  expect(() => read('b', 'True')).toThrow('must be JSON');
  expect(() => read('n', '')).toThrow('must be JSON');
});

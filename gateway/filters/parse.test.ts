import { expect, test } from 'vitest';
import { AppError } from '../errors.ts';
import { parseSchema } from '../schema/parse.ts';
import { afterToSql, decodeCursor, encodeCursor, queryHash } from './cursor.ts';
import { parseFilters } from './parse.ts';
import { parseSort, sortToSql } from './sort.ts';
import { filterToSql } from './sql.ts';

const schema = parseSchema({
  name: 'a',
  fields: [
    { name: 's', type: 'string' },
    { name: 'n', type: 'int' },
    { name: 'x', type: 'float' },
    { name: 'b', type: 'boolean' },
    { name: 'd', type: 'date' },
    { name: 'at', type: 'datetime' },
    { name: 'e', type: 'enum', values: ['a'] },
    { name: 'tags', type: 'array', items: { type: 'string' } },
    { name: 'rows', type: 'array', schema: [{ name: 'q', type: 'int' }] },
    { name: 'j', type: 'json' },
    { name: 'f', type: 'file' },
  ],
});

function problemsOf(parse: () => unknown): string[] {
  try {
    parse();
  } catch (error) {
    if (error instanceof AppError) return (error.errors ?? []).map(({ path, code }) => `${path} ${code}`);
    throw error;
  }
  return [];
}

test.each([
  [null, 'filters wrong_type'],
  [[], 'filters wrong_type'],
  [{ nope: 1 }, 'filters.nope unknown_field'],
  [{ 's"; drop table x; --': 1 }, 'filters.s"; drop table x; -- unknown_field'],
  [{ 'rows.nope': 1 }, 'filters.rows.nope unknown_field'],
  [{ 'j.a': 1 }, 'filters.j.a unknown_field'],
  [{ 'tags.a': 1 }, 'filters.tags.a unknown_field'],
  [{ constructor: 1 }, 'filters.constructor unknown_field'],
  [{ $nor: [] }, 'filters.$nor unknown_operator'],
  [{ $and: {} }, 'filters.$and wrong_type'],
  [{ $or: [{ n: 'x' }] }, 'filters.$or[0].n wrong_type'],
  [{ n: { $regex: 'a' } }, 'filters.n.$regex unknown_operator'],
  [{ n: { gt: 1 } }, 'filters.n.gt unknown_operator'],
  [{ n: { $not: { $gt: 1 } } }, 'filters.n.$not unknown_operator'],
  [{ n: {} }, 'filters.n empty'],
  [{ n: '1' }, 'filters.n wrong_type'],
  [{ n: { $in: [1, '2'] } }, 'filters.n.$in[1] wrong_type'],
  [{ n: { $in: 1 } }, 'filters.n.$in wrong_type'],
  [{ n: { $gt: null } }, 'filters.n.$gt wrong_type'],
  [{ n: 2 ** 53 }, 'filters.n out_of_range'],
  [{ n: NaN }, 'filters.n out_of_range'],
  [{ x: Infinity }, 'filters.x not_exact'],
  [{ s: 'a\0' }, 'filters.s not_storable'],
  [{ s: { $like: 'a\\' } }, 'filters.s.$like bad_pattern'],
  [{ s: { $like: 1 } }, 'filters.s.$like wrong_type'],
  [{ s: { $exists: 1 } }, 'filters.s.$exists wrong_type'],
  [{ s: { $contains: null } }, 'filters.s.$contains wrong_type'],
  [{ n: { $like: '1' } }, 'filters.n.$like wrong_operator'],
  [{ n: { $contains: 1 } }, 'filters.n.$contains wrong_operator'],
  [{ b: { $gt: true } }, 'filters.b.$gt wrong_operator'],
  [{ j: { $gt: 1 } }, 'filters.j.$gt wrong_operator'],
  [{ tags: { $lt: ['a'] } }, 'filters.tags.$lt wrong_operator'],
  [{ tags: 'a' }, 'filters.tags wrong_type'],
  [{ tags: { $contains: ['a'] } }, 'filters.tags.$contains wrong_type'],
  [{ rows: { $contains: { z: 1 } } }, 'filters.rows.$contains.z unknown_key'],
  [{ d: '2024-01-01T00:00:00Z' }, 'filters.d not_a_date'],
  [{ d: { $gt: '2023-02-29' } }, 'filters.d.$gt not_a_date'],
  [{ at: '2024-01-01' }, 'filters.at not_a_datetime'],
  [{ f: { file_id: 'x' } }, 'filters.f.file_id unknown_operator'],
  [{ f: { $eq: 'x' } }, 'filters.f.$eq wrong_operator'],
  [{ f: { $gt: 'x' } }, 'filters.f.$gt wrong_operator'],
  [{ id: 'x' }, 'filters.id wrong_type'],
  [{ created_at: 'x' }, 'filters.created_at not_a_datetime'],
])('refuses %j', (input, problem) => {
  expect(problemsOf(() => parseFilters(schema, input))).toEqual([problem]);
});

test('is at most ten deep, has at most a thousand conditions and ten thousand values', () => {
  const nest = (depth: number): object => (depth === 0 ? { n: 1 } : { $and: [nest(depth - 1)] });
  expect(problemsOf(() => parseFilters(schema, nest(10)))).toEqual([]);
  expect(problemsOf(() => parseFilters(schema, nest(11)))).toEqual([expect.stringMatching(/ too_deep$/)]);
  expect(() => parseFilters(schema, nest(3000))).toThrow('levels deep');

  const many = (count: number) => ({ $or: Array.from({ length: count }, (_, n) => ({ n })) });
  expect(problemsOf(() => parseFilters(schema, many(1000)))).toEqual([]);
  expect(problemsOf(() => parseFilters(schema, many(1001)))).toEqual(['filters.$or too_many']);
  expect(problemsOf(() => parseFilters(schema, { $and: [many(600), many(600)] }))).toEqual([
    'filters too_many',
  ]);

  const values = (length: number) => ({ n: { $in: Array.from({ length }, (_, n) => n) } });
  expect(problemsOf(() => parseFilters(schema, values(10_000)))).toEqual([]);
  expect(problemsOf(() => parseFilters(schema, values(10_001)))).toEqual(['filters.n.$in too_many']);
});

test('nothing of the input gets into the SQL', () => {
  const params: unknown[] = ['before'];
  const evil = `'); DROP TABLE "x"; --`;
  const filter = parseFilters(schema, {
    s: { $in: [evil], $like: evil, $ne: evil },
    e: evil,
    tags: { $contains: evil },
    j: { [evil]: evil },
    'rows.q': 1,
  });
  expect(filterToSql(filter, params)).not.toContain('DROP');
  expect(params[1]).toEqual([evil]);
});

test.each([
  [{}, 'sort wrong_type'],
  [['n'], 'sort[0] wrong_type'],
  [[{ field: 'nope' }], 'sort[0].field unknown_field'],
  [[{ field: 'n', order: 'up' }], 'sort[0].order not_in_values'],
  [[{ field: 'n', dir: 'asc' }], 'sort[0].dir unknown_key'],
  [[{ order: 'asc' }], 'sort[0].field required'],
  [[{ field: 'n' }, { field: 'n' }], 'sort[1].field duplicate'],
  [[{ field: 'tags' }], 'sort[0].field not_sortable'],
  [[{ field: 'rows.q' }], 'sort[0].field not_sortable'],
])('refuses to sort by %j', (input, problem) => {
  expect(problemsOf(() => parseSort(schema, input))).toEqual([problem]);
});

test('the id is always the last key', () => {
  expect(sortToSql(parseSort(schema, undefined))).toBe('"t"."id" asc');
  expect(sortToSql(parseSort(schema, [{ field: 'n', order: 'desc' }]))).toBe(
    '"t"."n" desc NULLS LAST, "t"."id" asc',
  );
});

test('a cursor goes on in its own query only', () => {
  const sort = parseSort(schema, [{ field: 'n' }]);
  const hash = queryHash('c', { n: 1, s: 'a' }, undefined);
  expect(queryHash('c', { s: 'a', n: 1 }, undefined)).toBe(hash);
  const id = '01890000-0000-7000-8000-000000000000';
  const cursor = encodeCursor(sort, { n: null, id }, hash);
  const params: unknown[] = [];
  expect(afterToSql(sort, decodeCursor(sort, cursor, hash), params)).toBe(
    '(("t"."n" IS NULL AND "t"."id" > $1::uuid))',
  );
  expect(params).toEqual([id]);
  expect(problemsOf(() => decodeCursor(sort, cursor, queryHash('c', {}, undefined)))).toEqual([
    'cursor other_query',
  ]);
  const forged = Buffer.from(JSON.stringify([hash, ['x', id]])).toString('base64url');
  for (const wrong of ['', 'x', forged, cursor.slice(0, -4)]) {
    expect(problemsOf(() => decodeCursor(sort, wrong, hash))).toEqual(['cursor bad_cursor']);
  }
});

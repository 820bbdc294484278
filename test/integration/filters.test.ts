import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  afterToSql,
  decodeCursor,
  encodeCursor,
  filterToQdrant,
  filterToSql,
  parseFilters,
  parseSort,
  payloadIndexes,
  payloadOf,
  queryHash,
  sortToSql,
} from '../../gateway/filters/index.ts';
import { createPostgres } from '../../gateway/infra/postgres.ts';
import type { Postgres } from '../../gateway/infra/postgres.ts';
import { createQdrantStore } from '../../gateway/infra/vectors-qdrant.ts';
import type { VectorStore } from '../../gateway/infra/vectors.ts';
import { createTable } from '../../gateway/schema/ddl.ts';
import type { JsonValue } from '../../gateway/schema/json.ts';
import { parseSchema } from '../../gateway/schema/parse.ts';
import { validateRecord } from '../../gateway/schema/record.ts';
import { newPhysicalId } from '../../gateway/write/collection.ts';
import { newId } from '../../gateway/write/ids.ts';
import { testEngines } from '../support/engines.ts';
import type { TestEngines } from '../support/engines.ts';

const rowFields = [
  { name: 'q', type: 'int' },
  { name: 'code', type: 'string' },
  { name: 'at', type: 'date' },
  { name: 'cells', type: 'array', schema: [{ name: 'v', type: 'float' }] },
];
const scalars = [
  { name: 's', type: 'string' },
  { name: 'n', type: 'int' },
  { name: 'x', type: 'float' },
  { name: 'b', type: 'boolean' },
  { name: 'd', type: 'date' },
  { name: 'at', type: 'datetime' },
  { name: 'e', type: 'enum', values: ['red', 'Green', "it's; drop table"] },
  { name: 'tags', type: 'array', items: { type: 'string' } },
  { name: 'ns', type: 'array', items: { type: 'int' } },
  { name: 'days', type: 'array', items: { type: 'date' } },
  { name: 'rows', type: 'array', schema: rowFields },
];

/** Every type, in the payload where it can be; `xmin` has a system column's name, `constructor` a property's of every object. */
const schema = parseSchema({
  name: 'all',
  fields: [
    { name: 'name', type: 'string', filterable: true },
    ...scalars.map((field) => ({ ...field, filterable: true })),
    { name: 't', type: 'text', filterable: true, vectorize: true },
    { name: 'j', type: 'json' },
    { name: 'f', type: 'file' },
    { name: 'plain', type: 'int', indexed: true },
    { name: 'xmin', type: 'float' },
    { name: 'constructor', type: 'int' },
    { name: 'list', type: 'array', items: { type: 'string' }, indexed: true },
    { name: 'objects', type: 'array', schema: [{ name: 'v', type: 'int' }], indexed: true },
  ],
});

const records: Record<string, unknown>[] = [
  {
    name: 'one',
    s: 'alpha',
    n: 1,
    x: 0.1,
    b: true,
    d: '2024-02-29',
    at: '2024-02-29T12:00:00.123Z',
    e: 'red',
    tags: ['a', 'b'],
    ns: [1, 2],
    days: ['2024-01-01'],
    rows: [
      { q: 1, code: 'x', at: '2024-01-01', cells: [{ v: 1.5 }] },
      { q: 5, code: null, cells: [] },
    ],
    t: 'The river is at 5% of its level',
    j: { a: [1, 2, { b: 'c' }], z: null },
    plain: 1,
    xmin: 1.5,
    constructor: 7,
    list: ['a', 'say "hi" \\ {x,y}'],
    objects: [{ v: 1 }, { v: 2 }],
  },
  {
    name: 'two',
    s: 'Beta',
    n: 2,
    x: 2,
    b: false,
    d: '1969-12-31',
    at: '1969-12-31T23:59:59.999Z',
    e: 'Green',
    tags: [],
    ns: [9007199254740991],
    rows: [],
    t: 'Nothing_here',
    j: [1, 'two'],
    plain: 2,
    xmin: -2,
    list: [],
    objects: [],
  },
  {
    name: 'three',
    s: 'gamma% \\ _',
    n: -9007199254740991,
    x: -1e300,
    b: true,
    d: '9999-12-31',
    at: '0001-01-01T00:00:00Z',
    e: "it's; drop table",
    tags: ['B', '😀'],
    rows: [
      { q: null, code: 'y' },
      { q: 2, code: 'x', cells: [{ v: 2 }, { v: null }] },
    ],
    j: 'two',
    plain: 2,
  },
  {
    name: 'four',
    s: '',
    n: 9007199254740991,
    x: 5e-324,
    tags: ['a'],
    rows: [{}],
    j: { a: [2] },
    constructor: 8,
  },
  { name: 'none' },
];

const all = ['four', 'none', 'one', 'three', 'two'];

/** A filter and the names of the records that it matches, in order. */
const table: [filter: Record<string, unknown>, names: string[]][] = [
  [{}, all],
  [{ name: 'one' }, ['one']],
  [{ s: 'alpha' }, ['one']],
  [{ s: 'Alpha' }, []],
  [{ s: '' }, ['four']],
  [{ s: "'; DROP TABLE x; --" }, []],
  [{ s: { $ne: 'alpha' } }, ['four', 'none', 'three', 'two']],
  [{ s: null }, ['none']],
  [{ s: { $eq: null } }, ['none']],
  [{ s: { $ne: null } }, ['four', 'one', 'three', 'two']],
  [{ s: { $exists: true } }, ['four', 'one', 'three', 'two']],
  [{ s: { $exists: false } }, ['none']],
  [{ s: { $gt: 'a' } }, ['one', 'three']],
  [{ s: { $lt: 'a' } }, ['four', 'two']],
  [{ s: { $gte: 'alpha', $lte: 'b' } }, ['one']],
  [{ s: { $in: ['alpha', 'Beta', 'x'] } }, ['one', 'two']],
  [{ s: { $in: ['alpha', null] } }, ['none', 'one']],
  [{ s: { $in: [null] } }, ['none']],
  [{ s: { $in: [] } }, []],
  [{ s: { $nin: [] } }, all],
  [{ s: { $nin: ['alpha'] } }, ['four', 'none', 'three', 'two']],
  [{ s: { $nin: ['alpha', null] } }, ['four', 'three', 'two']],
  [{ s: { $like: 'al%' } }, ['one']],
  [{ s: { $like: 'AL%' } }, []],
  [{ s: { $like: '%\\%%' } }, ['three']],
  [{ s: { $like: '%\\\\ \\_' } }, ['three']],
  [{ s: { $contains: 'a% \\' } }, ['three']],
  [{ s: { $contains: '' } }, ['four', 'one', 'three', 'two']],
  [{ n: 1 }, ['one']],
  [{ n: 1.5 }, []],
  [{ n: { $ne: 1.5 } }, all],
  [{ n: { $in: [1, 1.5] } }, ['one']],
  [{ n: { $gt: 1.5 } }, ['four', 'two']],
  [{ n: { $gte: 1.5 } }, ['four', 'two']],
  [{ n: { $lt: 1.5 } }, ['one', 'three']],
  [{ n: { $lte: 1.5 } }, ['one', 'three']],
  [{ n: { $gt: 1, $lte: 2 } }, ['two']],
  [{ n: { $gte: 9007199254740991 } }, ['four']],
  [{ n: { $gt: 9007199254740990 } }, ['four']],
  [{ n: -9007199254740991 }, ['three']],
  [{ n: { $ne: 1 } }, ['four', 'none', 'three', 'two']],
  [{ n: { $nin: [1, 2] } }, ['four', 'none', 'three']],
  [{ x: 0.1 }, ['one']],
  [{ x: 2 }, ['two']],
  [{ x: { $ne: 0.1 } }, ['four', 'none', 'three', 'two']],
  [{ x: { $gt: 0.1 } }, ['two']],
  [{ x: { $gte: 0.1 } }, ['one', 'two']],
  [{ x: { $lt: 0.1 } }, ['four', 'three']],
  [{ x: { $in: [0.1, -1e300] } }, ['one', 'three']],
  [{ x: 5e-324 }, ['four']],
  [{ $not: { x: { $gt: 0.1 } } }, ['four', 'none', 'one', 'three']],
  [{ b: true }, ['one', 'three']],
  [{ b: { $ne: true } }, ['four', 'none', 'two']],
  [{ b: { $in: [false, null] } }, ['four', 'none', 'two']],
  [{ d: '2024-02-29' }, ['one']],
  [{ d: { $lt: '2024-02-29' } }, ['two']],
  [{ d: { $gte: '1970-01-01' } }, ['one', 'three']],
  [{ d: { $in: ['1969-12-31', '9999-12-31'] } }, ['three', 'two']],
  [{ at: '2024-02-29T14:00:00.1239+02:00' }, ['one']],
  [{ at: { $lt: '1970-01-01T00:00:00Z' } }, ['three', 'two']],
  [{ at: { $gt: '1969-12-31T23:59:59.998Z' } }, ['one', 'two']],
  [{ e: 'red' }, ['one']],
  [{ e: 'blue' }, []],
  [{ e: "it's; drop table" }, ['three']],
  [{ e: { $gte: 'H' } }, ['one', 'three']],
  [{ e: { $like: '%e%' } }, ['one', 'three', 'two']],
  [{ tags: ['a', 'b'] }, ['one']],
  [{ tags: ['b', 'a'] }, []],
  [{ tags: [] }, ['two']],
  [{ tags: null }, ['none']],
  [{ tags: { $exists: true } }, ['four', 'one', 'three', 'two']],
  [{ tags: { $ne: ['a'] } }, ['none', 'one', 'three', 'two']],
  [{ tags: { $in: [['a'], [], ['x']] } }, ['four', 'two']],
  [{ tags: { $contains: 'a' } }, ['four', 'one']],
  [{ tags: { $contains: '😀' } }, ['three']],
  [{ $not: { tags: { $contains: 'a' } } }, ['none', 'three', 'two']],
  [{ ns: { $contains: 2 } }, ['one']],
  [{ ns: { $contains: 2.5 } }, []],
  [{ ns: [1, 2.5] }, []],
  [{ ns: { $contains: 9007199254740991 } }, ['two']],
  [{ days: { $contains: '2024-01-01' } }, ['one']],
  [{ days: ['2024-01-01'] }, ['one']],
  [{ 'rows.q': 1 }, ['one']],
  [{ 'rows.q': { $gt: 1 } }, ['one', 'three']],
  [{ 'rows.q': { $gt: 1, $lt: 2 } }, ['one']],
  [{ 'rows.q': null }, ['four', 'none', 'three', 'two']],
  [{ 'rows.q': { $exists: true } }, ['one', 'three']],
  [{ 'rows.q': { $exists: false } }, ['four', 'none', 'three', 'two']],
  [{ 'rows.q': { $ne: 1 } }, all],
  [{ 'rows.q': { $nin: [1, 5] } }, ['four', 'none', 'three', 'two']],
  [{ $not: { 'rows.q': 1 } }, ['four', 'none', 'three', 'two']],
  [{ 'rows.q': { $in: [2, null] } }, ['four', 'none', 'three', 'two']],
  [{ 'rows.q': 1, 'rows.code': 'x' }, ['one']],
  [{ 'rows.q': 5, 'rows.code': 'x' }, ['one']],
  [{ 'rows.code': { $like: '_' } }, ['one', 'three']],
  [{ 'rows.code': { $contains: 'x' } }, ['one', 'three']],
  [{ 'rows.at': '2024-01-01' }, ['one']],
  [{ 'rows.at': { $lt: '2025-01-01' } }, ['one']],
  [{ 'rows.cells.v': 1.5 }, ['one']],
  [{ 'rows.cells.v': { $gte: 1.5 } }, ['one', 'three']],
  [{ 'rows.cells.v': null }, all],
  [{ 'rows.cells': null }, ['four', 'none', 'three', 'two']],
  [{ 'rows.cells': { $contains: { v: 2 } } }, ['three']],
  [{ rows: { $contains: { q: 2 } } }, ['three']],
  [{ rows: { $contains: { q: 2, code: 'y' } } }, []],
  [{ rows: [] }, ['two']],
  [{ rows: [{}] }, ['four']],
  [{ objects: [{ v: 1 }, { v: 2 }] }, ['one']],
  [{ objects: { $in: [[{ v: 1 }, { v: 2 }], [{ v: 1.5 }]] } }, ['one']],
  [{ objects: { $contains: { v: 2 } } }, ['one']],
  [{ t: { $contains: '5%' } }, ['one']],
  [{ t: { $like: 'Nothing\\_%' } }, ['two']],
  [{ t: { $gt: 'O' } }, ['one']],
  [{ t: null }, ['four', 'none', 'three']],
  [{ j: 'two' }, ['three']],
  [{ j: { a: [2] } }, ['four']],
  [{ j: { $eq: [1, 'two'] } }, ['two']],
  [{ j: { $ne: 'two' } }, ['four', 'none', 'one', 'two']],
  [{ j: { $in: ['two', { a: [2] }, [1, 'two']] } }, ['four', 'three', 'two']],
  [{ j: { $contains: { a: [2] } } }, ['four', 'one']],
  [{ j: { $contains: 'two' } }, ['three', 'two']],
  [{ j: { $exists: false } }, ['none']],
  [{ f: null }, all],
  [{ f: { $exists: true } }, []],
  [{ plain: 2 }, ['three', 'two']],
  [{ plain: { $gte: 1 }, s: 'alpha' }, ['one']],
  [{ xmin: { $lt: 0 } }, ['two']],
  [{ constructor: 7 }, ['one']],
  [{ constructor: null }, ['none', 'three', 'two']],
  [{ list: { $contains: 'say "hi" \\ {x,y}' } }, ['one']],
  [{ list: ['a', 'say "hi" \\ {x,y}'] }, ['one']],
  [{ list: { $in: [['a', 'say "hi" \\ {x,y}']] } }, ['one']],
  [{ $and: [] }, all],
  [{ $or: [] }, []],
  [{ $not: {} }, []],
  [{ $or: [{ n: 1 }, { s: 'Beta' }] }, ['one', 'two']],
  [{ $or: [{ n: 1 }, { s: { $like: 'B%' } }] }, ['one', 'two']],
  [{ $and: [{ b: true }, { $not: { s: { $like: 'al%' } } }] }, ['three']],
  [{ $not: { $or: [{ n: 1 }, { t: { $contains: 'Nothing' } }] } }, ['four', 'none', 'three']],
  [{ $not: { $and: [{ b: true }, { n: 1 }] } }, ['four', 'none', 'three', 'two']],
  [{ $not: { $not: { s: { $like: 'al%' } } } }, ['one']],
  [{ $not: { s: { $in: [] } } }, all],
  [{ $or: [{ s: null }, { n: { $gt: 1 } }], b: { $ne: false } }, ['four', 'none']],
  [{ id: '00000000-0000-7000-8000-000000000000' }, []],
  [{ id: { $exists: true } }, all],
  [{ created_at: { $gt: '2020-01-01T00:00:00Z' } }, all],
  [{ updated_at: { $lt: '2020-01-01T00:00:00Z' } }, []],
  [{ revision: { $ne: '00000000-0000-7000-8000-000000000000' } }, all],
];

let engines: TestEngines;
let pg: Postgres;
let vectors: VectorStore;
const collection = `c_${newPhysicalId()}_1`;
const names = new Map<string, string>();

beforeAll(async () => {
  engines = await testEngines();
  pg = createPostgres({ url: engines.postgresUrl, applicationName: 'test', poolSize: 2 });
  vectors = createQdrantStore({ url: engines.qdrantUrl, apiKey: engines.qdrantApiKey });
  await pg.query('CREATE SCHEMA d_x');
  for (const statement of createTable(schema, { schemaName: 'd_x', tableName: 'c_y' }))
    await pg.query(statement);
  await vectors.createCollection(collection, { indexes: payloadIndexes(schema) });
  for (const record of records) {
    const { values, errors } = validateRecord(schema, record, 'create');
    if (errors.length > 0) throw new Error(JSON.stringify(errors));
    const id = newId();
    names.set(id, String(record['name']));
    const columns = Object.fromEntries(
      schema.fields.map(({ name, column }) => [column, values[name] ?? null]),
    );
    const now = new Date().toISOString();
    await pg.query('INSERT INTO d_x.c_y SELECT * FROM jsonb_populate_record(NULL::d_x.c_y, $1)', [
      JSON.stringify({ ...columns, id, revision: newId(), created_at: now, updated_at: now }),
    ]);
    const text = JSON.stringify({ indices: [1], values: [1] });
    await vectors.upsert(collection, [{ id, vectors: { text }, payload: payloadOf(schema, values) }]);
  }
});

afterAll(async () => {
  await vectors.dropCollection(collection);
  vectors.close();
  await pg.close();
  await engines.drop();
});

function namesOf(rows: { id: string }[]): string[] {
  return rows.map(({ id }) => names.get(id) ?? id).toSorted();
}

describe.each(table)('%j', (input, expected) => {
  const filter = parseFilters(schema, input);

  test('in Postgres', async () => {
    const params: unknown[] = [];
    const where = filterToSql(filter, params);
    expect(namesOf(await pg.query(`SELECT id FROM d_x.c_y t WHERE ${where} AND TRUE`, params))).toEqual(
      expected,
    );
  });

  test('in Qdrant: those at least, and no other where it says so', async () => {
    const { filter: payloadFilter, exact } = filterToQdrant(filter);
    const query = { indices: [1], values: [1] };
    const request = { using: 'text', query, filter: payloadFilter, limit: 100 } as const;
    const hits = namesOf(await vectors.search(collection, request));
    if (exact) expect(hits).toEqual(expected);
    else expect(hits).toEqual(expect.arrayContaining(expected));
  });
});

test('what the payload holds is decided by Qdrant alone', () => {
  const exact = table.filter(([input]) => filterToQdrant(parseFilters(schema, input)).exact);
  expect(exact.length).toBeGreaterThan(60);
});

describe('sort and cursor', () => {
  async function page(sort: unknown, limit: number, cursor?: string) {
    const keys = parseSort(schema, sort);
    const hash = queryHash('c', {}, sort);
    const params: unknown[] = [];
    const where = cursor === undefined ? 'TRUE' : afterToSql(keys, decodeCursor(keys, cursor, hash), params);
    const rows = await pg.query<Record<string, JsonValue>>(
      `SELECT * FROM d_x.c_y t WHERE ${where} ORDER BY ${sortToSql(keys)} LIMIT ${limit}`,
      params,
    );
    const last = rows.at(-1);
    return {
      names: rows.map((row) => row['name']),
      next: last && encodeCursor(keys, { ...last, xmin: last['XMIN'] ?? null }, hash),
    };
  }

  test.each([
    [undefined, ['one', 'two', 'three', 'four', 'none']],
    [[{ field: 'n', order: 'asc' }], ['three', 'one', 'two', 'four', 'none']],
    [[{ field: 'n', order: 'desc' }], ['four', 'two', 'one', 'three', 'none']],
    [[{ field: 's' }], ['four', 'two', 'one', 'three', 'none']],
    [
      [{ field: 'b' }, { field: 'x', order: 'desc' }],
      ['two', 'one', 'three', 'four', 'none'],
    ],
    [[{ field: 'plain', order: 'desc' }], ['two', 'three', 'one', 'four', 'none']],
    [[{ field: 'xmin' }], ['two', 'one', 'three', 'four', 'none']],
    [
      [{ field: 'at' }, { field: 'id', order: 'desc' }],
      ['three', 'two', 'one', 'none', 'four'],
    ],
    [[{ field: 'created_at' }], ['one', 'two', 'three', 'four', 'none']],
  ])('%j, whole and by pages of one and two', async (sort, expected) => {
    expect((await page(sort, 10)).names).toEqual(expected);
    for (const limit of [1, 2]) {
      const seen: unknown[] = [];
      for (let cursor: string | undefined, more = true; more;) {
        const { names: found, next } = await page(sort, limit, cursor);
        seen.push(...found);
        cursor = next;
        more = found.length === limit;
      }
      expect(seen).toEqual(expected);
    }
  });
});

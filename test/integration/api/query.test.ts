import { testRows, useBench } from '../../support/request-table.ts';
import type { Row } from '../../support/request-table.ts';

const bench = useBench();
const query = 'POST /collections/rivers/query';
const search = 'POST /collections/rivers/search';

const names = ['Ave', 'Cávado', 'Douro', 'Lima', 'Minho'];
const rivers = names.map((name, n) => ({
  name,
  km: n === 4 ? null : (n + 1) * 10,
  note: `O rio ${name} corre para o mar`,
  tags: n % 2 ? ['odd'] : [],
}));

testRows('made', bench, [
  {
    what: 'a collection',
    send: 'POST /collections',
    body: {
      name: 'rivers',
      fields: [
        { name: 'name', type: 'string', filterable: true },
        { name: 'km', type: 'int', filterable: true },
        { name: 'note', type: 'text', vectorize: true },
        { name: 'tags', type: 'array', items: { type: 'string' } },
        { name: 'file', type: 'file' },
      ],
    },
    status: 201,
    effects: { collections: 1 },
  },
  {
    what: 'its records',
    send: 'POST /collections/rivers/records:batch',
    body: rivers,
    status: 201,
    effects: { rows: 5, points: 5 },
  },
]);

/** Records in order, by name. */
function listed(...wanted: string[]): object {
  return { records: wanted.map((name) => ({ name })) };
}

testRows('query', bench, [
  {
    what: 'everything, by id',
    send: query,
    body: {},
    status: 200,
    has: { ...listed(...names), total: 5, next_cursor: null },
  },
  {
    what: 'a filter',
    send: query,
    body: { filters: { km: { $gte: 30 } } },
    status: 200,
    has: { ...listed('Douro', 'Lima'), total: 2 },
  },
  {
    what: 'sorted; nulls are last',
    send: query,
    body: { sort: [{ field: 'km', order: 'desc' }] },
    status: 200,
    has: listed('Lima', 'Douro', 'Cávado', 'Ave', 'Minho'),
  },
  {
    what: 'either way',
    send: query,
    body: { sort: [{ field: 'km' }] },
    status: 200,
    has: listed('Ave', 'Cávado', 'Douro', 'Lima', 'Minho'),
  },
  {
    what: 'fields, the id always',
    send: query,
    body: { fields: ['name'], limit: 1 },
    status: 200,
    has: listed('Ave'),
    lacks: ['"km"', '"note"', '"revision"'],
    contains: ['"id"'],
  },
  {
    what: 'no fields',
    send: query,
    body: { fields: [], limit: 1 },
    status: 200,
    lacks: ['"name"'],
    contains: ['"id"'],
  },
  {
    what: 'a page',
    send: query,
    body: { sort: [{ field: 'km', order: 'desc' }], limit: 2 },
    status: 200,
    has: { ...listed('Lima', 'Douro'), total: 5 },
    save: { cursor: 'next_cursor' },
  },
  {
    what: 'the next',
    send: query,
    body: { sort: [{ field: 'km', order: 'desc' }], limit: 2, cursor: '{cursor}' },
    status: 200,
    has: { ...listed('Cávado', 'Ave'), total: null },
    save: { last: 'next_cursor' },
  },
  {
    what: 'the last, of nulls',
    send: query,
    body: { sort: [{ field: 'km', order: 'desc' }], limit: 2, cursor: '{last}' },
    status: 200,
    has: { ...listed('Minho'), next_cursor: null },
  },
  {
    what: 'a cursor with another sort',
    send: query,
    body: { sort: [{ field: 'km' }], cursor: '{cursor}' },
    status: 400,
    problems: [['cursor', 'other_query']],
  },
  {
    what: 'a cursor with another filter',
    send: query,
    body: { sort: [{ field: 'km', order: 'desc' }], filters: { km: 1 }, cursor: '{cursor}' },
    status: 400,
    problems: [['cursor', 'other_query']],
  },
  {
    what: 'a cursor that is none',
    send: query,
    body: { cursor: 'abc' },
    status: 400,
    problems: [['cursor', 'bad_cursor']],
  },
  {
    what: 'an offset',
    send: query,
    body: { offset: 3 },
    status: 200,
    has: { ...listed('Lima', 'Minho'), total: 5 },
  },
  {
    what: 'an offset beyond',
    send: query,
    body: { offset: 10_000 },
    status: 200,
    has: { records: [], total: 5, next_cursor: null },
  },
  {
    what: 'an offset with a cursor',
    send: query,
    body: { sort: [{ field: 'km', order: 'desc' }], cursor: '{cursor}', offset: 0 },
    status: 400,
    problems: [['offset', 'with_cursor']],
  },
  { what: 'no total', send: query, body: { count: false, limit: 1 }, status: 200, has: { total: null } },
  ...(
    [
      [{ limit: 0 }, 'limit'],
      [{ limit: 1_001 }, 'limit'],
      [{ limit: 1.5 }, 'limit'],
      [{ limit: '5' }, 'limit'],
      [{ offset: 10_001 }, 'offset'],
      [{ offset: -1 }, 'offset'],
      [{ fields: ['nope'] }, 'fields[0]'],
      [{ fields: 'name' }, 'fields'],
      [{ count: 'no' }, 'count'],
      [{ sort: 'name' }, 'sort'],
      [{ sort: [{ field: 'nope' }] }, 'sort[0].field'],
      [{ sort: [{ field: 'tags' }] }, 'sort[0].field'],
      [{ sort: [{ field: 'name', order: 'up' }] }, 'sort[0].order'],
      [{ sort: [{ field: 'name' }, { field: 'name' }] }, 'sort[1].field'],
      [{ sort: Array.from({ length: 21 }, () => ({ field: 'name' })) }, 'sort'],
      [{ filters: [] }, 'filters'],
      [{ filters: null }, 'filters'],
      [{ filters: { nope: 1 } }, 'filters.nope'],
      [{ filters: { 'name.x': 1 } }, 'filters.name.x'],
      [{ filters: { km: { $near: 1 } } }, 'filters.km.$near'],
      [{ filters: { $xor: [] } }, 'filters.$xor'],
      [{ filters: { km: {} } }, 'filters.km'],
      [{ filters: { km: { $in: 5 } } }, 'filters.km.$in'],
      [{ filters: { km: { $in: [1, 'x'] } } }, 'filters.km.$in[1]'],
      [{ filters: { km: { $in: Array.from({ length: 10_001 }, (_, n) => n) } } }, 'filters.km.$in'],
      [{ filters: { tags: { $gt: 'a' } } }, 'filters.tags.$gt'],
      [{ filters: { name: { $like: 'a\\' } } }, 'filters.name.$like'],
      [{ filters: { file: 'x' } }, 'filters.file'],
      [{ filters: { id: 'x' } }, 'filters.id'],
      [{ filters: { __proto__x: 1 } }, 'filters.__proto__x'],
      [{ filters: { $and: Array.from({ length: 1_001 }, () => ({ km: 1 })) } }, 'filters.$and'],
      [{ page: 2 }, 'page'],
    ] as [object, string][]
  ).map(([body, path]): Row => ({
    what: `${JSON.stringify(body).slice(0, 60)} is refused`,
    send: query,
    body,
    status: 400,
    problems: [[path]],
  })),
  {
    what: 'eleven deep',
    send: query,
    body: { filters: Array.from({ length: 11 }).reduce<object>((inner) => ({ $not: inner }), { km: 1 }) },
    status: 400,
  },
]);

testRows('search', bench, [
  {
    what: 'by its words',
    send: search,
    body: { query: 'Douro' },
    status: 200,
    has: {
      total: 1,
      results: [
        {
          record: { name: 'Douro' },
          files: [],
          highlights: [
            {
              field: 'note',
              text: 'O rio Douro corre para o mar',
              ranges: [[6, 11]],
              chunk_index: 0,
              page: null,
              boxes: [],
            },
          ],
        },
      ],
    },
  },
  {
    what: 'with a filter',
    send: search,
    body: { query: 'rio', filters: { km: { $lt: 25 } } },
    status: 200,
    has: { total: 2 },
  },
  {
    what: 'with one that only Postgres can say',
    send: search,
    body: { query: 'rio', filters: { tags: { $contains: 'odd' } } },
    status: 200,
    has: { total: 2 },
  },
  {
    what: 'a page',
    send: search,
    body: { query: 'rio', limit: 2, offset: 4 },
    status: 200,
    has: { total: 1 },
  },
  {
    what: 'fields',
    send: search,
    body: { query: 'Lima', fields: ['km'] },
    status: 200,
    has: { results: [{ record: { km: 40 } }] },
    lacks: ['"name":"Lima"'],
  },
  {
    what: 'nothing found',
    send: search,
    body: { query: 'montanha' },
    status: 200,
    has: { results: [], total: 0 },
  },
  ...(
    [
      [{}, 'query'],
      [{ query: ' \n' }, 'query'],
      [{ query: 5 }, 'query'],
      [{ query: 'x'.repeat(100_001) }, 'query'],
      [{ query: 'a', limit: 101 }, 'limit'],
      [{ query: 'a', limit: 0 }, 'limit'],
      [{ query: 'a', filters: { nope: 1 } }, 'filters.nope'],
      [{ query: 'a', fields: ['nope'] }, 'fields[0]'],
      [{ query: 'a', sort: [] }, 'sort'],
      [{ query: 'a', cursor: 'x' }, 'cursor'],
    ] as [object, string][]
  ).map(([body, path]): Row => ({
    what: `${JSON.stringify(body).slice(0, 60)} is refused`,
    send: search,
    body,
    status: 400,
    problems: [[path]],
  })),
  {
    what: 'a collection without vectors',
    send: 'POST /collections',
    body: { name: 'plain', fields: [{ name: 'n', type: 'int' }] },
    status: 201,
    effects: { collections: 1 },
  },
  {
    what: 'has nothing to search',
    send: 'POST /collections/plain/search',
    body: { query: 'a' },
    status: 400,
    problems: [['query', 'not_searchable']],
  },
]);

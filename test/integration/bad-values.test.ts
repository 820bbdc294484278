import { beforeAll, describe, expect, it } from 'vitest';
import type { Reply } from '../support/gateway.ts';
import { useBench } from '../support/request-table.ts';

/** A field of each type; `u` is what tells records apart. */
const fields = [
  { name: 'u', type: 'string', unique: true },
  { name: 's', type: 'string', max_length: 10, indexed: true, filterable: true },
  { name: 't', type: 'text', vectorize: true },
  { name: 'i', type: 'int', filterable: true, min: -10, max: 1000 },
  { name: 'x', type: 'float', filterable: true },
  { name: 'b', type: 'boolean', filterable: true },
  { name: 'd', type: 'date', filterable: true },
  { name: 'at', type: 'datetime', filterable: true },
  { name: 'e', type: 'enum', values: ['red', 'green'], filterable: true },
  { name: 'tags', type: 'array', items: { type: 'string', max_length: 5 }, filterable: true },
  { name: 'ns', type: 'array', items: { type: 'int' } },
  { name: 'days', type: 'array', items: { type: 'datetime' } },
  {
    name: 'rows',
    type: 'array',
    schema: [
      { name: 'q', type: 'int', required: true },
      { name: 'cells', type: 'array', schema: [{ name: 'v', type: 'float' }] },
    ],
  },
  { name: 'j', type: 'json' },
  { name: 'f', type: 'file' },
  { name: 'fs', type: 'file', multiple: true, max_files: 2 },
];

const deep = `${'['.repeat(120)}${']'.repeat(120)}`;
const numbers = ['"1"', 'true', '[]', '{}', '1e400', '-1e400'];
const noDays = [
  '"2026-02-30"',
  '"2025-02-29"',
  '"1900-02-29"',
  '"2026-13-01"',
  '"2026-00-10"',
  '"0000-01-01"',
  '"10000-01-01"',
  '"-0001-01-01"',
  '"2026-1-1"',
  '"01/02/2026"',
  '"2026-11-24T00:00:00Z"',
  '" 2026-11-24"',
  '""',
  '20261124',
  'true',
  '"infinity"',
  '"now"',
];
const noTimes = [
  '"2026-11-24"',
  '"2026-11-24T10:00:00"',
  '"2026-11-24T24:00:00Z"',
  '"2026-11-24T10:60:00Z"',
  '"2016-12-31T23:59:60Z"',
  '"2026-02-30T10:00:00Z"',
  '"2026-11-24T10:00:00+24:00"',
  '"2026-11-24T10:00:00+02:60"',
  '"0001-01-01T00:00:00+01:00"',
  '"9999-12-31T23:59:59-01:00"',
  '"0000-01-01T00:00:00Z"',
  '"10000-01-01T00:00:00Z"',
  '"2026-11-24 10:00:00"',
  '"infinity"',
  '1795514400',
  '""',
];
const noText = ['1', 'false', '[]', '{}', '"a\\u0000b"', '"\\ud800"', '"\\udc00x"'];

/** Wrong values as JSON has them, by field. `rest`: wrong in a record, but a filter may ask for them. */
const wrong: Record<string, { values: string[]; rest?: string[] }> = {
  u: { values: noText, rest: [`"${'x'.repeat(2_001)}"`, `"${'\u4e00'.repeat(900)}"`] },
  s: { values: noText, rest: ['"12345678901"', `"${'😀'.repeat(11)}"`] },
  t: { values: noText },
  i: {
    values: [...numbers, '9223372036854775808', '9007199254740992', '-9007199254740992'],
    rest: ['1.5', '1001', '-11', '5e-324'],
  },
  x: { values: numbers },
  b: { values: ['1', '0', '"true"', '"True"', '[]', '{}'] },
  d: { values: noDays },
  at: { values: noTimes },
  e: { values: ['1', 'true', '[]'], rest: ['"blue"', '"Red"', '""', '" red"'] },
  tags: {
    values: ['"a"', '1', '[1]', '["a",true]', '[["a"]]', '["\\u0000"]'],
    rest: ['[null]', '["123456"]', '{}'],
  },
  ns: { values: ['1', '["1"]', '[9007199254740992]', '[1e400]'], rest: ['[1.5]', '[null]', '{}'] },
  days: { values: ['["2026-02-30T00:00:00Z"]', '["2026-11-24"]', '[1]'], rest: ['[null]'] },
  rows: {
    values: [
      '1',
      '"x"',
      '[1]',
      '[{"nope":1}]',
      '[{"q":"1"}]',
      '[{"q":1,"cells":[{"v":"1"}]}]',
      '[{"q":1,"cells":[1]}]',
      '[{"__proto__":1}]',
    ],
    rest: ['{"q":1}', '[{}]', '[{"q":null}]', '[{"q":1.5}]', '[null]'],
  },
  j: { values: ['"\\u0000"', '{"a":["\\ud800"]}', '{"\\u0000":1}', '1e400', '{"a":{"b":[-1e400]}}'] },
  f: {
    values: [
      '"x"',
      '1',
      '[]',
      'true',
      '{"file_id":1}',
      '{"file_id":"x","name":"y"}',
      '{"id":"x"}',
      '{"file_id":null}',
    ],
  },
  fs: {
    values: [
      '"x"',
      '{"file_id":"x"}',
      '[1]',
      '[null]',
      '[{"file_id":"x"},{"file_id":"x"}]',
      '[{"file_id":"x","u":1}]',
    ],
  },
};

/** As multipart text parts have them: the types that are text stand as they are. */
const asText = new Set(['u', 's', 't', 'e', 'd', 'at']);

const bench = useBench();
const path = '/collections/all';
const json = { 'content-type': 'application/json' };
let id: string;
let count = 0;

beforeAll(async () => {
  const made = await bench.gateway.ask('POST', '/collections', { name: 'all', fields });
  expect([made.status, made.text]).toEqual([201, expect.anything()]);
  const record = {
    u: 'one',
    s: 's',
    t: 'some words',
    i: 1,
    x: 0.5,
    b: true,
    e: 'red',
    tags: ['a'],
    rows: [{ q: 1 }],
  };
  id = String((await bench.gateway.ask('POST', `${path}/records`, record)).json['id']);
});

/** Refused with a problem whose first path begins with this; otherwise why not. */
function complaint(what: string, reply: Reply, at: string): string | undefined {
  const errors = reply.json['errors'] as { path: string }[] | undefined;
  const first = errors?.[0]?.path ?? '';
  const isNamed = first === at || first.startsWith(`${at}.`) || first.startsWith(`${at}[`);
  if (reply.status === 400 && isNamed) return undefined;
  return `${what.slice(0, 80)} → ${reply.status} ${first} ${reply.text.slice(0, 200)}`;
}

type Way = (name: string, value: string) => { what: string; send: () => Promise<Reply>; at: string };

const unique = (): string => `n${++count}`;
const without = (name: string): string => (name === 'u' ? '' : `"u":"${unique()}",`);

const ways: Record<string, Way> = {
  POST: (name, value) => ({
    what: `POST ${value}`,
    send: () =>
      bench.gateway.ask('POST', `${path}/records`, `{${without(name)}"${name}":${value}}`, { headers: json }),
    at: name,
  }),
  PUT: (name, value) => ({
    what: `PUT ${value}`,
    send: () =>
      bench.gateway.ask('PUT', `${path}/records/${id}`, `{${without(name)}"${name}":${value}}`, {
        headers: json,
      }),
    at: name,
  }),
  PATCH: (name, value) => ({
    what: `PATCH ${value}`,
    send: () =>
      bench.gateway.ask('PATCH', `${path}/records/${id}`, `{"${name}":${value}}`, { headers: json }),
    at: name,
  }),
  batch: (name, value) => ({
    what: `batch ${value}`,
    send: () =>
      bench.gateway.ask(
        'POST',
        `${path}/records:batch`,
        `[{"u":"${unique()}"},{${without(name)}"${name}":${value}}]`,
        {
          headers: json,
        },
      ),
    at: `[1].${name}`,
  }),
  multipart: (name, value) => ({
    what: `multipart ${value}`,
    send: () => {
      const form = new FormData();
      if (name !== 'u') form.set('u', unique());
      form.set(name, value);
      form.set('f', new Blob(['bytes']), 'f.bin');
      return bench.gateway.ask('POST', `${path}/records`, form);
    },
    at: name,
  }),
};

function filterWays(name: string, value: string): ReturnType<Way>[] {
  return [
    `{"${name}":${value}}`,
    `{"${name}":{"$ne":${value}}}`,
    `{"$not":{"${name}":{"$in":[null,${value}]}}}`,
  ].map((filter) => ({
    what: `filter ${filter}`,
    send: () => bench.gateway.ask('POST', `${path}/query`, `{"filters":${filter}}`, { headers: json }),
    at: filter.includes('$not') ? `filters.$not.${name}` : `filters.${name}`,
  }));
}

function multipartText(name: string, value: string): string | undefined {
  if (!asText.has(name)) return value;
  if (!value.startsWith('"')) return undefined;
  const text = JSON.parse(value) as string;
  // A client's own encoder would put U+FFFD where half a pair stands.
  return text.isWellFormed() ? text : undefined;
}

async function complaints(tries: ReturnType<Way>[]): Promise<string[]> {
  const before = await bench.stores.counts();
  const record = (await bench.gateway.ask('GET', `${path}/records/${id}`)).json;
  const found: string[] = [];
  for (const { what, send, at } of tries) {
    const problem = complaint(what, await send(), at);
    if (problem !== undefined) found.push(problem);
  }
  expect(await bench.stores.counts()).toEqual(before);
  expect((await bench.gateway.ask('GET', `${path}/records/${id}`)).json).toEqual(record);
  return found;
}

describe.each(Object.entries(wrong))('%s', (name, { values, rest = [] }) => {
  it.each(['POST', 'PUT', 'PATCH', 'batch'])(
    '%s: a wrong value is named, nothing is written',
    async (way) => {
      const all = [...values, ...rest];
      expect(await complaints(all.map((value) => (ways[way] as Way)(name, value)))).toEqual([]);
    },
  );

  it('multipart: the same', async () => {
    const texts = [
      ...values,
      ...rest,
      ...(asText.has(name) || name === 'j' ? [] : ['', 'True', 'NaN', "'x'", deep]),
    ];
    const tries = texts.flatMap((value) => {
      const text = multipartText(name, value);
      return text === undefined || name === 'f' ? [] : [(ways['multipart'] as Way)(name, text)];
    });
    expect(await complaints(tries)).toEqual([]);
  });

  it('filter: a value of another type is named', async () => {
    const all = name === 'j' ? values.filter((value) => !value.startsWith('{"a')) : values;
    expect(await complaints(all.flatMap((value) => filterWays(name, value)))).toEqual([]);
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import type { Reply } from '../support/gateway.ts';
import { useBench } from '../support/request-table.ts';

/** Free JSON comes back as it went in, or is refused by name: by every way in, and never changed on the way. */
const bench = useBench();
const path = '/collections/exact';
const json = { 'content-type': 'application/json' };

const kept = [
  '0.1',
  '1.0',
  '1E5',
  '-0.5e-7',
  '1e300',
  '5e-324',
  '1.7976931348623157e308',
  '0.30000000000000004',
  '9007199254740992',
  '100000000000000000000',
  '{"__proto__":{"admin":true},"constructor":1,"prototype":[2],"hasOwnProperty":null,"toString":""}',
  '{"a":{"__proto__":[{"__proto__":1}]}}',
  '{"":{" ":1},"é":"\\u00e9\\ud83d\\ude00","$and":[],"a.b":1,"0":1}',
  '[[],{},null,true,"",[[{"deep":[1.5]}]]]',
];

/** The value, and where in it the fault is. */
const refused: [value: string, at: string][] = [
  ['750727362669608961', ''],
  ['-750727362669608961', ''],
  ['9007199254740993', ''],
  ['9007199254740993.0', ''],
  ['123456789012345678901234567890', ''],
  ['0.30000000000000000001', ''],
  ['3.14159265358979323846', ''],
  ['1e400', ''],
  ['-1e400', ''],
  ['1e-400', ''],
  ['{"a":[1,{"b":750727362669608961}]}', '.a[1].b'],
  ['[0.1,750727362669608961]', '[1]'],
  ['{"a":"\\u00e9","b":{"__proto__":1e400}}', '.b.__proto__'],
];

async function made(
  body: string,
  url = `${path}/records`,
  headers: Record<string, string> = json,
): Promise<Reply> {
  return bench.gateway.ask('POST', url, body, { headers });
}

function part(text: string, type?: string): FormData | Blob {
  const head = `--b\r\nContent-Disposition: form-data; name="j"\r\n${type ? `Content-Type: ${type}\r\n` : ''}`;
  return new Blob([`${head}\r\n${text}\r\n--b--\r\n`], { type: 'multipart/form-data; boundary=b' });
}

const padding = 'x'.repeat(300_000);

/** Every way in for a record: what to ask with, and what stands before the path of a problem. */
const ways: Record<string, { at: string; ask: (value: string) => Promise<Reply> }> = {
  POST: { at: 'j', ask: (value) => made(`{"j":${value}}`) },
  'POST of a large body': { at: 'j', ask: (value) => made(`{"t":"${padding}","j":${value}}`) },
  PUT: {
    at: 'j',
    ask: (value) => bench.gateway.ask('PUT', `${path}/records/${id}`, `{"j":${value}}`, { headers: json }),
  },
  PATCH: {
    at: 'j',
    ask: (value) => bench.gateway.ask('PATCH', `${path}/records/${id}`, `{"j":${value}}`, { headers: json }),
  },
  'a part of a form': { at: 'j', ask: (value) => bench.gateway.ask('POST', `${path}/records`, part(value)) },
  'a part that says it is JSON': {
    at: 'j',
    ask: (value) =>
      bench.gateway.ask('POST', `${path}/records`, part(value, 'application/json; charset=utf-8')),
  },
  'a batch': { at: '[1].j', ask: (value) => made(`[{},{"j":${value}}]`, `${path}/records:batch`) },
  'a large batch': {
    at: '[1].j',
    ask: (value) => made(`[{"t":"${padding}"},{"j":${value}}]`, `${path}/records:batch`),
  },
  NDJSON: {
    at: '[1].j',
    ask: (value) =>
      made(`{}\n{"j":${value}}\n`, `${path}/records:batch`, { 'content-type': 'application/x-ndjson' }),
  },
};

let id: string;

beforeAll(async () => {
  const fields = [
    { name: 'j', type: 'json' },
    { name: 'x', type: 'float' },
    { name: 'xs', type: 'array', items: { type: 'float' } },
    { name: 'rows', type: 'array', schema: [{ name: 'x', type: 'float' }] },
    { name: 'n', type: 'int' },
    { name: 't', type: 'text' },
  ];
  expect((await bench.gateway.ask('POST', '/collections', { name: 'exact', fields })).status).toBe(201);
  id = String((await made('{}')).json['id']);
});

describe.each(Object.keys(ways))('%s', (way) => {
  const { at, ask } = ways[way] ?? { at: '', ask: () => Promise.reject(new Error(way)) };

  it.each(kept)('keeps %s', async (value) => {
    const answer = await ask(value);
    expect([answer.status, answer.text.slice(0, 300)]).toEqual([
      expect.toSatisfy((s) => s < 300),
      expect.anything(),
    ]);
    const records = answer.json['records'] as { id: string }[] | undefined;
    const found = await bench.gateway.ask(
      'GET',
      `${path}/records/${records?.[1]?.id ?? String(answer.json['id'])}`,
    );
    expect(JSON.stringify(sortedKeys(found.json['j']))).toBe(JSON.stringify(sortedKeys(JSON.parse(value))));
  });

  it.each(refused)('refuses %s', async (value, inside) => {
    const answer = await ask(value);
    expect([answer.status, answer.text.slice(0, 300)]).toEqual([400, expect.anything()]);
    expect((answer.json['errors'] as { path: string }[]).map(({ path: place }) => place)).toEqual([
      at + inside,
    ]);
  });
});

/** As entries, so that no key of a value is one of JavaScript's own. */
function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (typeof value !== 'object' || value === null) return value;
  return {
    entries: Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, v]) => [k, sortedKeys(v)]),
  };
}

describe('numbers', () => {
  it.each([
    ['{"x":0.30000000000000000001}', 'x'],
    ['{"x":750727362669608961}', 'x'],
    ['{"xs":[1,9007199254740993]}', 'xs[1]'],
    ['{"rows":[{"x":1e400}]}', 'rows[0].x'],
    ['{"n":750727362669608961}', 'n'],
    ['{"n":1e400}', 'n'],
    ['{"n":1.00000000000000000001}', 'n'],
  ])('of a typed field: %s', async (body, at) => {
    const { status, json: problem } = await made(body);
    expect([status, (problem['errors'] as { path: string }[])[0]?.path]).toEqual([400, at]);
  });

  it('refuse one record of a batch in parts, not the others', async () => {
    const bodies = [
      '[{"j":1e400},{"j":1},{"n":9007199254740993},{"x":0.1}]',
      `[{"t":"${padding}"},{"j":1e400}]`,
    ];
    const answers = await Promise.all(bodies.map((body) => made(body, `${path}/records:batch?mode=partial`)));
    expect(answers.map(({ status, json: { created, failed } }) => [status, created, failed])).toEqual([
      [200, 2, 2],
      [200, 1, 1],
    ]);
  });

  it.each([
    ['{"filters":{"j":750727362669608961}}', 'filters.j'],
    ['{"filters":{"j":{"$contains":{"a":[1e400]}}}}', 'filters.j.$contains.a[0]'],
    ['{"filters":{"$and":[{"x":{"$in":[1,0.30000000000000000001]}}]}}', 'filters.$and[0].x.$in[1]'],
    ['{"filters":{"n":{"$gt":1e400}}}', 'filters.n.$gt'],
    ['{"limit":1e400}', 'limit'],
    ['{"sort":[{"field":"n","order":1e400}]}', 'sort[0].order'],
    ['{"filters":{"__proto__":1}}', 'filters.__proto__'],
    ['{"filters":{"x":{"__proto__":1}}}', 'filters.x.__proto__'],
    ['{"filters":{"rows":{"$contains":{"__proto__":1}}}}', 'filters.rows.$contains.__proto__'],
    ['{"sort":[{"field":"n","__proto__":1}]}', 'sort[0].__proto__'],
    ['{"__proto__":{"limit":1}}', '__proto__'],
  ])('in a query: %s', async (body, at) => {
    const answer = await made(body, `${path}/query`);
    expect([answer.status, answer.json['errors']]).toMatchObject([400, [{ path: at }]]);
  });

  it('are asked for as they were kept', async () => {
    await made('{"j":{"big":1e300,"__proto__":{"a":[0.1]}}}');
    for (const value of ['{"big":1E300}', '{"__proto__":{"a":[0.10]}}']) {
      const { json: found } = await made(`{"filters":{"j":{"$contains":${value}}}}`, `${path}/query`);
      expect(found['total']).toBe(1);
    }
  });
});

describe('a schema', () => {
  const schema = (field: string): string => `{"name":"never","fields":[${field}]}`;
  it.each([
    ['{"name":"j","type":"json","default":{"a":750727362669608961}}', 'fields[0].default.a'],
    ['{"name":"x","type":"float","default":1e400}', 'fields[0].default'],
    ['{"name":"x","type":"float","min":0.30000000000000000001}', 'fields[0].min'],
    ['{"name":"s","type":"string","max_length":1e400}', 'fields[0].max_length'],
    ['{"name":"s","type":"string","__proto__":1}', 'fields[0].__proto__'],
  ])('%s', async (field, at) => {
    for (const type of ['application/json', 'application/yaml']) {
      const answer = await made(schema(field), '/collections', { 'content-type': type });
      expect([type, answer.status, answer.json['errors']]).toMatchObject([type, 400, [{ path: at }]]);
    }
  });

  it('in YAML is read as strictly, whatever its numbers look like', async () => {
    const yaml = { 'content-type': 'application/yaml' };
    const dry = (value: string): Promise<Reply> =>
      made(
        `name: n\nfields:\n  - {name: x, type: float, default: ${value}}\n`,
        '/collections?dry_run=true',
        yaml,
      );
    for (const value of ['0.1', '+1', '1.', '.5', '-1.50', '1e3', '0x1F', '0o17', '1e300'])
      expect([value, (await dry(value)).status]).toEqual([value, 200]);
    for (const value of [
      '.inf',
      '.nan',
      '750727362669608961',
      '0.30000000000000000001',
      '0x1FFFFFFFFFFFFFFFFF',
    ])
      expect([value, (await dry(value)).status]).toEqual([value, 400]);
  });

  it('keeps the default of a json field as it was given', async () => {
    const value = '{"__proto__":{"a":1},"n":1e300,"constructor":"c"}';
    expect(
      (
        await made(
          `{"name":"with_default","fields":[{"name":"j","type":"json","default":${value}}]}`,
          '/collections',
        )
      ).status,
    ).toBe(201);
    const record = await made('{}', '/collections/with_default/records');
    expect(sortedKeys(record.json['j'])).toEqual(sortedKeys(JSON.parse(value)));
  });
});

describe('metadata of a database', () => {
  it.each(kept.filter((value) => value.startsWith('{')))('keeps %s', async (value) => {
    const body = `{"name":"meta","metadata":${value}}`;
    const [first, ...answers] = [
      await made(body, '/databases'),
      await bench.gateway.ask('GET', '/databases/meta'),
      await bench.gateway.ask('PATCH', '/databases/meta', `{"metadata":${value}}`, { headers: json }),
      await bench.gateway.ask('GET', '/databases/meta'),
    ];
    expect(first?.status).toBe(201);
    for (const answer of [first, ...answers])
      expect(sortedKeys(answer?.json['metadata'])).toEqual(sortedKeys(JSON.parse(value)));
    expect((await bench.gateway.ask('DELETE', '/databases/meta')).status).toBe(204);
  });

  it.each([
    ...refused.map(([value, at]) => [`{"a":${value}}`, `metadata.a${at}`]),
    ['{"a":"\\u0000"}', 'metadata.a'],
    ['{"a":["\\ud800"]}', 'metadata.a[0]'],
    ['[]', 'metadata'],
    ['null', 'metadata'],
    ['"x"', 'metadata'],
    ['1e400', 'metadata'],
    [`{"a":"${'x'.repeat(64_000)}"}`, 'metadata'],
  ])('refuses %s', async (value, at) => {
    const answers = [
      await made(`{"name":"never","metadata":${value}}`, '/databases'),
      await bench.gateway.ask('PATCH', '/databases/default', `{"metadata":${value}}`, { headers: json }),
    ];
    for (const answer of answers)
      expect([answer.status, answer.json['errors']]).toMatchObject([400, [{ path: at }]]);
  });
});

describe('an Idempotency-Key', () => {
  it('tells a number that is not kept from null', async () => {
    const headers = { ...json, 'idempotency-key': 'null-or-not' };
    const ask = (value: string): Promise<Reply> =>
      bench.gateway.ask('POST', `${path}/records`, `{"j":${value}}`, { headers });
    expect((await ask('[null]')).status).toBe(201);
    expect((await ask('[1e400]')).status).toBe(409);
  });
});

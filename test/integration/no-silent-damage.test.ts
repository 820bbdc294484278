import { createHash } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFrodb } from '../support/frodb.ts';
import type { RunningFrodb } from '../support/frodb.ts';
import { startTestGateway } from '../support/gateway.ts';
import { useBench } from '../support/request-table.ts';
import { quickTimes } from '../support/quick-times.ts';
import { openStores } from '../support/stores.ts';

/*
 * Ways in which data can be lost, mixed up or let out without anybody being told, one test each.
 */

const sweeps = {
  FRODB_INTENT_LEASE_SECONDS: '2',
  FRODB_LEASE_RENEW_SECONDS: '0.5',
  FRODB_SWEEP_INTERVAL_SECONDS: '0.2',
  FRODB_ROLLED_BACK_RESWEEP_SECONDS: '0.2',
  FRODB_SWEEP_BACKOFF_MAX_SECONDS: '0.5',
};
const bench = useBench(sweeps);
const ask: typeof bench.gateway.ask = (...request) => bench.gateway.ask(...request);
const json = { 'content-type': 'application/json' };

const docs = (name: string): object => ({
  name,
  fields: [
    { name: 'title', type: 'string' },
    { name: 'body', type: 'text', vectorize: true },
    { name: 'year', type: 'int', filterable: true },
    { name: 'x', type: 'float', filterable: true },
    { name: 'seen', type: 'boolean', filterable: true },
    { name: 'file', type: 'file' },
  ],
});

async function create(name: string, database = 'default'): Promise<string> {
  const made = await ask('POST', `/databases/${database}/collections`, docs(name));
  expect([made.status, made.text]).toEqual([201, expect.anything()]);
  return `/databases/${database}/collections/${name}`;
}

async function add(path: string, fields: Record<string, unknown>): Promise<string> {
  const made = await ask('POST', `${path}/records`, fields);
  expect([made.status, made.text]).toEqual([201, expect.anything()]);
  return String(made.json['id']);
}

function withFile(bytes: string, fields: Record<string, string> = {}): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set('file', new Blob([bytes], { type: 'text/plain' }), 'report.txt');
  return form;
}

/** The years of the records that a query and a search find; both must agree. */
async function found(path: string, filters: unknown): Promise<unknown[]> {
  const queried = await ask('POST', `${path}/query`, { filters, limit: 100 });
  const searched = await ask('POST', `${path}/search`, { query: 'rio', filters, limit: 100 });
  expect([queried.status, searched.status]).toEqual([200, 200]);
  const years = (queried.json['records'] as { year: number }[])
    .map(({ year }) => year)
    .toSorted((a, b) => a - b);
  const hits = (searched.json['results'] as { record: { year: number } }[]).map(({ record }) => record.year);
  expect(hits.toSorted((a, b) => a - b)).toEqual(years);
  return years;
}

it('failed look-ups erase no vectors', async () => {
  const path = await create('looked_up');
  const records = Array.from({ length: 50 }, (_, year) => ({ body: 'O rio corre', year }));
  expect((await ask('POST', `${path}/records:batch`, records)).status).toBe(201);
  const before = await bench.stores.counts();
  const blind = await startTestGateway(
    bench.engines,
    { ...sweeps, FRODB_ENGINE_RETRY_SECONDS: '0.2' },
    { connections: { ...bench.engines, qdrantUrl: 'http://127.0.0.1:1' } },
  );
  for (let n = 0; n < 3; n++) {
    expect((await blind.ask('POST', `${path}/search`, { query: 'rio' })).status).toBe(503);
    expect((await blind.ask('GET', '/health/qdrant')).status).toBe(503);
    expect((await blind.ask('GET', `${path}/stats`)).status).toBe(200);
    expect((await blind.ask('POST', `${path}/records`, { body: 'outro rio' })).status).toBe(503);
    expect((await blind.ask('POST', '/collections', docs('looked_up'))).status).toBe(409);
  }
  await blind.close();
  const after = await bench.stores.counts();
  expect([after.rows, after.points]).toEqual([before.rows, before.points]);
  expect(await found(path, {})).toHaveLength(50);
});

it('deleting docs leaves docs_archive as it is', async () => {
  const paths = [await create('docs'), await create('docs_archive'), await create('doc')];
  for (const path of paths) {
    await add(path, { body: 'O rio corre', year: 1 });
    const form = withFile('bytes', { body: 'Outro rio', year: '2' });
    expect((await ask('POST', `${path}/records`, form)).status).toBe(201);
  }
  expect((await ask('DELETE', paths[0] ?? '')).status).toBe(204);
  await expect.poll(() => bench.stores.differences(), { timeout: 10_000 }).toEqual([]);
  for (const path of paths.slice(1)) {
    expect(await found(path, {})).toEqual([1, 2]);
    expect((await ask('GET', `${path}/stats`)).json).toMatchObject({ records: 2, chunks: 2, files: 1 });
  }
});

it('replacing a file by one of the same name keeps the new one', async () => {
  const path = await create('replaced');
  const made = await ask('POST', `${path}/records`, withFile('old'));
  const url = `${path}/records/${String(made.json['id'])}`;
  for (const [method, bytes] of [
    ['PATCH', 'new'],
    ['PUT', 'newer'],
  ] as const) {
    const objects = (await bench.stores.counts()).objects;
    expect((await ask(method, url, withFile(bytes))).status).toBe(200);
    await expect.poll(async () => (await bench.stores.counts()).objects, { timeout: 10_000 }).toBe(objects);
    await expect.poll(() => bench.stores.differences(), { timeout: 10_000 }).toEqual([]);
    expect((await ask('GET', `${url}/files/file`)).text).toBe(bytes);
  }
});

it('no NaN gets in, and every query goes on', async () => {
  const path = await create('numbers');
  await add(path, { body: 'O rio', year: 1, x: 1.5 });
  const before = await bench.stores.counts();
  const form = new FormData();
  form.set('x', 'NaN');
  const tries = [
    ask('POST', `${path}/records`, '{"x":NaN}', { headers: json }),
    ask('POST', `${path}/records`, '{"x":1e999}', { headers: json }),
    ask('POST', `${path}/records:batch`, '[{"x":1},{"x":-1e999}]', { headers: json }),
    ask('POST', `${path}/records`, { x: 'NaN' }),
    ask('POST', `${path}/records`, form),
    ask('POST', `${path}/query`, { filters: { x: { $gt: 'NaN' } } }),
  ];
  for (const reply of await Promise.all(tries)) expect(reply.status).toBe(400);
  expect(await bench.stores.counts()).toEqual(before);
  for (const order of ['asc', 'desc']) {
    const sorted = await ask('POST', `${path}/query`, { sort: [{ field: 'x', order }] });
    expect(sorted.json).toMatchObject({ records: [{ x: 1.5 }], total: 1 });
  }
  expect(await found(path, { x: { $gte: 1 } })).toEqual([1]);
});

it('the same collection name in two databases does not collide', async () => {
  for (const name of ['north', 'south']) {
    expect((await ask('POST', '/databases', { name })).status).toBe(201);
    const path = await create('rivers', name);
    await add(path, { body: `O rio do ${name}`, year: name === 'north' ? 1 : 2 });
  }
  const [north, south] = ['/databases/north/collections/rivers', '/databases/south/collections/rivers'];
  expect(await found(north, {})).toEqual([1]);
  expect(await found(south, {})).toEqual([2]);
  expect((await ask('POST', '/collections/rivers/query', {})).status).toBe(409);
  expect((await ask('DELETE', north)).status).toBe(204);
  expect(await found(south, {})).toEqual([2]);
  expect((await ask('POST', '/collections/rivers/query', {})).json['total']).toBe(1);
});

describe('nothing of a request reaches SQL as SQL', () => {
  const evil = [
    `x'; DROP TABLE canary; --`,
    `x"; DROP TABLE canary; --`,
    `x") FROM canary; DROP TABLE canary; --`,
    `') OR TRUE; DROP TABLE canary; --`,
    `$1; DROP TABLE canary`,
    `x\\'; DROP TABLE canary; --`,
    `x$$; DROP TABLE canary; $$`,
    `pg_sleep(10)`,
    `x.y.z"::text; --`,
  ];
  let path: string;
  const listed = evil.filter((value) => value.length <= 255);

  beforeAll(async () => {
    await bench.stores.pg.query('CREATE TABLE canary (n int)');
    const made = await ask('POST', '/collections', {
      name: 'injected',
      description: evil.join('\n'),
      fields: [
        { name: 'title', type: 'string', indexed: true, filterable: true },
        { name: 'body', type: 'text', vectorize: true, default: evil[0], description: evil[1] },
        { name: 'kind', type: 'enum', values: listed, default: listed[1], filterable: true, unit: evil[0] },
        {
          name: 'tags',
          type: 'array',
          items: { type: 'string' },
          default: evil,
          indexed: true,
          filterable: true,
        },
        { name: 'rows', type: 'array', schema: [{ name: 'v', type: 'string' }] },
        { name: 'meta', type: 'json', default: { [evil[0] ?? '']: evil } },
        { name: 'n', type: 'int' },
      ],
    });
    expect([made.status, made.text]).toEqual([201, expect.anything()]);
    path = '/collections/injected';
  });

  async function isAlive(): Promise<void> {
    expect(await bench.stores.pg.query('SELECT count(*) FROM canary')).toHaveLength(1);
  }

  it.each(evil)('%s as a name is refused by name', async (name) => {
    const before = await bench.stores.counts();
    const refused: [Promise<{ status: number; text: string }>, number][] = [
      [ask('POST', '/databases', { name }), 400],
      [ask('POST', '/collections', { name, fields: [{ name: 'a', type: 'int' }] }), 400],
      [ask('POST', '/collections', { name: 'a', fields: [{ name, type: 'int' }] }), 400],
      [ask('POST', '/collections', { name: 'a', fields: [{ name: 'a', type: name }] }), 400],
      [ask('POST', '/api-keys', { name: 'k', type: 'readonly', databases: [name] }), 400],
      [ask('POST', `${path}/records`, { [name]: 1 }), 400],
      [ask('POST', `${path}/query`, { filters: { [name]: 1 } }), 400],
      [ask('POST', `${path}/query`, { filters: { [`rows.${name}`]: 1 } }), 400],
      [ask('POST', `${path}/query`, { filters: { title: { [name]: 1 } } }), 400],
      [ask('POST', `${path}/query`, { filters: { title: { [`$${name}`]: 1 } } }), 400],
      [ask('POST', `${path}/search`, { query: 'a', filters: { [name]: 1 } }), 400],
      [ask('POST', `${path}/query`, { sort: [{ field: name }] }), 400],
      [ask('POST', `${path}/query`, { sort: [{ field: 'title', order: name }] }), 400],
      [ask('POST', `${path}/query`, { fields: [name] }), 400],
      [ask('POST', `${path}/query`, { cursor: name }), 400],
      [ask('GET', `/databases?cursor=${encodeURIComponent(name)}`), 400],
      [ask('GET', `/databases/${encodeURIComponent(name)}`), 404],
      [ask('GET', `/collections/${encodeURIComponent(name)}`), 404],
      [ask('DELETE', `/databases/${encodeURIComponent(name)}?cascade=true`), 404],
      [ask('GET', `${path}/records/${encodeURIComponent(name)}`), 404],
      [ask('GET', `${path}/records/${encodeURIComponent(name)}/files/${encodeURIComponent(name)}`), 404],
    ];
    for (const [request, status] of refused) {
      const { status: got, text } = await request;
      expect([got, text]).toEqual([status, expect.anything()]);
    }
    expect(await bench.stores.counts()).toEqual(before);
    await isAlive();
  });

  it.each(listed)('%s as a value is kept and found', async (value) => {
    const fields = {
      title: value,
      body: value,
      kind: value,
      tags: [value],
      rows: [{ v: value }],
      meta: { [value]: value },
    };
    const id = await add(path, fields);
    const filters: object[] = [
      { title: value },
      { kind: value },
      { kind: { $in: [value] } },
      { title: { $like: value.replaceAll(/[\\%_]/g, '\\$&') } },
      { title: { $contains: value } },
      { tags: { $contains: value } },
      { 'rows.v': value },
      { rows: { $contains: { v: value } } },
      { meta: { $contains: { [value]: value } } },
      { meta: { $eq: { [value]: value } } },
    ];
    for (const filter of filters) {
      const { status, json: page } = await ask('POST', `${path}/query`, {
        filters: filter,
        sort: [{ field: 'title' }],
      });
      expect([status, (page['records'] as { id: string }[]).map((record) => record.id)]).toEqual([200, [id]]);
    }
    expect((await ask('GET', `${path}/records/${id}`)).json).toMatchObject(fields);
    const filled = await add(path, {});
    expect((await ask('GET', `${path}/records/${filled}`)).json).toMatchObject({
      body: evil[0],
      kind: listed[1],
      tags: evil,
    });
    for (const one of [id, filled]) {
      expect(
        (
          await ask('DELETE', `${path}/records/${one}`, undefined, {
            headers: { 'idempotency-key': one, 'x-agent-id': 'DROP' },
          })
        ).status,
      ).toBe(200);
    }
    await isAlive();
  });

  it('a cursor that was changed is refused, or only another place in the same query', async () => {
    for (const n of [1, 2, 3]) await add(path, { n, title: `t${n}` });
    for (const field of ['n', 'title', 'created_at', 'revision', 'kind']) {
      const query = { sort: [{ field }], limit: 1 };
      const first = await ask('POST', `${path}/query`, query);
      const cursor = String(first.json['next_cursor']);
      const [hash, values] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [string, unknown[]];
      const forged = [
        1.5,
        2 ** 60,
        'NaN',
        '1); DROP TABLE canary; --',
        true,
        [],
        {},
        null,
        '2026-02-30',
        '\0',
        '\ud800',
      ];
      for (const value of forged) {
        for (const all of [[value, values[1]], [values[0], value], [value], [], value]) {
          const sent = Buffer.from(JSON.stringify([hash, all])).toString('base64url');
          const reply = await ask('POST', `${path}/query`, { ...query, cursor: sent });
          expect([[200, 400].includes(reply.status), field, all, reply.text]).toEqual([
            true,
            field,
            all,
            expect.anything(),
          ]);
          if (reply.status === 400) expect(reply.json).toMatchObject({ errors: [{ path: 'cursor' }] });
        }
      }
      for (const other of [{ sort: [{ field, order: 'desc' }] }, { ...query, filters: { n: 1 } }, {}]) {
        const reply = await ask('POST', `${path}/query`, { ...other, cursor });
        expect(reply.json).toMatchObject({ status: 400, errors: [{ path: 'cursor', code: 'other_query' }] });
      }
    }
    await isAlive();
  });
});

it('a collection or field named like an inside of FroDB or Postgres harms neither', async () => {
  const names = [
    'intents',
    'collections',
    'garbage',
    'api_keys',
    'pg_class',
    'frodb',
    'public',
    'user',
    'select',
  ];
  const fieldNames = [
    't',
    'n',
    'e',
    'c',
    'p',
    'd',
    'h',
    'l',
    'b',
    'f',
    'v',
    'row',
    'hit',
    'page',
    'item',
    'xmin',
    'ctid',
    'tableoid',
    'user',
    'select',
    'from',
    'null',
    'value',
    'key',
    'record_id',
    'old',
    'new',
    'excluded',
    'constructor',
    'to_json',
  ];
  const before = await bench.stores.counts();
  for (const name of names) {
    const fields = [
      ...fieldNames.map((field) => ({ name: field, type: 'string', filterable: true })),
      { name: 'body', type: 'text', vectorize: true },
    ];
    expect((await ask('POST', '/collections', { name, fields })).status).toBe(201);
    const record = {
      ...Object.fromEntries(fieldNames.map((field) => [field, `of ${field}`])),
      body: 'O rio',
    };
    const id = await add(`/collections/${name}`, record);
    expect((await ask('PATCH', `/collections/${name}/records/${id}`, { t: 'new' })).status).toBe(200);
    expect((await ask('GET', `/collections/${name}/records/${id}`)).json).toMatchObject({
      ...record,
      t: 'new',
    });
    for (const field of name === names[0] ? fieldNames.slice(1) : ['b']) {
      const query = { filters: { [field]: `of ${field}` }, sort: [{ field }], fields: [field] };
      expect((await ask('POST', `/collections/${name}/query`, query)).json).toMatchObject({
        records: [{ [field]: `of ${field}` }],
      });
    }
    expect((await ask('POST', `/collections/${name}/search`, { query: 'rio' })).json).toMatchObject({
      results: [{ id, record: { t: 'new' } }],
    });
    expect((await ask('DELETE', `/collections/${name}`)).status).toBe(204);
  }
  expect(await bench.stores.counts()).toEqual(before);
}, 120_000);

it('changing a field changes what the search filters by', async () => {
  const path = await create('changed');
  const id = await add(path, { body: 'O rio corre', year: 2001, seen: true });
  expect((await ask('PATCH', `${path}/records/${id}`, { year: 2002 })).status).toBe(200);
  expect(await found(path, { year: 2001 })).toEqual([]);
  expect(await found(path, { year: 2002 })).toEqual([2002]);
  expect((await ask('PUT', `${path}/records/${id}`, { body: 'O rio corre', year: 2003 })).status).toBe(200);
  expect(await found(path, { year: 2002 })).toEqual([]);
  expect(await found(path, { year: 2003 })).toEqual([2003]);
  expect(await found(path, { seen: true })).toEqual([]);
});

it('$in counts, in queries and in searches', async () => {
  const path = await create('several');
  for (const year of [1, 2, 3]) await add(path, { body: `O rio ${year}`, year });
  expect(await found(path, { year: { $in: [1, 3] } })).toEqual([1, 3]);
  expect(await found(path, { year: { $nin: [1, 3] } })).toEqual([2]);
  expect(await found(path, { year: { $in: [] } })).toEqual([]);
  for (const route of ['query', 'search']) {
    const body = { ...(route === 'search' ? { query: 'rio' } : {}), filters: { year: { $within: [1] } } };
    const { status, json: problem } = await ask('POST', `${path}/${route}`, body);
    expect([status, problem['errors']]).toMatchObject([400, [{ path: 'filters.year.$within' }]]);
  }
});

it('true in a multipart body is true', async () => {
  const path = await create('flags');
  for (const seen of [true, false]) {
    const made = await ask(
      'POST',
      `${path}/records`,
      withFile('x', { seen: String(seen), title: String(seen) }),
    );
    expect(made.json).toMatchObject({ seen, title: String(seen) });
  }
  expect((await ask('POST', `${path}/records`, withFile('x', { seen: 'True' }))).status).toBe(400);
});

describe('killed', () => {
  let dataDir: string;
  let frodb: RunningFrodb;
  const quick = { ...quickTimes, FRODB_ENGINE_RETRY_SECONDS: '0.1' };

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'frodb-never-'));
    await chmod(dataDir, 0o711);
    frodb = await startFrodb(dataDir, quick);
  });
  afterAll(async () => {
    await frodb.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  async function send(
    method: string,
    path: string,
    body?: object,
  ): Promise<{ status: number; text: string }> {
    const isForm = body instanceof FormData;
    const headers = { authorization: `Bearer ${frodb.key}`, ...(isForm ? {} : json) };
    const response = await fetch(frodb.url + path, {
      method,
      headers,
      ...(body ? { body: isForm ? body : JSON.stringify(body) } : {}),
    });
    return { status: response.status, text: await response.text() };
  }

  /** Creates by eight clients until `kill` is through; the titles by what their clients were told. */
  async function createWhile(
    name: string,
    kill: (refused: ReadonlySet<string>) => Promise<void>,
  ): Promise<{ told: Set<string>; refused: Set<string> }> {
    // An engine that was killed a moment ago may still be busy with its start.
    await expect
      .poll(async () => (await send('POST', '/collections', docs(name))).status, { timeout: 30_000 })
      .toBe(201);
    const told = new Set<string>();
    const refused = new Set<string>();
    const killed = { is: false };
    const clients = Array.from({ length: 8 }, async (_, client) => {
      for (let n = 0; !killed.is && n < 5_000; n++) {
        const title = `${client}-${n}`;
        try {
          const form = withFile(title, { title, body: `O rio ${title} corre`, year: '1' });
          const { status } = await send('POST', `/collections/${name}/records`, form);
          (status === 201 ? told : refused).add(title);
        } catch {
          return;
        }
      }
    });
    await expect.poll(() => told.size, { timeout: 20_000 }).toBeGreaterThan(40);
    await kill(refused);
    killed.is = true;
    await Promise.all(clients);
    return { told, refused };
  }

  async function titles(name: string): Promise<Set<string>> {
    const found = new Set<string>();
    let cursor: string | null = null;
    do {
      const query = { limit: 1_000, fields: ['title'], ...(cursor === null ? {} : { cursor }) };
      const { status, text } = await send('POST', `/collections/${name}/query`, query);
      expect([status, text]).toEqual([200, expect.anything()]);
      const page = JSON.parse(text) as { records: { title: string }[]; next_cursor: string | null };
      for (const { title } of page.records) found.add(title);
      cursor = page.next_cursor;
    } while (cursor !== null);
    return found;
  }

  async function differences(): Promise<string[]> {
    const stores = openStores(dataDir);
    try {
      return await stores.differences();
    } finally {
      await stores.close();
    }
  }

  it('an engine during creates leaves no row without its vectors, and who was refused has no row', async () => {
    const { told } = await createWhile('engine_killed', async (refused) => {
      // It may be back so soon that every client was served.
      while (refused.size === 0) {
        const { text } = await send('GET', '/engines');
        const { items } = JSON.parse(text) as { items: { name: string; pid?: number }[] };
        const pid = items.find(({ name }) => name === 'qdrant')?.pid;
        if (pid !== undefined) process.kill(pid, 'SIGKILL');
        await expect
          .poll(async () => (await send('GET', '/health/qdrant')).status, { timeout: 30_000 })
          .toBe(200);
      }
    });
    expect(await titles('engine_killed')).toEqual(told);
    await expect.poll(differences, { timeout: 20_000 }).toEqual([]);
  });

  it('kill -9 leaves no row without vectors and no object without a row', async () => {
    const { told } = await createWhile('gateway_killed', () => frodb.kill());
    frodb = await startFrodb(dataDir, quick);
    const there = await titles('gateway_killed');
    expect([...told].filter((title) => !there.has(title))).toEqual([]);
    await expect.poll(differences, { timeout: 20_000 }).toEqual([]);
    const { text } = await send('POST', '/collections/gateway_killed/search', { query: [...told][0] ?? '' });
    const [hit] = (
      JSON.parse(text) as { results: { id: string; record: { title: string; file: { sha256: string } } }[] }
    ).results;
    const file = await send('GET', `/collections/gateway_killed/records/${hit?.id}/files/file`);
    expect(createHash('sha256').update(file.text).digest('hex')).toBe(hit?.record.file.sha256);
  });
});

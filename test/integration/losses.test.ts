import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testEngines } from '../support/engines.ts';
import type { TestEngines } from '../support/engines.ts';
import { startTestGateway } from '../support/gateway.ts';
import type { Reply, TestGateway } from '../support/gateway.ts';
import { readApi } from '../support/openapi.ts';
import type { Api } from '../support/openapi.ts';
import { openStoresAt } from '../support/stores.ts';

/*
 * What a store loses behind FroDB's back, while it runs: said by name, healed or marked, and never told as what FroDB
 * removed.
 */

let engines: TestEngines;
let gateway: TestGateway;
let stores: ReturnType<typeof openStoresAt>;
let api: Api;

const settings = {
  FRODB_GARBAGE_DELAY_SECONDS: '0.01',
  FRODB_SWEEP_INTERVAL_SECONDS: '0.2',
  FRODB_ROLLED_BACK_RESWEEP_SECONDS: '0.2',
  FRODB_ENGINE_RETRY_SECONDS: '2',
};

beforeAll(async () => {
  engines = await testEngines();
  gateway = await startTestGateway(engines, settings);
  stores = openStoresAt(engines);
  api = readApi((await gateway.ask('GET', '/openapi.json')).json);
});
afterAll(async () => {
  for (const name of made) await gateway.ask('DELETE', `/collections/${name}`);
  await stores.close();
  await gateway.close();
  await engines.drop();
});

const made: string[] = [];
let docs: { name: string; index: string; bucket: string };
let at: string;

beforeEach(async () => {
  const name = `docs_${made.length}`;
  made.push(name);
  const created = await gateway.ask('POST', '/collections', {
    name,
    fields: [
      { name: 'title', type: 'string', vectorize: true, filterable: true },
      { name: 'year', type: 'int', filterable: true },
      { name: 'day', type: 'date', filterable: true },
      { name: 'note', type: 'string' },
      { name: 'file', type: 'file' },
      { name: 'more', type: 'file', multiple: true },
    ],
  });
  expect([created.status, created.text]).toEqual([201, expect.anything()]);
  const [row] = await stores.pg.query<{ index: string; bucket: string }>(
    'SELECT qdrant_collection AS index, bucket FROM frodb.collections WHERE name = $1',
    [name],
  );
  docs = { name, index: row?.index ?? '', bucket: row?.bucket ?? '' };
  at = `/collections/${name}`;
});

async function ask(method: string, path: string, body?: unknown): Promise<Reply> {
  const reply = await gateway.ask(method, path, body);
  api.check(method, path, reply);
  return reply;
}

function form(fields: Record<string, string>, files: Record<string, string> = {}): FormData {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  for (const [name, bytes] of Object.entries(files)) body.set(name, new Blob([bytes]), `${name}.bin`);
  return body;
}

async function add(title: string, files: Record<string, string> = {}): Promise<Record<string, unknown>> {
  const saved = await ask('POST', `${at}/records`, form({ title, year: '7', day: '2024-02-29' }, files));
  expect([saved.status, saved.text]).toEqual([201, expect.anything()]);
  return saved.json;
}

async function found(query: string, filters?: object): Promise<unknown[] | Reply> {
  const reply = await ask('POST', `${at}/search`, { query, ...(filters ? { filters } : {}) });
  return reply.status === 200 ? (reply.json['results'] as { id: unknown }[]).map(({ id }) => id) : reply;
}

async function losses(): Promise<unknown> {
  const { status, json } = await ask('GET', '/health/all');
  const own = (json['losses'] as { collection: string }[]).filter(
    ({ collection }) => collection === docs.name,
  );
  return { status, health: json['status'], losses: own };
}

/** The key of a record's file in its bucket. */
async function keyOf(file: unknown): Promise<string> {
  const { id, name } = file as { id: string; name: string };
  return `${id}/${name}`;
}

const well = { status: 200, health: 'ok', losses: [] };

function expectNamed(reply: Reply, store: RegExp): void {
  expect([reply.status, reply.text]).toEqual([503, expect.anything()]);
  const detail = String(reply.json['detail']);
  expect(detail).toMatch(store);
  expect(detail).toContain(`collection ${docs.name}`);
  expect(detail).toContain('database default');
  expect(detail).not.toMatch(/changed by others|removed/);
}

/** Waits until all is well again by itself. */
async function untilWell(): Promise<void> {
  await expect.poll(() => losses(), { timeout: 20_000 }).toEqual(well);
}

describe('a search index that is gone', () => {
  // A write of each kind, and how many more records it leaves when it is sent again.
  const needing: [what: string, more: number, send: (id: string) => Promise<Reply>][] = [
    ['a create', 1, () => ask('POST', `${at}/records`, { title: 'Mais um rio' })],
    ['a create with a file', 1, () => ask('POST', `${at}/records`, form({ title: 'rio' }, { file: 'x' }))],
    ['a patch', 0, (id) => ask('PATCH', `${at}/records/${id}`, { title: 'rio novo' })],
    ['a patch of what is filtered by', 0, (id) => ask('PATCH', `${at}/records/${id}`, { year: 9 })],
    ['a put', 0, (id) => ask('PUT', `${at}/records/${id}`, { title: 'rio posto' })],
    ['a batch', 2, () => ask('POST', `${at}/records:batch`, [{ title: 'rio' }, { title: 'rio' }])],
    [
      'a partial batch',
      1,
      () => ask('POST', `${at}/records:batch?mode=partial`, [{ title: 'rio' }, { title: 5 }]),
    ],
    ['a search', 0, () => ask('POST', `${at}/search`, { query: 'rio' })],
  ];

  it.each(needing)('is named by %s, which works again when it is healed', async (_what, more, send) => {
    const { id } = await add('O rio corre');
    await add('Outro rio', { file: 'bytes' });
    await stores.vectors.dropCollection(docs.index);
    expectNamed(await send(String(id)), /qdrant has lost data: the search index of docs_\d+ is gone/);
    await untilWell();
    expect((await send(String(id))).status).toBeLessThan(300);
    await expect.poll(() => found('rio'), { timeout: 5_000 }).toHaveLength(2 + more);
    expect(await stores.settled()).toEqual([]);
  });

  it('costs nothing that can do without it', async () => {
    const first = await add('O rio corre', { file: 'bytes' });
    const second = await add('Outro rio');
    const path = `${at}/records/${String(first['id'])}`;
    await stores.vectors.dropCollection(docs.index);
    expect((await ask('PATCH', path, { note: 'nothing that is searched' })).status).toBe(200);
    expect((await ask('GET', path)).json['note']).toBe('nothing that is searched');
    expect((await ask('GET', `${path}/vectors`)).json['vectors']).toHaveLength(1);
    expect((await ask('GET', `${path}/files/file`)).text).toBe('bytes');
    expect((await ask('POST', `${at}/query`, {})).json['total']).toBe(2);
    expect((await ask('DELETE', `${at}/records/${String(second['id'])}`)).status).toBe(200);
    await untilWell();
    await expect.poll(() => found('rio'), { timeout: 5_000 }).toEqual([first['id']]);
    expect(await stores.settled()).toEqual([]);
  });

  it('is noticed by health alone, and filled with what the filters need', async () => {
    const { id } = await add('O rio corre');
    await stores.vectors.dropCollection(docs.index);
    const { json, status } = await ask('GET', '/health/all');
    expect([status, json['status']]).toEqual([503, 'error']);
    expect(json['losses']).toEqual([
      {
        store: 'qdrant',
        database: 'default',
        collection: docs.name,
        what: 'index',
        state: expect.stringMatching(/^(missing|rebuilding)$/),
        count: null,
      },
    ]);
    await untilWell();
    await expect.poll(() => found('rio', { day: '2024-02-29', year: 7 }), { timeout: 5_000 }).toEqual([id]);
    expect(await found('rio', { year: 8 })).toEqual([]);
    expect(await stores.settled()).toEqual([]);
  });

  it('of a collection that was dropped is no loss', async () => {
    await add('O rio corre');
    await Promise.all([
      ask('DELETE', at),
      ...Array.from({ length: 5 }, async () => {
        const { status } = await ask('POST', `${at}/records`, { title: 'rio' });
        expect([201, 404]).toContain(status);
      }),
    ]);
    expect((await ask('POST', `${at}/records`, { title: 'rio' })).status).toBe(404);
    expect((await ask('POST', `${at}/search`, { query: 'rio' })).status).toBe(404);
    expect(await losses()).toEqual(well);
    expect(await stores.settled()).toEqual([]);
  });
});

describe('a bucket that is gone', () => {
  it('is named by whatever needs it, every time', async () => {
    const saved = await add('O rio corre', { file: 'bytes' });
    const staged = await ask('POST', `/files?collection=${docs.name}&name=a.bin`, new Blob(['staged']));
    expect(staged.status).toBe(201);
    await stores.objects.dropBucket(docs.bucket);
    const path = `${at}/records/${String(saved['id'])}`;
    for (let n = 0; n < 2; n++) {
      for (const reply of [
        await ask('GET', `${path}/files/file`),
        await ask('GET', `/files/${(saved['file'] as { id: string }).id}`),
        await ask('GET', `/files/${String(staged.json['id'])}`),
        await ask('POST', `${at}/records`, form({ title: 'rio' }, { file: 'x' })),
        await ask('PATCH', path, form({ title: 'rio' }, { file: 'x' })),
        await ask('PUT', path, form({ title: 'rio' }, { file: 'x' })),
        await ask('POST', `/files?collection=${docs.name}&name=b.bin`, new Blob(['x'])),
        await ask(
          'POST',
          `/files?collection=${docs.name}&name=big.bin`,
          new Blob([Buffer.alloc(20_000_000)]),
        ),
        await ask('POST', `${at}/records`, form({ title: 'rio' }, { file: 'x'.repeat(20_000_000) })),
        await ask('PATCH', path, { file: { file_id: staged.json['id'] } }),
        await ask('POST', `${at}/records:batch`, [{ file: { file_id: staged.json['id'] } }]),
      ]) {
        expectNamed(reply, /(minio|filesystem) has lost data: the bucket of docs_\d+ is gone/);
      }
    }
    expect(await losses()).toMatchObject({
      status: 503,
      health: 'error',
      losses: [
        { store: expect.stringMatching(/minio|filesystem/), what: 'bucket', state: 'missing', count: 1 },
      ],
    });
    const engine = (await ask('GET', '/engines')).json['items'] as { name: string; losses: object[] }[];
    expect(engine.find(({ name }) => name === 'minio')?.losses).toMatchObject([{ collection: docs.name }]);
    expect(engine.find(({ name }) => name === 'qdrant')?.losses).toEqual([]);
    // All else goes on.
    expect((await ask('GET', path)).json['title']).toBe('O rio corre');
    expect(await found('rio')).toEqual([saved['id']]);
    expect((await ask('POST', `${at}/records`, { title: 'Outro rio' })).status).toBe(201);
    expect((await ask('DELETE', path)).status).toBe(200);
    expect((await ask('DELETE', at)).status).toBe(204);
    expect(await losses()).toEqual(well);
  });
});

describe('a file that is gone', () => {
  const lost = { reason: 'missing', since: expect.stringMatching(/Z$/) };

  it('is said on its record, by a download and by health, until it is there again', async () => {
    const saved = await add('O rio corre', { file: 'bytes', more: 'other' });
    const path = `${at}/records/${String(saved['id'])}`;
    const key = await keyOf(saved['file']);
    await stores.objects.delete(docs.bucket, [key]);
    for (const url of [`${path}/files/file`, `/files/${key.slice(0, 36)}`]) {
      for (let n = 0; n < 2; n++) {
        const reply = await ask('GET', url);
        expect([reply.status, reply.json['code']]).toEqual([410, 'file_lost']);
        expect(reply.json['detail']).toMatch(
          new RegExp(
            `file.bin in field file of record ${String(saved['id'])} .collection ${docs.name}, database default`,
          ),
        );
      }
      expect((await gateway.ask('HEAD', url)).status).toBe(410);
    }
    const file = { id: key.slice(0, 36), lost };
    expect((await ask('GET', path)).json).toMatchObject({ file });
    expect((await ask('PATCH', path, { note: 'x' })).json).toMatchObject({ file });
    expect((await ask('POST', `${at}/query`, {})).json).toMatchObject({ records: [{ file }] });
    expect((await ask('POST', `${at}/search`, { query: 'rio' })).json).toMatchObject({
      results: [{ record: { file }, files: [file, { field: 'more' }] }],
    });
    const { json: list } = await ask('GET', `/files?collection=${docs.name}`);
    expect((list['items'] as object[]).filter((item) => 'lost' in item)).toMatchObject([file]);
    expect((await ask('GET', `${path}/files/more`)).text).toBe('other');
    expect(await losses()).toMatchObject({
      status: 200,
      health: 'degraded',
      losses: [{ what: 'files', state: 'missing', count: 1, database: 'default' }],
    });
    // A restored backup.
    await stores.objects.put(docs.bucket, key, Readable.from([Buffer.from('bytes')]));
    await untilWell();
    expect((await ask('GET', path)).json['file']).not.toHaveProperty('lost');
    expect((await ask('GET', `${path}/files/file`)).text).toBe('bytes');
    expect(await stores.settled()).toEqual([]);
  });

  it.each<[string, (path: string) => Promise<Reply>]>([
    ['its field gets another file', (path) => ask('PATCH', path, form({}, { file: 'new' }))],
    ['its field is cleared', (path) => ask('PATCH', path, { file: null })],
    ['its record is deleted', (path) => ask('DELETE', path)],
    ['its collection is dropped', () => ask('DELETE', at)],
  ])('is no longer marked when %s', async (_what, end) => {
    const saved = await add('O rio corre', { file: 'bytes' });
    const path = `${at}/records/${String(saved['id'])}`;
    await stores.objects.delete(docs.bucket, [await keyOf(saved['file'])]);
    expect((await ask('GET', `${path}/files/file`)).status).toBe(410);
    expect((await end(path)).status).toBeLessThan(300);
    await untilWell();
    expect(await stores.pg.query('SELECT * FROM frodb.lost_files')).toEqual([]);
    expect(await stores.settled()).toEqual([]);
  });

  it('that was staged is refused by records, and named by a download', async () => {
    const staged = await ask('POST', `/files?collection=${docs.name}&name=a.bin`, new Blob(['staged']));
    const id = String(staged.json['id']);
    await stores.objects.delete(docs.bucket, [`${id}/a.bin`]);
    const reply = await ask('GET', `/files/${id}`);
    expect([reply.status, reply.json['code']]).toEqual([410, 'file_lost']);
    const taken = await ask('POST', `${at}/records`, { title: 'rio', file: { file_id: id } });
    expect([taken.status, taken.json['errors']]).toMatchObject([
      409,
      [{ path: 'file', code: 'upload_lost' }],
    ]);
    const partial = await ask('POST', `${at}/records:batch?mode=partial`, [
      { title: 'rio', file: { file_id: id } },
      { title: 'rio' },
    ]);
    expect(partial.json).toMatchObject({ created: 1, failed: 1 });
  });

  it('is named only to keys that may read its collection', async () => {
    const saved = await add('O rio corre', { file: 'bytes' });
    await stores.objects.delete(docs.bucket, [await keyOf(saved['file'])]);
    expect((await ask('GET', `/files/${(saved['file'] as { id: string }).id}`)).status).toBe(410);
    const keys: [permissions: object[], sees: boolean][] = [
      [[{ databases: ['default'], collections: [docs.name], actions: ['read'] }], true],
      [[{ databases: ['default'], collections: [docs.name], actions: ['write'] }], false],
      [[{ databases: ['default'], collections: ['other'], actions: ['read'] }], false],
      [[{ databases: ['elsewhere'], collections: '*', actions: ['read'] }], false],
    ];
    for (const [permissions, sees] of keys) {
      const made = await ask('POST', '/api-keys', { name: 'k', type: 'custom', permissions });
      const { json, text } = await gateway.ask('GET', '/health/all', undefined, {
        key: String(made.json['key']),
      });
      expect(json['status']).toBe('degraded');
      expect([(json['losses'] as object[]).length, json['other_losses']]).toEqual(sees ? [1, 0] : [0, 1]);
      if (!sees) expect(text).not.toContain(docs.name);
    }
    expect((await ask('DELETE', at)).status).toBe(204);
  });
});

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FaultPoint } from '../../gateway/write/env.ts';
import { newId } from '../../gateway/write/ids.ts';
import { testEngines } from '../support/engines.ts';
import type { TestEngines } from '../support/engines.ts';
import { startTestGateway } from '../support/gateway.ts';
import type { AskOptions, Reply, TestGateway } from '../support/gateway.ts';
import { openStoresAt } from '../support/stores.ts';

/** What a write meets once at a point. */
let at: { point: FaultPoint; meet: () => Promise<void> } | null = null;

async function fault(point: FaultPoint): Promise<void> {
  if (at?.point !== point) return;
  const { meet } = at;
  at = null;
  await meet();
}

let engines: TestEngines;
let gateway: TestGateway;
let stores: ReturnType<typeof openStoresAt>;
const keys = new Map<string, string>();
const path = '/collections/papers/records';

beforeAll(async () => {
  engines = await testEngines();
  const times = {
    FRODB_GARBAGE_DELAY_SECONDS: '0.01',
    FRODB_ROLLED_BACK_RESWEEP_SECONDS: '0.01',
    FRODB_SWEEP_INTERVAL_SECONDS: '0.2',
  };
  gateway = await startTestGateway(engines, times, { fault });
  stores = openStoresAt(engines);
  const fields = [
    { name: 'title', type: 'string', unique: true },
    { name: 'year', type: 'int', filterable: true },
    { name: 'doc', type: 'file', vectorize: true, max_bytes: 200, accept: ['text/*', 'application/pdf'] },
    { name: 'photo', type: 'file' },
    { name: 'scans', type: 'file', multiple: true, max_files: 3 },
  ];
  expect((await gateway.ask('POST', '/collections', { name: 'papers', fields })).status).toBe(201);
  const other = { name: 'others', fields: [{ name: 'photo', type: 'file' }] };
  expect((await gateway.ask('POST', '/collections', other)).status).toBe(201);
  for (const name of ['one', 'two']) {
    const key = await gateway.ask('POST', '/api-keys', { name, type: 'database', databases: ['default'] });
    keys.set(name, String(key.json['key']));
  }
});
afterEach(async () => expect(await stores.settled(10)).toEqual([]));
afterAll(async () => {
  for (const name of ['papers', 'others']) await gateway.ask('DELETE', `/collections/${name}`);
  await stores.close();
  await gateway.close();
  await engines.drop();
});

function as(key: string): AskOptions {
  return { key: keys.get(key) ?? null };
}

async function stage(
  content: string,
  {
    collection = 'papers',
    type = 'text/plain',
    ...options
  }: AskOptions & { collection?: string; type?: string } = {},
): Promise<string> {
  const headers = { 'content-type': type };
  const url = `/files?collection=${collection}&name=${content.slice(0, 8)}.txt`;
  const reply = await gateway.ask('POST', url, content, { ...options, headers });
  expect(reply.status).toBe(201);
  return String(reply.json['id']);
}

/** A record's field that takes a file. */
function take(id: string): { file_id: string } {
  return { file_id: id };
}

function save(record: object, options: AskOptions = {}): Promise<Reply> {
  return gateway.ask('POST', path, record, options);
}

async function read(id: string): Promise<string> {
  const reply = await gateway.ask('GET', `/files/${id}`);
  return reply.status === 200 ? reply.text : String(reply.status);
}

function firstError(reply: Reply): unknown {
  return [reply.status, (reply.json['errors'] as { path: string; code: string }[] | undefined)?.[0]];
}

function noSuchUpload(field: string): unknown {
  return [409, expect.objectContaining({ path: field, code: 'no_such_upload' })];
}

async function leaseOf(id: string): Promise<number> {
  const [row] = await stores.pg.query<{ until: string }>(
    `SELECT lease_until AS until FROM frodb.intents WHERE id = $1 AND kind = 'staged' AND state = 'open'`,
    [id],
  );
  return row ? Date.parse(row.until) : 0;
}

async function expire(id: string): Promise<void> {
  await stores.pg.query(`UPDATE frodb.intents SET lease_until = now() - interval '1 s' WHERE id = $1`, [id]);
}

describe('a record takes staged uploads', () => {
  it('as they are: same id, same bytes, and its text is found', async () => {
    const id = await stage('A lontra nada no rio.');
    const saved = await save({ title: 'a', doc: take(id) });
    expect(saved).toMatchObject({
      status: 201,
      json: { doc: { id, url: `/files/${id}`, size: 21, extraction: { status: 'done', chunks: 1 } } },
    });
    expect(await read(id)).toBe('A lontra nada no rio.');
    expect(await leaseOf(id)).toBe(0);
    const found = await gateway.ask('POST', '/collections/papers/search', { query: 'lontra' });
    expect(found.json).toMatchObject({ results: [{ id: saved.json['id'], files: [{ id, field: 'doc' }] }] });
    const listed = await gateway.ask('GET', '/files?collection=papers');
    expect(listed.json).toMatchObject({ items: [{ id, record: saved.json['id'], field: 'doc' }] });
    expect(firstError(await save({ photo: take(id) }))).toEqual(noSuchUpload('photo'));
  });

  it('in PATCH and PUT, beside files that it keeps and drops', async () => {
    const [a, b, c] = [await stage('a'), await stage('b'), await stage('c')];
    const saved = await save({ scans: [take(a), take(b)] });
    const url = `${path}/${String(saved.json['id'])}`;
    const patched = await gateway.ask('PATCH', url, { scans: [take(c), take(b)] });
    expect(patched).toMatchObject({ status: 200, json: { scans: [{ id: c }, { id: b }] } });
    expect([await read(a), await read(b), await read(c)]).toEqual(['404', 'b', 'c']);
    const d = await stage('d');
    const replaced = await gateway.ask('PUT', url, { photo: take(d), scans: [take(b)] });
    expect(replaced).toMatchObject({ status: 200, json: { photo: { id: d }, scans: [{ id: b }] } });
    expect([await read(c), await read(d)]).toEqual(['404', 'd']);
  });

  it.each(['PATCH', 'PUT'])('in a multipart %s, beside new parts', async (method) => {
    const [a, b, c] = [await stage('a'), await stage('b'), await stage('c')];
    const saved = await save({ scans: [take(a), take(b)] });
    const body = new FormData();
    body.append('scans', new Blob(['new']), 'new.txt');
    body.append('scans', JSON.stringify([take(b), take(c)]));
    const url = `${path}/${String(saved.json['id'])}`;
    const changed = await gateway.ask(method, url, body);
    expect(changed).toMatchObject({
      status: 200,
      json: { scans: [{ id: b }, { id: c }, { name: 'new.txt' }] },
    });
    expect([await read(a), await read(b), await read(c)]).toEqual(['404', 'b', 'c']);
    const tooMany = new FormData();
    tooMany.append('scans', new Blob(['x']), 'x');
    tooMany.append(
      'scans',
      JSON.stringify((changed.json['scans'] as { id: string }[]).map(({ id }) => take(id))),
    );
    expect(firstError(await gateway.ask(method, url, tooMany))).toMatchObject([400, { path: 'scans' }]);
  });

  it('as a part that calls itself JSON', async () => {
    const id = await stage('json');
    const raw = `--b\r\ncontent-disposition: form-data; name="photo"\r\ncontent-type: application/json\r\n\r\n${JSON.stringify(take(id))}\r\n--b--\r\n`;
    const headers = { 'content-type': 'multipart/form-data; boundary=b' };
    expect(await gateway.ask('POST', path, raw, { headers })).toMatchObject({
      status: 201,
      json: { photo: { id } },
    });
  });

  it('once where an Idempotency-Key says so', async () => {
    const id = await stage('idem');
    const options = { headers: { 'idempotency-key': newId() } };
    const [first, second] = [
      await save({ photo: take(id) }, options),
      await save({ photo: take(id) }, options),
    ];
    expect([second.status, second.json]).toEqual([201, first.json]);
  });
});

describe('a batch', () => {
  it('takes several', async () => {
    const ids = await Promise.all(['Uma garça.', 'Duas garças.', 'Três garças.'].map((text) => stage(text)));
    const records = ids.map((id, n) => ({ title: `garça ${n}`, doc: take(id) }));
    const saved = await gateway.ask('POST', `${path}:batch`, records);
    expect(saved).toMatchObject({ status: 201, json: { created: 3 } });
    const found = await gateway.ask('POST', '/collections/papers/search', { query: 'garças' });
    expect(found.json['total']).toBe(3);
  });

  it('is refused whole, naming the record and field', async () => {
    const [a, b] = [await stage('a'), await stage('b')];
    const unknown = [{ photo: take(a) }, { photo: take(newId()) }, { scans: [take(b), take(newId())] }];
    const refused = await gateway.ask('POST', `${path}:batch`, unknown);
    expect(refused).toMatchObject({
      status: 409,
      json: { errors: [{ path: '[1].photo' }, { path: '[2].scans' }] },
    });
    const twice = await gateway.ask('POST', `${path}:batch`, [
      { photo: take(a) },
      { scans: [take(b), take(a)] },
    ]);
    expect(firstError(twice)).toMatchObject([400, { path: '[1].scans', code: 'duplicate' }]);
    const tooBig = await stage('x'.repeat(201));
    const big = await gateway.ask('POST', `${path}:batch`, [{ photo: take(newId()) }, { doc: take(tooBig) }]);
    expect(firstError(big)).toMatchObject([400, { path: '[1].doc', code: 'too_large' }]);
    expect([await read(a), await read(b)]).toEqual(['a', 'b']);
  });

  it('takes what it can in partial mode', async () => {
    const [a, b] = [await stage('a'), await stage('b')];
    const records = [{ photo: take(a) }, { photo: take(newId()) }, { photo: take(a) }, { photo: take(b) }];
    const saved = await gateway.ask('POST', `${path}:batch?mode=partial`, records);
    expect(saved).toMatchObject({
      status: 200,
      json: {
        created: 2,
        failed: 2,
        results: [
          { index: 0 },
          { index: 1, status: 409, errors: [{ path: 'photo' }] },
          { index: 2, status: 400, errors: [{ path: 'photo' }] },
          { index: 3 },
        ],
      },
    });
  });
});

describe('what can not be taken is named, and stays staged', () => {
  it.each<[what: string, record: () => Promise<object>, wanted: unknown]>([
    ['an unknown id', async () => ({ photo: take(newId()) }), noSuchUpload('photo')],
    ['no id at all', async () => ({ photo: take("x'; --") }), noSuchUpload('photo')],
    ['one of a list', async () => ({ scans: [take(await stage('a')), take('x')] }), noSuchUpload('scans')],
    [
      'an upload of another collection',
      async () => ({ photo: take(await stage('o', { collection: 'others' })) }),
      noSuchUpload('photo'),
    ],
    [
      'an upload that has run out',
      async () => {
        const id = await stage('late');
        await expire(id);
        return { photo: take(id) };
      },
      noSuchUpload('photo'),
    ],
    [
      'one that is too big for the field',
      async () => ({ doc: take(await stage('x'.repeat(201))) }),
      [400, expect.objectContaining({ path: 'doc', code: 'too_large' })],
    ],
    [
      'one of a type that the field does not take',
      async () => ({ doc: take(await stage('x', { type: 'image/png' })) }),
      [400, expect.objectContaining({ path: 'doc', code: 'not_accepted' })],
    ],
    [
      'one that is not what it says',
      async () => ({ doc: take(await stage('text', { type: 'application/pdf' })) }),
      [400, expect.objectContaining({ path: 'doc', code: 'document_mismatch' })],
    ],
    [
      'one twice',
      async () => {
        const id = await stage('twice');
        return { photo: take(id), scans: [take(id)] };
      },
      [400, expect.objectContaining({ path: 'scans[0]', code: 'duplicate' })],
    ],
  ])('%s', async (_what, record, wanted) => {
    expect(firstError(await save(await record()))).toEqual(wanted);
  });

  it('another key’s, unless an admin takes it', async () => {
    const id = await stage('mine', as('one'));
    expect(firstError(await save({ photo: take(id) }, as('two')))).toEqual(noSuchUpload('photo'));
    expect((await gateway.ask('GET', `/files/${id}`, undefined, as('two'))).status).toBe(404);
    expect((await save({ photo: take(id) })).status).toBe(201);
    expect((await gateway.ask('GET', `/files/${id}`, undefined, as('two'))).text).toBe('mine');
  });
});

describe('a write that fails leaves the upload staged', () => {
  it('and it can be taken afterwards', async () => {
    const id = await stage('kept');
    const lease = await leaseOf(id);
    await save({ title: 'taken' });
    const taken = await save({ title: 'taken', doc: take(id) });
    expect(firstError(taken)).toMatchObject([409, { path: 'title', code: 'not_unique' }]);
    const invalid = await save({ year: 'x', doc: take(id) });
    expect(firstError(invalid)).toMatchObject([400, { path: 'year' }]);
    expect(await leaseOf(id)).toBeGreaterThanOrEqual(lease);
    expect(await read(id)).toBe('kept');
    expect((await save({ doc: take(id) })).status).toBe(201);
  });

  it('though the record’s own parts are undone', async () => {
    const id = await stage('kept too');
    const body = new FormData();
    body.set('title', 'taken');
    body.set('doc', JSON.stringify(take(id)));
    body.set('photo', new Blob(['photo']), 'p.txt');
    expect((await gateway.ask('POST', path, body)).status).toBe(409);
    expect(await stores.settled(10)).toEqual([]);
    expect(await read(id)).toBe('kept too');
  });
});

describe('at the same time', () => {
  it('two records take one upload: one gets it', async () => {
    const id = await stage('Disputado.');
    const replies = await Promise.all([1, 2, 3].map((year) => save({ year, doc: take(id) })));
    const statuses = replies.map(({ status }) => status).sort((a, b) => a - b);
    expect(statuses).toEqual([201, 409, 409]);
    for (const reply of replies.filter(({ status }) => status === 409)) {
      expect(firstError(reply)).toEqual(noSuchUpload('doc'));
    }
    expect(await read(id)).toBe('Disputado.');
  });

  it('another takes it just before the commit', async () => {
    const id = await stage('Roubado.');
    at = { point: 'before-commit', meet: async () => void (await save({ year: 1, photo: take(id) })) };
    expect(firstError(await save({ year: 2, doc: take(id) }))).toEqual(noSuchUpload('doc'));
    expect(await read(id)).toBe('Roubado.');
  });

  it('it runs out before the commit', async () => {
    const id = await stage('Tarde.');
    at = {
      point: 'before-commit',
      meet: async () => {
        await expire(id);
        await expect.poll(() => read(id)).toBe('404');
        await expect.poll(() => leaseOf(id)).toBe(0);
      },
    };
    expect(firstError(await save({ year: 2, doc: take(id) }))).toEqual(noSuchUpload('doc'));
  });

  it('the record is changed by another: the next round takes the upload', async () => {
    const id = await stage('Outra vez a lontra.');
    const saved = await save({ title: 'race' });
    const url = `${path}/${String(saved.json['id'])}`;
    at = { point: 'before-commit', meet: async () => void (await gateway.ask('PATCH', url, { year: 7 })) };
    const patched = await gateway.ask('PATCH', url, { doc: take(id) });
    expect(patched).toMatchObject({ status: 200, json: { year: 7, doc: { id } } });
  });

  it('a drop takes bucket and uploads away', async () => {
    const made = await gateway.ask('POST', '/collections', {
      name: 'dropped',
      fields: [{ name: 'photo', type: 'file' }],
    });
    const bucket = String(made.json['minio_bucket']);
    const id = await stage('dropped', { collection: 'dropped' });
    at = {
      point: 'before-commit',
      meet: async () => expect((await gateway.ask('DELETE', '/collections/dropped')).status).toBe(204),
    };
    const headers = { 'content-type': 'text/plain' };
    const late = await gateway.ask('POST', '/files?collection=dropped&name=x', 'late', { headers });
    expect(late.status).toBe(404);
    expect(await read(id)).toBe('404');
    await expect.poll(() => stores.objects.buckets(), { timeout: 10_000 }).not.toContain(bucket);
  });
});

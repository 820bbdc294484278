import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { newId } from '../../gateway/write/ids.ts';
import { testEngines } from '../support/engines.ts';
import type { TestEngines } from '../support/engines.ts';
import { startTestGateway } from '../support/gateway.ts';
import type { Reply, TestGateway } from '../support/gateway.ts';
import { FaultProxy } from '../support/proxy.ts';
import { quickTimes } from '../support/quick-times.ts';
import { openStoresAt } from '../support/stores.ts';
import { accepted, createStops } from '../support/write-jobs.ts';
import type { WriteJob } from '../support/write-jobs.ts';

const { fault, stopAt, clear } = createStops();
const env = { ...quickTimes, FRODB_JOBS_RETRY_SECONDS: '0.05', FRODB_JOBS_LEASE_SECONDS: '2' };
const base = '/collections/papers';
const records = `${base}/records`;

let engines: TestEngines;
let qdrant: FaultProxy;
let gateway: TestGateway;
let stores: ReturnType<typeof openStoresAt>;

beforeAll(async () => {
  engines = await testEngines();
  qdrant = await FaultProxy.before(engines.qdrantUrl);
  gateway = await start();
  stores = openStoresAt(engines);
  const fields = [
    { name: 'title', type: 'string', unique: true, required: true },
    { name: 'body', type: 'text', vectorize: true },
    { name: 'year', type: 'int', filterable: true },
    { name: 'doc', type: 'file', vectorize: true, max_bytes: 5_000, accept: ['text/*'] },
    { name: 'scans', type: 'file', multiple: true },
  ];
  expect((await gateway.ask('POST', '/collections', { name: 'papers', fields })).status).toBe(201);
});
afterEach(async () => {
  clear();
  qdrant.restore();
  expect(await stores.settled(15)).toEqual([]);
});
afterAll(async () => {
  await gateway.ask('DELETE', base);
  await stores.close();
  await gateway.close();
  await qdrant.close();
  await engines.drop();
});

function start(): Promise<TestGateway> {
  return startTestGateway({ ...engines, qdrantUrl: qdrant.url }, env, { fault });
}

const prefer = { prefer: 'respond-async' };

function later(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Reply> {
  return gateway.ask(method, path, body, { headers: { ...prefer, ...headers } });
}

async function read(id: string): Promise<WriteJob> {
  return (await gateway.ask('GET', `/jobs/${id}`)).json as unknown as WriteJob;
}

async function until({ id }: Pick<WriteJob, 'id'>, ...states: string[]): Promise<WriteJob> {
  return vi.waitFor(
    async () => {
      const job = await read(id);
      expect({ state: job.state, error: job.error }).toMatchObject({ state: expect.toBeOneOf(states) });
      return job;
    },
    { timeout: 30_000, interval: 20 },
  );
}

async function recordOf({ result }: WriteJob, n = 0): Promise<Reply> {
  return gateway.ask('GET', `${records}/${result.record_ids[n]}`);
}

let count = 0;
const title = (): string => `t ${count++}`;

async function newRecord(values: object = {}): Promise<{ id: string; revision: string }> {
  const { status, json } = await gateway.ask('POST', records, { title: title(), ...values });
  expect(status).toBe(201);
  return json as { id: string; revision: string };
}

async function stage(content: string, type = 'text/plain'): Promise<string> {
  const form = new FormData();
  form.append('file', new Blob([content], { type }), 'a.txt');
  const { status, json } = await gateway.ask('POST', '/files?collection=papers', form);
  expect(status).toBe(201);
  return String(json['id']);
}

async function rest(): Promise<{ jobs: number; bodies: number; holds: number }> {
  const [row] = await stores.pg.query<{ jobs: number; bodies: number; holds: number }>(
    `SELECT (SELECT count(*) FROM frodb.jobs) AS jobs, (SELECT count(*) FROM frodb.job_bodies) AS bodies,
       (SELECT count(*) FROM frodb.job_holds) AS holds`,
  );
  return row ?? { jobs: -1, bodies: -1, holds: -1 };
}

describe('with Prefer: respond-async', () => {
  it('POST of a record is answered by a job, whose record is there when it is done', async () => {
    const job = accepted(await later('POST', records, { title: 'first', body: 'the blue whale', year: 1 }));
    expect(job).toMatchObject({ kind: 'write', state: 'waiting', collection: 'papers', attempts: 0 });
    const done = await until(job, 'succeeded');
    const { json } = await recordOf(job);
    expect(json).toMatchObject({ title: 'first', body: 'the blue whale', year: 1 });
    expect(done.result).toEqual({ record_ids: [json['id']], revision: json['revision'] });
    const found = await gateway.ask('POST', `${base}/search`, { query: 'whale' });
    expect(found.json).toMatchObject({ results: [{ id: json['id'] }] });
    expect(await rest()).toMatchObject({ bodies: 0 });
  });

  it('PATCH, PUT and DELETE change the record', async () => {
    const { id, revision } = await newRecord({ year: 1, body: 'x' });
    const patch = accepted(
      await later('PATCH', `${records}/${id}`, { year: 2 }, { 'if-match': `"${revision}"` }),
    );
    expect(patch.result).toEqual({ record_ids: [id] });
    await until(patch, 'succeeded');
    expect((await recordOf(patch)).json).toMatchObject({ year: 2, body: 'x' });
    await until(accepted(await later('PUT', `${records}/${id}`, { title: 'put' })), 'succeeded');
    expect((await recordOf(patch)).json).toMatchObject({ title: 'put', year: null });
    const gone = accepted(await later('DELETE', `${records}/${id}`));
    expect((await until(gone, 'succeeded')).result).toEqual({ record_ids: [id], deleted: 1 });
    expect((await recordOf(patch)).status).toBe(404);
  });

  it('records:delete deletes those that there are', async () => {
    const [one, two] = [await newRecord(), await newRecord()];
    const job = accepted(
      await later('POST', `${records}:delete`, { ids: [one.id, newId(), two.id, one.id, 'x'] }),
    );
    expect(job.result.record_ids).toHaveLength(3);
    expect((await until(job, 'succeeded')).result.deleted).toBe(2);
  });

  it.each(['json', 'ndjson'] as const)('a batch of %s creates its records in order', async (format) => {
    const rows = Array.from({ length: 50 }, (_, n) => ({ title: title(), year: n, body: `word${n}` }));
    const body = format === 'json' ? rows : new Blob([rows.map((row) => JSON.stringify(row)).join('\n')]);
    const type = { 'content-type': format === 'json' ? 'application/json' : 'application/x-ndjson' };
    const job = accepted(await later('POST', `${records}:batch`, body, type));
    expect(job.result.record_ids).toHaveLength(50);
    const done = await until(job, 'succeeded');
    expect(done.result.record_ids).toEqual(job.result.record_ids);
    expect((await recordOf(job, 17)).json).toMatchObject({ year: 17 });
  });

  it('a partial batch creates what is valid, and says what is not', async () => {
    const rows = [{ title: title() }, { year: 'x' }, { title: title() }];
    const job = accepted(await later('POST', `${records}:batch?mode=partial`, rows));
    expect(job.result.record_ids).toHaveLength(2);
    const done = await until(job, 'succeeded');
    expect(done.result).toMatchObject({
      record_ids: job.result.record_ids,
      failed: [{ index: 1, status: 400 }],
    });
    expect((await recordOf(job, 1)).status).toBe(200);
  });

  it('a large batch and a large record are written whole', async () => {
    const rows = Array.from({ length: 10_000 }, (_, n) => ({ title: `large ${n}`, year: n }));
    const job = accepted(await later('POST', `${records}:batch`, rows));
    expect(job.result.record_ids).toHaveLength(10_000);
    const { json: list } = await gateway.ask('GET', '/jobs?limit=1');
    expect(list).toMatchObject({ items: [{ id: job.id, result: null }] });
    const body = 'lorem ipsum '.repeat(200_000);
    const record = accepted(await later('POST', records, { title: title(), body }));
    await until(job, 'succeeded');
    const query = { filters: { title: { $like: 'large %' } }, limit: 1 };
    expect((await gateway.ask('POST', `${base}/query`, query)).json).toMatchObject({ total: 10_000 });
    expect((await recordOf(job, 9_999)).json).toMatchObject({ year: 9_999 });
    await until(record, 'succeeded');
    expect((await recordOf(record)).json['body']).toBe(body);
    await gateway.ask('POST', `${records}:delete`, { ids: job.result.record_ids });
  });

  it('files of a multipart wait for the job, and their text is found', async () => {
    const form = new FormData();
    form.append('title', title());
    form.append('year', '7');
    form.append('doc', new Blob(['a narwhal swims'], { type: 'text/plain' }), 'doc.txt');
    const kept = await stage('kept');
    form.append('scans', JSON.stringify([{ file_id: kept }]));
    form.append('scans', new Blob(['one']), '1.bin');
    form.append('scans', new Blob(['two']), '2.bin');
    const job = accepted(await later('POST', records, form));
    await until(job, 'succeeded');
    const { json } = await recordOf(job);
    expect(json).toMatchObject({
      year: 7,
      doc: { name: 'doc.txt', extraction: { status: 'done', chunks: 1 } },
      scans: [{ id: kept }, { name: '1.bin' }, { name: '2.bin' }],
    });
    const found = await gateway.ask('POST', `${base}/search`, { query: 'narwhal' });
    expect(found.json).toMatchObject({ results: [{ id: json['id'] }] });
    const change = new FormData();
    change.append('doc', new Blob(['a walrus sleeps'], { type: 'text/plain' }), 'next.txt');
    await until(accepted(await later('PATCH', `${records}/${String(json['id'])}`, change)), 'succeeded');
    expect((await recordOf(job)).json).toMatchObject({ year: 7, doc: { name: 'next.txt' } });
  });
});

describe('what can be told at once', () => {
  const form = (name: string, content: string, type = 'text/plain'): FormData => {
    const data = new FormData();
    data.append('title', title());
    data.append(name, new Blob([content], { type }), 'a.txt');
    return data;
  };

  const refusals: [
    what: string,
    ask: () => Promise<Reply>,
    status: number,
    problem?: Record<string, unknown>,
  ][] = [
    [
      'a record that is not valid',
      () => later('POST', records, { title: 1 }),
      400,
      { errors: [{ path: 'title' }] },
    ],
    ['no body', () => later('POST', records), 400],
    [
      'broken JSON',
      () => later('POST', records, '{"a', { 'content-type': 'application/json' }),
      400,
      { errors: [{ code: 'bad_json' }] },
    ],
    [
      'a patch that is not valid',
      async () => later('PATCH', `${records}/${(await newRecord()).id}`, { x: 1 }),
      400,
    ],
    ['a record that is not there', () => later('PATCH', `${records}/${newId()}`, { year: 1 }), 404],
    ['one that has no id', () => later('PUT', `${records}/x`, { title: 'a' }), 404],
    ['to delete what is not there', () => later('DELETE', `${records}/${newId()}`), 404],
    [
      'another revision than If-Match',
      async () =>
        later('PATCH', `${records}/${(await newRecord()).id}`, { year: 1 }, { 'if-match': newId() }),
      412,
    ],
    [
      'to delete another revision',
      async () => later('DELETE', `${records}/${(await newRecord()).id}`, undefined, { 'if-match': newId() }),
      412,
    ],
    [
      'an upload that is not there',
      () => later('POST', records, { title: title(), doc: { file_id: newId() } }),
      409,
      { errors: [{ path: 'doc', code: 'no_such_upload' }] },
    ],
    [
      'an upload that the field does not take',
      async () => later('POST', records, { title: title(), doc: { file_id: await stage('x', 'image/png') } }),
      400,
      { errors: [{ path: 'doc', code: 'not_accepted' }] },
    ],
    [
      'a file part that the field does not take',
      () => later('POST', records, form('doc', 'x', 'image/png')),
      400,
      { errors: [{ path: 'doc', code: 'not_accepted' }] },
    ],
    [
      'a file part that is too large',
      () => later('POST', records, form('doc', 'x'.repeat(6_000))),
      400,
      { errors: [{ code: 'too_large' }] },
    ],
    ['a file part for no file field', () => later('POST', records, form('year', 'x')), 400],
    [
      'a batch with a bad record',
      () => later('POST', `${records}:batch`, [{ title: title() }, {}]),
      400,
      { errors: [{ path: '[1].title' }] },
    ],
    ['an empty batch', () => later('POST', `${records}:batch`, []), 400],
    ['a batch without a body', () => later('POST', `${records}:batch`), 400],
    [
      'a batch with a value twice',
      () => later('POST', `${records}:batch`, [{ title: 'same' }, { title: 'same' }]),
      409,
      { errors: [{ path: '[1].title', code: 'not_unique' }] },
    ],
    [
      'a batch with an upload that is not there',
      () => later('POST', `${records}:batch`, [{ title: title(), doc: { file_id: newId() } }]),
      409,
    ],
    ['no ids', () => later('POST', `${records}:delete`, { ids: [] }), 400],
    ['JSON of more than 8 MB', () => later('POST', records, { title: 'x'.repeat(9_000_000) }), 413],
  ];

  it.each(refusals)('%s is refused as ever, and no job is made', async (_what, ask, status, problem = {}) => {
    const before = await rest();
    const reply = await ask();
    expect([reply.status, reply.json]).toMatchObject([status, problem]);
    expect(reply.headers.get('preference-applied')).toBeNull();
    expect(await rest()).toEqual(before);
  });

  it('a key without the right is refused, and one that may only delete can delete', async () => {
    const permissions = [{ databases: '*', collections: '*', actions: ['delete'] }];
    const made = await gateway.ask('POST', '/api-keys', { name: 'd', type: 'custom', permissions });
    const options = { key: String(made.json['key']), headers: prefer };
    expect((await gateway.ask('POST', records, { title: title() }, options)).status).toBe(403);
    const { id } = await newRecord();
    const job = accepted(await gateway.ask('DELETE', `${records}/${id}`, undefined, options));
    await until(job, 'succeeded');
  });

  it.each([
    ['respond-async, wait=10', 202],
    ['Respond-Async', 202],
    ['return=minimal; foo="a, respond-async"', 201],
    ['wait=5', 201],
    ['respond-async=no', 201],
  ])('Prefer: %s is answered with %i', async (header, status) => {
    const reply = await gateway.ask('POST', records, { title: title() }, { headers: { prefer: header } });
    expect(reply.status).toBe(status);
    if (status === 202) await until(accepted(reply), 'succeeded');
  });

  it('the header is ignored elsewhere', async () => {
    expect((await later('POST', `${base}/query`, {})).status).toBe(200);
    const name = `p_${count++}`;
    expect((await later('POST', '/databases', { name })).status).toBe(201);
  });
});

describe('an Idempotency-Key', () => {
  it('gives the same job again, and 409 for other input or another way to be answered', async () => {
    const headers = { 'idempotency-key': newId() };
    const body = { title: title(), year: 3 };
    const racing = await Promise.all([
      later('POST', records, body, headers),
      later('POST', records, body, headers),
    ]);
    const job = accepted(racing[0]!);
    expect(accepted(racing[1]!)).toEqual(job);
    await until(job, 'succeeded');
    const late = await later('POST', records, body, headers);
    expect(accepted(late)).toEqual(job);
    expect(late.headers.get('idempotency-replayed')).toBe('true');
    expect((await later('POST', records, { ...body, year: 4 }, headers)).status).toBe(409);
    expect((await gateway.ask('POST', records, body, { headers })).status).toBe(409);
    const query = { filters: { title: body.title } };
    expect((await gateway.ask('POST', `${base}/query`, query)).json).toMatchObject({ total: 1 });
  });

  it('works for forms and large batches', async () => {
    const send = (key: string): Promise<Reply> => {
      const form = new FormData();
      form.append('title', `form ${key}`);
      form.append('doc', new Blob(['text'], { type: 'text/plain' }), 'a.txt');
      return later('POST', records, form, { 'idempotency-key': key });
    };
    const key = newId();
    const job = accepted(await send(key));
    expect(accepted(await send(key)).id).toBe(job.id);
    await until(job, 'succeeded');
    const rows = Array.from({ length: 5_000 }, (_, n) => ({ title: `idem ${n}` }));
    const batch = (): Promise<Reply> => later('POST', `${records}:batch`, rows, { 'idempotency-key': 'b' });
    const first = accepted(await batch());
    expect(accepted(await batch()).result).toEqual(first.result);
    await until(first, 'succeeded');
  });
});

describe('between acceptance and run', () => {
  it('a revision that has moved on fails the job with 412', async () => {
    const { id, revision } = await newRecord({ year: 1 });
    const held = stopAt('before-commit');
    const job = accepted(await later('PATCH', `${records}/${id}`, { year: 5 }, { 'if-match': revision }));
    await held.met;
    expect((await gateway.ask('PATCH', `${records}/${id}`, { year: 2 })).status).toBe(200);
    held.go();
    expect((await until(job, 'failed')).error).toMatchObject({
      status: 412,
      code: 'precondition_failed',
      instance: `/jobs/${job.id}`,
    });
    expect((await gateway.ask('GET', `${records}/${id}`)).json['year']).toBe(2);
  });

  it('a unique value that is taken fails the job with 409, and it can be tried again', async () => {
    const name = title();
    const first = await newRecord({ title: name });
    const job = accepted(await later('POST', records, { title: name, body: 'again' }));
    const failed = await until(job, 'failed');
    expect(failed).toMatchObject({ error: { status: 409, errors: [{ path: 'title', code: 'not_unique' }] } });
    await gateway.ask('DELETE', `${records}/${first.id}`);
    expect((await gateway.ask('POST', `/jobs/${job.id}:retry`)).status).toBe(202);
    await until(job, 'succeeded');
    expect((await recordOf(job)).json).toMatchObject({ title: name });
  });

  it('a collection that is dropped fails the job with 404', async () => {
    const name = `c_${count++}`;
    const fields = [
      { name: 'body', type: 'text', vectorize: true },
      { name: 'doc', type: 'file' },
    ];
    await gateway.ask('POST', '/collections', { name, fields });
    qdrant.cut();
    const form = new FormData();
    form.append('body', 'words');
    form.append('doc', new Blob(['x']), 'x.bin');
    const job = accepted(await later('POST', `/collections/${name}/records`, form));
    await vi.waitFor(async () => expect((await read(job.id)).error).not.toBeNull(), 10_000);
    expect((await gateway.ask('DELETE', `/collections/${name}`)).status).toBe(204);
    expect((await until(job, 'failed')).error).toMatchObject({ status: 404 });
  });

  it('an upload that waits for a job is nobody else’s, and free again when the job is deleted', async () => {
    qdrant.cut();
    const id = await stage('a sea lion');
    const job = accepted(await later('POST', records, { title: title(), doc: { file_id: id } }));
    const other = { title: title(), doc: { file_id: id } };
    expect((await gateway.ask('POST', records, other)).status).toBe(409);
    expect((await later('POST', records, other)).status).toBe(409);
    await until(job, 'waiting');
    await gateway.ask('POST', `/jobs/${job.id}:cancel`);
    await until(job, 'cancelled');
    expect((await later('POST', records, other)).status).toBe(409);
    expect((await gateway.ask('DELETE', `/jobs/${job.id}`)).status).toBe(204);
    qdrant.restore();
    expect((await gateway.ask('POST', records, other)).status).toBe(201);
  });
});

describe('an engine that is down', () => {
  it('makes it wait, say why, and write once when the engine is back; its files outlive their lease', async () => {
    qdrant.cut();
    const form = new FormData();
    form.append('title', 'patient');
    form.append('doc', new Blob(['an orca hunts'], { type: 'text/plain' }), 'a.txt');
    const job = accepted(await later('POST', records, form));
    const id = await stage('waits as well');
    const named = accepted(await later('POST', records, { title: title(), doc: { file_id: id } }));
    const waiting = await vi.waitFor(
      async () => {
        const found = await read(job.id);
        expect(found.attempts).toBeGreaterThan(3);
        return found;
      },
      { timeout: 20_000, interval: 50 },
    );
    expect(waiting.error).toMatchObject({ code: 'unavailable', status: 503 });
    expect(String(waiting.error?.['detail'])).toContain('qdrant');
    // Writes that need no Qdrant go on meanwhile.
    const plain = accepted(await later('POST', records, { title: title(), year: 4 }));
    await until(plain, 'succeeded');
    // Longer than a staged upload is kept, and than a synchronous call would wait.
    await vi.waitFor(
      async () => {
        const [row] = await stores.pg.query<{ over: boolean }>(
          `SELECT now() > created_at + interval '7 seconds' AS over FROM frodb.jobs WHERE id = $1`,
          [named.id],
        );
        expect(row?.over).toBe(true);
      },
      { timeout: 20_000, interval: 100 },
    );
    expect((await recordOf(job)).status).toBe(404);
    qdrant.restore();
    await until(job, 'succeeded');
    await until(named, 'succeeded');
    expect((await recordOf(named)).json).toMatchObject({ doc: { id } });
    expect(
      (await gateway.ask('POST', `${base}/query`, { filters: { title: 'patient' } })).json,
    ).toMatchObject({
      total: 1,
    });
    expect((await gateway.ask('POST', `${base}/search`, { query: 'orca' })).json).toMatchObject({
      results: [{ id: job.result.record_ids[0] }],
    });
  });
});

describe('an interruption', () => {
  it.each(['running', 'failed'])(
    'between the commit and the end of the job does not write it twice, whenever it goes on (%s)',
    async (state) => {
      const held = stopAt('after-commit');
      const job = accepted(await later('POST', records, { title: title(), body: 'x' }));
      await held.met;
      // As after a kill, some days later: the job is another gateway's or was given up, and the claim is old.
      await stores.pg.query(
        `UPDATE frodb.jobs SET owner = $2, lease_until = now() + interval '1 hour' WHERE id = $1`,
        [job.id, newId()],
      );
      held.go();
      if (state === 'failed') {
        await stores.pg.query(`UPDATE frodb.jobs SET state = 'failed', ended_at = now() WHERE id = $1`, [
          job.id,
        ]);
        await stores.pg.query('DELETE FROM frodb_jobs.job WHERE id = $1', [job.id]);
      }
      await stores.pg.query(`UPDATE frodb.idempotency SET expires_at = now() - interval '3 days'`);
      await stores.pg.query(
        `INSERT INTO frodb.idempotency (key_id, method, path, key, owner, lease_until, expires_at)
         VALUES ($1, 'POST', '/old', 'old', $1, now(), now() - interval '3 days')`,
        [newId()],
      );
      await expect
        .poll(() => stores.pg.query(`SELECT 1 FROM frodb.idempotency WHERE path = '/old'`), {
          timeout: 10_000,
        })
        .toEqual([]);
      if (state === 'failed') expect((await gateway.ask('POST', `/jobs/${job.id}:retry`)).status).toBe(202);
      else await stores.pg.query(`UPDATE frodb.jobs SET lease_until = now() WHERE id = $1`, [job.id]);
      const done = await until(job, 'succeeded');
      expect(done.attempts).toBe(2);
      const { json } = await recordOf(job);
      expect(done.result.revision).toBe(json['revision']);
      const audits = await stores.pg.query(`SELECT 1 FROM frodb.audit WHERE $1 = ANY(record_ids)`, [
        json['id'],
      ]);
      expect(audits).toHaveLength(1);
    },
  );

  it('by the end of FroDB leaves it to the next start', async () => {
    qdrant.cut();
    const form = new FormData();
    form.append('title', 'survivor');
    form.append('doc', new Blob(['a manatee'], { type: 'text/plain' }), 'a.txt');
    const job = accepted(await later('POST', records, form));
    await gateway.close();
    qdrant.restore();
    gateway = await start();
    await until(job, 'succeeded');
    expect((await recordOf(job)).json).toMatchObject({ title: 'survivor', doc: { name: 'a.txt' } });
  });
});

describe('cancel', () => {
  it.each(['after-points', 'before-commit'] as const)(
    'of a write %s leaves nothing of it, and it can be tried again',
    async (point) => {
      const held = stopAt(point);
      const form = new FormData();
      form.append('title', title());
      form.append('doc', new Blob(['a cancelled seal'], { type: 'text/plain' }), 'a.txt');
      const job = accepted(await later('POST', records, form));
      await held.met;
      await gateway.ask('POST', `/jobs/${job.id}:cancel`);
      // Whoever takes the next one has looked for wishes first.
      await until(accepted(await later('POST', records, { title: title(), year: 1 })), 'succeeded');
      held.go();
      await until(job, 'cancelled');
      expect((await recordOf(job)).status).toBe(404);
      await gateway.ask('POST', `/jobs/${job.id}:retry`);
      await until(job, 'succeeded');
      expect((await recordOf(job)).json).toMatchObject({ doc: { name: 'a.txt' } });
    },
  );

  it('after the commit comes too late', async () => {
    const held = stopAt('after-commit');
    const job = accepted(await later('POST', records, { title: title(), body: 'x' }));
    await held.met;
    await gateway.ask('POST', `/jobs/${job.id}:cancel`);
    held.go();
    const { state } = await until(job, 'succeeded');
    expect(state).toBe('succeeded');
    expect((await recordOf(job)).status).toBe(200);
  });

  it('keeps the files until the job is deleted, when they are swept', async () => {
    qdrant.cut();
    const form = new FormData();
    form.append('title', title());
    form.append('scans', new Blob(['gone']), 'a.bin');
    form.append('body', 'words');
    const before = await stores.counts();
    const job = accepted(await later('POST', records, form));
    await gateway.ask('POST', `/jobs/${job.id}:cancel`);
    await until(job, 'cancelled');
    expect((await stores.counts()).objects).toBe(before.objects + 1);
    await gateway.ask('DELETE', `/jobs/${job.id}`);
    await expect.poll(async () => (await stores.counts()).objects, { timeout: 10_000 }).toBe(before.objects);
    expect(await stores.pg.query('SELECT 1 FROM frodb.job_holds WHERE job_id = $1', [job.id])).toEqual([]);
  });
});

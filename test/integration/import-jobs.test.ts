import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Job } from '../../gateway/contract/jobs.ts';
import type { FaultPoint } from '../../gateway/write/env.ts';
import { newId } from '../../gateway/write/ids.ts';
import { testEngines } from '../support/engines.ts';
import type { TestEngines } from '../support/engines.ts';
import { startTestGateway } from '../support/gateway.ts';
import type { AskOptions, Reply, TestGateway } from '../support/gateway.ts';
import { openStoresAt } from '../support/stores.ts';

/** What a write meets at a point, once after it has passed there so often. */
let at: { point: FaultPoint; passes: number; meet: () => Promise<void> } | null = null;

async function fault(point: FaultPoint): Promise<void> {
  if (at?.point !== point || at.passes-- > 0) return;
  const { meet } = at;
  at = null;
  await meet();
}

let engines: TestEngines;
let gateway: TestGateway;
let stores: ReturnType<typeof openStoresAt>;

beforeAll(async () => {
  engines = await testEngines();
  const times = {
    FRODB_GARBAGE_DELAY_SECONDS: '0.01',
    FRODB_ROLLED_BACK_RESWEEP_SECONDS: '0.01',
    FRODB_SWEEP_INTERVAL_SECONDS: '0.2',
    FRODB_JOBS_RETRY_SECONDS: '0.1',
  };
  gateway = await startTestGateway(engines, times, { fault });
  stores = openStoresAt(engines);
});
afterEach(async () => {
  at = null;
  for (const { name } of await collections()) {
    const { status, json } = await gateway.ask('DELETE', `/collections/${name}`);
    // Else the next test would fail for what this one left.
    expect([status, json]).toMatchObject([204, {}]);
  }
});
afterAll(async () => {
  await stores.close();
  await gateway.close();
  await engines.drop();
});

async function collections(): Promise<{ name: string }[]> {
  const { json } = await gateway.ask('GET', '/collections?limit=1000');
  return json['items'] as { name: string }[];
}

const plain = [
  { name: 'n', type: 'int', required: true },
  { name: 'code', type: 'string' },
];

async function create(fields: object[] = plain, name = 'goods'): Promise<void> {
  expect((await gateway.ask('POST', '/collections', { name, fields })).status).toBe(201);
}

function form(content: string | Uint8Array<ArrayBuffer>, options?: object): FormData {
  const body = new FormData();
  body.set('file', new Blob([content]), 'rows.csv');
  if (options) body.set('options', JSON.stringify(options));
  return body;
}

function post(body: unknown, options?: AskOptions, collection = 'goods'): Promise<Reply> {
  return gateway.ask('POST', `/collections/${collection}/imports`, body, options);
}

async function begin(
  content: string | Uint8Array<ArrayBuffer>,
  options?: object,
  collection?: string,
): Promise<string> {
  const { status, headers, json } = await post(form(content, options), {}, collection);
  expect([status, json]).toMatchObject([202, { kind: 'import' }]);
  expect(headers.get('location')).toBe(`/jobs/${String(json['id'])}`);
  return String(json['id']);
}

async function jobOf(id: string): Promise<Job> {
  return (await gateway.ask('GET', `/jobs/${id}`)).json as Job;
}

/** The job when it has ended. */
async function ended(id: string): Promise<Job> {
  for (;;) {
    const job = await jobOf(id);
    if (job.ended_at !== null) return job;
    await sleep(20);
  }
}

async function total(collection = 'goods'): Promise<number> {
  const { json } = await gateway.ask('POST', `/collections/${collection}/query`, { limit: 1 });
  return Number(json['total']);
}

/** Every value of `n` in the collection. */
async function numbers(): Promise<number[]> {
  const found: number[] = [];
  for (let cursor: unknown = undefined; cursor !== null;) {
    const { json } = await gateway.ask('POST', '/collections/goods/query', {
      limit: 1_000,
      fields: ['n'],
      cursor,
    });
    found.push(...(json['records'] as { n: number }[]).map(({ n }) => n));
    cursor = json['next_cursor'];
  }
  return found.toSorted((a, b) => a - b);
}

interface Rejected {
  line: number;
  row: unknown;
  errors: { path: string; code: string }[];
}

async function rejected(id: string): Promise<Rejected[]> {
  const { status, headers, text } = await gateway.ask('GET', `/jobs/${id}/rejected`);
  expect([status, headers.get('content-type')]).toEqual([200, 'application/x-ndjson']);
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Rejected);
}

/** `count` rows of `n`, `bad` ones without a number. */
function rows(count: number, isBad: (n: number) => boolean = () => false): string {
  const lines = Array.from({ length: count }, (_, n) => `${isBad(n) ? 'x' : n},c${n}`);
  return `n,code\n${lines.join('\n')}\n`;
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, n) => n);
}

describe('an import', () => {
  it('writes 50,000 rows, and keeps the 20 that are none', async () => {
    await create();
    const isBad = (n: number): boolean => n % 2_500 === 7;
    const id = await begin(rows(50_000, isBad));
    const job = await ended(id);
    expect(job).toMatchObject({
      state: 'succeeded',
      error: null,
      result: { created: 49_980, rejected: 20 },
      progress: { unit: 'bytes', detail: '50000 rows, 20 of them rejected' },
    });
    expect(job.progress.done).toBe(job.progress.total);
    expect(await total()).toBe(49_980);
    const aside = await rejected(id);
    expect(aside).toHaveLength(20);
    expect(aside[1]).toMatchObject({
      line: 2_509,
      row: { n: 'x', code: 'c2507' },
      errors: [{ path: 'n', code: 'wrong_type' }],
    });
  });

  it('takes what inspecting its file proposes', async () => {
    const lines = [
      'Código;Preço;Data',
      ...range(40).map((n) => `P${n};1.${100 + n},5;${(n % 28) + 1}/12/2026`),
    ];
    const file = new Uint8Array(Buffer.from(`${lines.join('\r\n')}\r\n`, 'latin1'));
    const { json } = await gateway.ask('POST', '/imports:inspect', form(file));
    expect((await gateway.ask('POST', '/collections', json['schema'])).status).toBe(201);
    const job = await ended(await begin(file, { mapping: json['mapping'] }, 'rows'));
    expect(job).toMatchObject({ state: 'succeeded', result: { created: 40, rejected: 0 } });
    const { json: found } = await gateway.ask('POST', '/collections/rows/query', {
      filters: { codigo: 'P7' },
    });
    expect(found['records']).toMatchObject([{ codigo: 'P7', preco: 1_107.5, data: '2026-12-08' }]);
  });

  it.each<[what: string, content: string]>([
    [
      'NDJSON',
      range(30)
        .map((n) => `{"n":${n}}\n`)
        .join(''),
    ],
    ['a JSON list', JSON.stringify(range(30).map((n) => ({ n })))],
  ])('reads %s', async (_what, content) => {
    await create();
    expect(await ended(await begin(content))).toMatchObject({ result: { created: 30, rejected: 0 } });
    expect(await numbers()).toEqual(range(30));
  });

  it('makes texts searchable', async () => {
    await create([{ name: 'text', type: 'text', vectorize: true }]);
    await ended(
      await begin(
        `text\n${range(3_000)
          .map((n) => `lontra ${n}`)
          .join('\n')}\ngarça real\n`,
      ),
    );
    const { json } = await gateway.ask('POST', '/collections/goods/search', { query: 'garça' });
    expect(json['results']).toMatchObject([{ record: { text: 'garça real' } }]);
    expect(await total()).toBe(3_001);
  });

  it('puts aside only the rows whose value is taken', async () => {
    await create([{ name: 'n', type: 'int', unique: true }]);
    await gateway.ask('POST', '/collections/goods/records', { n: 5 });
    const id = await begin('n\n1\n5\n2\n1\n3\n');
    expect(await ended(id)).toMatchObject({ state: 'succeeded', result: { created: 3, rejected: 2 } });
    expect(await numbers()).toEqual([1, 2, 3, 5]);
    expect(await rejected(id)).toMatchObject([
      { line: 3, row: { n: '5' }, errors: [{ path: 'n', code: 'not_unique' }] },
      { line: 5, row: { n: '1' }, errors: [{ path: 'n', code: 'not_unique' }] },
    ]);
  });

  it('stops at the first row that is not taken, where it is told to', async () => {
    await create();
    const job = await ended(
      await begin(
        rows(25_000, (n) => n === 12_345),
        { on_error: 'stop' },
      ),
    );
    expect(job).toMatchObject({
      state: 'failed',
      error: { status: 400, errors: [{ path: 'n', params: { line: 12_347 } }] },
    });
    expect(job.error?.detail).toMatch(/line 12347.*10000 records of the rows before line 10002 are in/);
    expect(await numbers()).toEqual(range(10_000));
  });

  it('takes a staged upload, which is nobody else’s from then on', async () => {
    await create();
    const upload = await gateway.ask('POST', '/files?collection=goods&name=rows.csv', 'n\n1\n2\n', {
      headers: { 'content-type': 'text/csv' },
    });
    const body = { file_id: upload.json['id'], format: 'csv' };
    const dry = await gateway.ask('POST', '/collections/goods/imports?dry_run=true', body);
    expect(dry.json).toEqual({ rows: 2, valid: 2, problems: [] });
    const started = await post(body);
    expect(started.status).toBe(202);
    expect(await ended(String(started.json['id']))).toMatchObject({ result: { created: 2, rejected: 0 } });
    expect(await post(body)).toMatchObject({
      status: 409,
      json: { errors: [{ path: 'file_id', code: 'no_such_upload' }] },
    });
  });

  it('holds an upload against records', async () => {
    await create([...plain, { name: 'file', type: 'file' }]);
    const upload = await gateway.ask('POST', '/files?collection=goods&name=rows.csv', 'n\n1\n', {
      headers: { 'content-type': 'text/csv' },
    });
    const file = { file_id: upload.json['id'] };
    await ended(String((await post(file)).json['id']));
    const taken = await gateway.ask('POST', '/collections/goods/records', { n: 2, file });
    expect(taken).toMatchObject({
      status: 409,
      json: { errors: [{ path: 'file', code: 'no_such_upload' }] },
    });
  });

  it('is made once for an Idempotency-Key', async () => {
    await create();
    const options = { headers: { 'idempotency-key': newId() } };
    const [first, second] = [await post(form('n\n1\n'), options), await post(form('n\n1\n'), options)];
    expect([first.status, second.status, second.json['id']]).toEqual([202, 202, first.json['id']]);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect((await post(form('n\n2\n'), options)).status).toBe(409);
    await ended(String(first.json['id']));
    expect(await numbers()).toEqual([1]);
  });

  it('asks for the right to write, and is seen by its own key only', async () => {
    await create();
    const keyOf = async (type: string, more: object): Promise<string> =>
      String((await gateway.ask('POST', '/api-keys', { name: type, type, ...more })).json['key']);
    const reader = await keyOf('readonly', {});
    const writer = await keyOf('database', { databases: ['default'] });
    expect((await post(form('n\n1\n'), { key: reader })).status).toBe(403);
    const { json } = await post(form('n\n1\nx\n'), { key: writer });
    await ended(String(json['id']));
    const ask = async (key: string): Promise<number> =>
      (await gateway.ask('GET', `/jobs/${String(json['id'])}/rejected`, undefined, { key })).status;
    expect([await ask(reader), await ask(writer)]).toEqual([404, 200]);
  });
});

describe('an interrupted import', () => {
  it('goes on behind the last portion, when nobody heard of its commit', async () => {
    await create();
    at = { point: 'after-commit', passes: 1, meet: () => Promise.reject(new Error('interrupted')) };
    const job = await ended(await begin(rows(35_000, (n) => n % 10_000 === 3)));
    expect(job).toMatchObject({ state: 'succeeded', attempts: 2, result: { created: 34_996, rejected: 4 } });
    expect(await numbers()).toEqual(range(35_000).filter((n) => n % 10_000 !== 3));
    expect(await rejected(job.id)).toHaveLength(4);
  });

  it('is cancelled between two portions, and goes on from there', async () => {
    await create();
    let id = '';
    at = {
      point: 'before-commit',
      passes: 1,
      meet: async () => expect((await gateway.ask('POST', `/jobs/${id}:cancel`)).status).toBe(202),
    };
    id = await begin(rows(40_000));
    expect(await ended(id)).toMatchObject({ state: 'cancelled' });
    const written = await total();
    expect([written % 2_500, written < 40_000]).toEqual([0, true]);
    expect((await gateway.ask('POST', `/jobs/${id}:retry`)).status).toBe(202);
    expect(await ended(id)).toMatchObject({ state: 'succeeded', result: { created: 40_000, rejected: 0 } });
    expect(await numbers()).toEqual(range(40_000));
  });

  it('fails where its collection is deleted meanwhile', async () => {
    await create();
    at = {
      point: 'after-commit',
      passes: 0,
      meet: async () => expect((await gateway.ask('DELETE', '/collections/goods')).status).toBe(204),
    };
    const job = await ended(await begin(rows(30_000)));
    // The collection is gone, and so is the file that waited in it: either is met first.
    expect(job.state).toBe('failed');
    expect([404, 409]).toContain(job.error?.status);
    expect(job.error?.detail).toMatch(/There is no collection|its collection was deleted/);
  });
});

describe('nothing is kept', () => {
  it('of an import that is refused', async () => {
    await create();
    const before = await stores.counts();
    for (const [content, options] of [
      ['x\n1\n', undefined],
      ['n\n1\n', { mapping: { n: 'none' } }],
      ['[{"n":1},', undefined],
      ['x'.repeat(2_000_000), undefined],
    ] as const) {
      expect((await post(form(content, options))).status).toBe(400);
    }
    expect(await stores.counts()).toEqual(before);
    const { json } = await gateway.ask('GET', '/jobs?state=waiting');
    expect(json['total']).toBe(0);
  });

  it('of a job that is deleted', async () => {
    await create();
    const id = await begin('n\n1\nx\n');
    await ended(id);
    const [held] = await stores.pg.query<{ bucket: string; keys: string[] }>(
      'SELECT bucket, keys FROM frodb.intents JOIN frodb.job_holds ON intent_id = id WHERE job_id = $1',
      [id],
    );
    expect(held?.keys).toHaveLength(2);
    expect((await gateway.ask('DELETE', `/jobs/${id}`)).status).toBe(204);
    await stores.pg.query(`UPDATE frodb.intents SET lease_until = now() WHERE kind = 'staged'`);
    for (const key of held?.keys ?? []) {
      while (await stores.objects.head(held!.bucket, key)) await sleep(20);
    }
    expect(await stores.settled()).toEqual([]);
  });
});

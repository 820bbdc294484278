import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMetrics } from '../../gateway/features/metrics/metrics.ts';
import { testEngines } from '../support/engines.ts';
import type { TestEngines } from '../support/engines.ts';
import { startTestGateway } from '../support/gateway.ts';
import type { TestGateway } from '../support/gateway.ts';
import { until } from '../support/processes.ts';
import { readScrape } from '../support/prometheus.ts';
import type { Scrape } from '../support/prometheus.ts';
import { FaultProxy } from '../support/proxy.ts';
import { openStoresAt } from '../support/stores.ts';

let engines: TestEngines;
let proxy: FaultProxy;
let gateway: TestGateway;
let stores: ReturnType<typeof openStoresAt>;

beforeAll(async () => {
  engines = await testEngines();
  proxy = await FaultProxy.before(engines.postgresUrl);
  gateway = await startTestGateway({ ...engines, postgresUrl: proxy.url });
  stores = openStoresAt(engines);
  const fields = [
    { name: 'code', type: 'string', unique: true },
    { name: 'file', type: 'file' },
  ];
  expect((await gateway.ask('POST', '/collections', { name: 'secret_name', fields })).status).toBe(201);
});
afterAll(async () => {
  proxy.restore();
  await gateway.close();
  await proxy.close();
  await stores.close();
  await engines.drop();
});

async function scrape(): Promise<Scrape> {
  const { status, headers, text } = await gateway.ask('GET', '/metrics');
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  return readScrape(text);
}

const records = '/collections/secret_name/records';

async function create(code: string, headers = {}): Promise<string> {
  return String((await gateway.ask('POST', records, { code }, { headers })).json['id']);
}

describe('what is served', () => {
  it('is what the documentation says, each with a unit that Prometheus has', async () => {
    const { types } = await scrape();
    const told = Object.values(createMetrics()).flatMap((metric) =>
      'labelNames' in metric ? [(metric as unknown as { name: string }).name] : [],
    );
    expect([...types.keys()].toSorted()).toEqual(told.toSorted());
    for (const [name, type] of types) {
      expect([name, name.endsWith('_total')]).toEqual([name, type === 'counter']);
      expect(name).not.toMatch(/_(?:ms|milliseconds|mb|megabytes|kb|minutes)(?:_|$)/);
    }
  });

  it('has no name, id or key in any label', async () => {
    const id = await create('secret-code');
    await gateway.ask('GET', `${records}/${id}`);
    await gateway.ask('GET', `/databases/default/collections/secret_name/records/${id}`);
    await gateway.ask('GET', `/secret_path/${id}?secret_query=1`);
    await gateway.ask('PROPFIND', `/secret_path/${id}`);
    await gateway.ask('GET', '/files/secret_file');
    await gateway.ask('POST', '/collections/secret_name/nosuch');
    const { samples } = await scrape();
    const values = new Set(samples.flatMap(({ labels }) => Object.values(labels)));
    const odd = [...values].filter((value) => /secret|frodb_|[0-9a-f]{8}|default/.test(value));
    expect(odd).toEqual([]);
    expect(values).toContain('/collections/{collection}/records/{id}');
    expect(values).toContain('/databases/{database}/collections/{collection}/records/{id}');
    expect(values).toContain('none');
  });

  it('says how the process, the disk and the workers are', async () => {
    const first = await scrape();
    expect(first.value('process_resident_memory_bytes')).toBeGreaterThan(10_000_000);
    expect(first.value('frodb_disk_free_bytes')).toBeGreaterThan(0);
    expect(first.value('frodb_disk_wanted_bytes')).toBe(256 * 1024 * 1024);
    expect(first.value('frodb_worker_threads', { pool: 'documents' })).toBe(2);
    expect(first.value('frodb_worker_tasks', { pool: 'bodies', state: 'waiting' })).toBe(0);
    expect(first.value('frodb_event_loop_delay_seconds', { quantile: '1' })).toBeLessThan(60);
    const second = await scrape();
    for (const name of ['process_cpu_seconds_total', 'frodb_event_loop_active_seconds_total'])
      expect(second.value(name)).toBeGreaterThan(first.value(name));
  });
});

describe('numbers move', () => {
  /** By how much each of these is more afterwards. */
  async function moved(
    work: () => Promise<unknown>,
    ...of: [string, Record<string, string>][]
  ): Promise<number[]> {
    const before = await scrape();
    await work();
    const after = await scrape();
    return of.map(([name, labels]) => after.value(name, labels) - before.value(name, labels));
  }

  const writes = (outcome: string): [string, Record<string, string>] => ['frodb_writes_total', { outcome }];

  it('with each answer, by route, method and status', async () => {
    const count = 'frodb_http_request_duration_seconds_count';
    const route = '/collections/{collection}/records:batch';
    const numbers = await moved(
      async () => {
        await gateway.ask('POST', `${records}:batch`, [{ code: 'b1' }, { code: 'b2' }]);
        await gateway.ask('POST', `${records}:batch`, [{ nosuch: 1 }]);
        await gateway.ask('GET', '/collections/secret_name', undefined, { key: null });
      },
      [count, { method: 'POST', route, status: '2xx' }],
      [count, { method: 'POST', route, status: '4xx' }],
      [count, { method: 'GET', route: '/collections/{collection}', status: '4xx' }],
      ['frodb_http_request_duration_seconds_bucket', { method: 'POST', route, status: '2xx', le: '+Inf' }],
    );
    expect(numbers).toEqual([1, 1, 1, 1]);
  });

  it.each<[string, string, () => Promise<unknown>]>([
    ['a create', 'created', () => create('c1')],
    ['a batch, once', 'created', () => gateway.ask('POST', `${records}:batch`, [{}, {}, {}])],
    [
      'a change',
      'updated',
      async () => gateway.ask('PATCH', `${records}/${await create('u1')}`, { code: 'u2' }),
    ],
    [
      'a change of nothing',
      'unchanged',
      async () => gateway.ask('PATCH', `${records}/${await create('n1')}`, {}),
    ],
    ['a delete', 'deleted', async () => gateway.ask('DELETE', `${records}/${await create('d1')}`)],
    [
      'deletes, once',
      'deleted',
      async () => gateway.ask('POST', `${records}:delete`, { ids: [await create('d2')] }),
    ],
    ['what is invalid', 'refused', () => gateway.ask('POST', records, { nosuch: 1 })],
    ['a value that is taken', 'conflict', async () => (await create('x1'), create('x1'))],
    [
      'another revision',
      'conflict',
      async () =>
        gateway.ask('PATCH', `${records}/${await create('r1')}`, {}, { headers: { 'if-match': '"other"' } }),
    ],
  ])('with the outcome of each write: %s', async (_what, outcome, work) => {
    expect(await moved(work, writes(outcome))).toEqual([1]);
  });

  it('with a replay, which is no second write', async () => {
    const headers = { 'idempotency-key': 'again' };
    const numbers = await moved(
      async () => (await create('i1', headers), create('i1', headers)),
      writes('created'),
      writes('replayed'),
    );
    expect(numbers).toEqual([1, 1]);
  });

  it('with uploads that wait, garbage, and events that nobody has read', async () => {
    const form = new FormData();
    form.set('file', new Blob(['x']), 'x.txt');
    const numbers = await moved(
      async () => {
        await gateway.ask('POST', '/files?collection=secret_name', form);
        await stores.pg.query(
          `INSERT INTO frodb.garbage (store, container, names, collection_id, due_at, attempts)
           SELECT 'qdrant', 'none', '{}', 'none', now() - interval '100 seconds', 0 FROM generate_series(1, 3)`,
        );
      },
      ['frodb_intents', { kind: 'staged' }],
      ['frodb_garbage_entries', { store: 'qdrant' }],
    );
    expect(numbers).toEqual([1, 3]);
    expect((await scrape()).value('frodb_garbage_overdue_seconds')).toBeGreaterThan(99);
    await stores.pg.query(`DELETE FROM frodb.garbage WHERE container = 'none'`);
    await stores.pg.query(
      `UPDATE frodb.events SET at = now() - interval '1 hour' WHERE id = (SELECT max(id) FROM frodb.events)`,
    );
    expect((await scrape()).value('frodb_event_lag_seconds', { consumer: 'stats' })).toBeGreaterThan(0);
  });
});

describe('jobs', () => {
  it('are counted by kind and state as long as they wait or run and for an hour after, and the queue by its age', async () => {
    const insert = (state: string, due: string | null, ended: string | null): Promise<unknown> =>
      stores.pg.query(
        `INSERT INTO frodb.jobs (id, kind, lane, state, title_key, params, input, unit, turn, due_at, ended_at)
         VALUES (gen_random_uuid(), 'odd.work', 'none', $1, 'x', '{}', '{}', 'x', 0, now() - $2::interval, now() - $3::interval)`,
        [state, due, ended],
      );
    await insert('waiting', '100 seconds', null);
    await insert('waiting', '-1 hour', null);
    await insert('running', null, null);
    await insert('failed', null, '5 minutes');
    await insert('succeeded', null, '2 hours');
    const found = await scrape();
    const kind = 'odd.work';
    const states = ['waiting', 'running', 'failed', 'succeeded'];
    expect(states.map((state) => found.value('frodb_jobs', { kind, state }))).toEqual([2, 1, 1, 0]);
    expect(found.value('frodb_job_queue_age_seconds')).toBeGreaterThan(99);
    await stores.pg.query(`DELETE FROM frodb.jobs`);
    expect((await scrape()).value('frodb_job_queue_age_seconds')).toBe(0);
  });
});

describe('a store that is down', () => {
  it('is 0, and what Postgres alone knows is left out until it is back', async () => {
    expect((await scrape()).value('frodb_engine_up')).toBe(3);
    proxy.cut();
    const down = await scrape();
    expect(down.samples.filter(({ name }) => name === 'frodb_engine_up')).toContainEqual({
      name: 'frodb_engine_up',
      labels: { engine: 'postgres' },
      value: 0,
    });
    expect(down.samples.some(({ name }) => /frodb_(?:intents|garbage|event_lag|job)/.test(name))).toBe(false);
    proxy.restore();
    await until(async () => (await scrape()).value('frodb_engine_up') === 3, 'Postgres to be back');
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Session } from '../../gateway/infra/postgres.ts';
import { testEngines } from '../support/engines.ts';
import type { TestEngines } from '../support/engines.ts';
import { startTestGateway } from '../support/gateway.ts';
import type { AskOptions, Reply, TestGateway } from '../support/gateway.ts';
import { readApi } from '../support/openapi.ts';
import type { Api } from '../support/openapi.ts';
import { openStoresAt } from '../support/stores.ts';

/* Search indexes are built again by jobs: asked for, or begun by FroDB for what Qdrant has lost. */

const settings = {
  FRODB_GARBAGE_DELAY_SECONDS: '0.01',
  FRODB_SWEEP_INTERVAL_SECONDS: '0.2',
  FRODB_ROLLED_BACK_RESWEEP_SECONDS: '0.2',
  FRODB_ENGINE_RETRY_SECONDS: '2',
  FRODB_JOBS_RETRY_SECONDS: '0.05',
  FRODB_JOBS_HEAVY_AT_ONCE: '1',
};

let engines: TestEngines;
let gateway: TestGateway;
let stores: ReturnType<typeof openStoresAt>;
let api: Api;
let pauses: Session[];

beforeEach(async () => {
  engines = await testEngines();
  gateway = await startTestGateway(engines, settings);
  stores = openStoresAt(engines);
  api = readApi((await gateway.ask('GET', '/openapi.json')).json);
  pauses = [];
});
afterEach(async () => {
  for (const session of pauses) await session.close();
  for (const { name } of await stores.pg.query<{ name: string }>('SELECT name FROM frodb.collections'))
    await gateway.ask('DELETE', `/collections/${name}`);
  await stores.close();
  await gateway.close();
  await engines.drop();
});

async function ask(method: string, path: string, body?: unknown, options?: AskOptions): Promise<Reply> {
  const reply = await gateway.ask(method, path, body, options);
  api.check(method, path, reply);
  return reply;
}

/** A collection of so many chunks. */
async function make(name: string, chunks: number): Promise<void> {
  const fields = [{ name: 'title', type: 'string', vectorize: true }];
  expect((await ask('POST', '/collections', { name, fields })).status).toBe(201);
  const records = Array.from({ length: chunks }, (_, n) => ({ title: `rio ${n}` }));
  expect((await ask('POST', `/collections/${name}/records:batch`, records)).status).toBe(201);
}

async function indexOf(name: string): Promise<string> {
  const rows = await stores.pg.query<{ index: string }>(
    'SELECT qdrant_collection AS index FROM frodb.collections WHERE name = $1',
    [name],
  );
  return rows[0]?.index ?? '';
}

const search = (name: string, query = 'rio'): Promise<Reply> =>
  ask('POST', `/collections/${name}/search`, { query, limit: 100 });

async function untilSearched(name: string): Promise<Reply> {
  await expect.poll(async () => (await search(name)).status, { timeout: 20_000 }).toBe(200);
  return search(name);
}

interface JobSeen {
  id: string;
  state: string;
  attempts: number;
  created_by: string | null;
  collection: string;
  result: unknown;
  error: { code: string } | null;
}

/** The newest first. */
async function rebuilds(): Promise<JobSeen[]> {
  return (await ask('GET', '/jobs?kind=index.rebuild')).json['items'] as JobSeen[];
}

async function untilState(id: string, state: string): Promise<JobSeen> {
  const read = async (): Promise<JobSeen> => (await ask('GET', `/jobs/${id}`)).json as unknown as JobSeen;
  await expect.poll(async () => (await read()).state, { timeout: 20_000 }).toBe(state);
  return read();
}

/** Where each attempt to build an index began. */
function begunAt(lines: TestGateway['logLines']): unknown[] {
  return lines.filter(({ msg }) => msg === 'a search index is being built').map(({ done }) => done);
}

/**
 * Begins a rebuild of its own and lets it come no further than its first portions: a job whose row is locked can keep
 * no checkpoint. Resolves with the job and what lets it go on.
 */
async function pausedRebuild(name: string): Promise<{ id: string; goOn: () => Promise<void> }> {
  // Its collection's rows are 12 portions: the lock comes in between.
  const session = await stores.pg.session();
  pauses.push(session);
  await session.query('SET idle_in_transaction_session_timeout = 0');
  const asked = await ask('POST', `/collections/${name}:rebuild`);
  expect([asked.status, asked.text]).toEqual([202, expect.anything()]);
  const id = String(asked.json['id']);
  await expect
    .poll(
      async () => {
        await session.query('BEGIN');
        const found = await session.query(
          `SELECT 1 FROM frodb.jobs WHERE id = $1 AND state = 'running' AND checkpoint IS NOT NULL FOR UPDATE`,
          [id],
        );
        if (found.length === 0) await session.query('COMMIT');
        return found.length;
      },
      { interval: 1, timeout: 20_000 },
    )
    .toBe(1);
  return { id, goOn: async () => void (await session.query('COMMIT')) };
}

describe('a rebuild that is asked for', () => {
  it('is a job: the old index is left for a new one that has everything', async () => {
    await make('docs', 600);
    const old = await indexOf('docs');
    const asked = await ask('POST', '/databases/default/collections/docs:rebuild');
    expect([asked.status, asked.json]).toMatchObject([
      202,
      {
        kind: 'index.rebuild',
        database: 'default',
        collection: 'docs',
        progress: { unit: 'chunks' },
        created_by: expect.any(String),
      },
    ]);
    const id = String(asked.json['id']);
    expect(asked.headers.get('location')).toBe(`/jobs/${id}`);
    expect(await untilState(id, 'succeeded')).toMatchObject({
      result: { chunks: 600 },
      progress: { done: 600, total: 600 },
    });
    expect((await search('docs')).json['total']).toBe(100);
    const now = await indexOf('docs');
    expect(now).not.toBe(old);
    expect(await stores.vectors.count(now)).toBe(600);
    await expect.poll(() => stores.vectors.collections()).not.toContain(old);
    expect(await stores.settled()).toEqual([]);
  });

  it('is done once for a key that is sent again, and once for all who ask while it is under way', async () => {
    await make('docs', 3_000);
    const headers = { 'idempotency-key': 'once' };
    const { id, goOn } = await pausedRebuild('docs');
    const asking = ask('POST', '/collections/docs:rebuild', undefined, { headers });
    await goOn();
    const first = await asking;
    expect([first.status, first.json['id']]).toEqual([202, id]);
    await untilState(id, 'succeeded');
    const again = await ask('POST', '/collections/docs:rebuild', undefined, { headers });
    expect([again.status, again.json['id']]).toEqual([202, id]);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(again.headers.get('location')).toBe(`/jobs/${id}`);
    expect(await rebuilds()).toHaveLength(1);
  });

  it.each<[what: string, path: string, actions: string[] | null, status: number, detail: RegExp]>([
    ['a collection without an index', 'plain', null, 409, /no field of it is vectorised/],
    ['no collection', 'none', null, 404, /no collection none/],
    ['a name that can be none', 'No-name', null, 404, /No-name/],
    ['a key that may not change schemas', 'docs', ['read', 'write'], 403, /schema/],
    ['a key that may see nothing of it', 'docs', [], 404, /no collection docs/],
  ])('is refused for %s', async (_what, name, actions, status, detail) => {
    await make('docs', 1);
    const fields = [{ name: 'year', type: 'int' }];
    expect((await ask('POST', '/collections', { name: 'plain', fields })).status).toBe(201);
    const permissions = [{ databases: ['default'], collections: ['docs'], actions }];
    const elsewhere = [{ databases: ['default'], collections: ['plain'], actions: ['schema'] }];
    const made = await ask('POST', '/api-keys', {
      name: 'k',
      type: 'custom',
      permissions:
        actions?.length === 0
          ? elsewhere
          : permissions.map((all) => ({ ...all, actions: actions ?? ['read'] })),
    });
    const options = actions === null ? {} : { key: String(made.json['key']) };
    const reply = await ask('POST', `/collections/${name}:rebuild`, undefined, options);
    expect([reply.status, reply.json['detail']]).toEqual([status, expect.stringMatching(detail)]);
    expect(await rebuilds()).toEqual([]);
  });

  it('is told to no key that does not see the one that is under way', async () => {
    await make('docs', 3_000);
    const permissions = [{ databases: ['default'], collections: ['docs'], actions: ['schema'] }];
    const made = await ask('POST', '/api-keys', { name: 'k', type: 'custom', permissions });
    const key = String(made.json['key']);
    const { id, goOn } = await pausedRebuild('docs');
    const asking = ask('POST', '/collections/docs:rebuild', undefined, { key });
    await goOn();
    const reply = await asking;
    expect([reply.status, reply.json['detail']]).toEqual([409, expect.stringMatching(/already/)]);
    await untilState(id, 'succeeded');
    const own = await ask('POST', '/collections/docs:rebuild', undefined, { key });
    expect(own.status).toBe(202);
    expect((await ask('GET', `/jobs/${String(own.json['id'])}`, undefined, { key })).status).toBe(200);
    await untilState(String(own.json['id']), 'succeeded');
  });
});

describe('while an index is filled', () => {
  it('search says how far it is, everything else works, and nothing is missed afterwards', async () => {
    await make('docs', 3_000);
    const { json } = await ask('POST', '/collections/docs/query', { limit: 3 });
    const [changed, deleted] = json['records'] as { id: string }[];
    const { id, goOn } = await pausedRebuild('docs');
    const refused = await search('docs');
    expect([refused.status, refused.json]).toMatchObject([
      503,
      {
        code: 'unavailable',
        progress: { done: expect.any(Number), total: 3_000 },
        detail: expect.stringContaining('of 3000 chunks'),
      },
    ]);
    expect(refused.json).toHaveProperty('eta_seconds');
    expect((refused.json['progress'] as { done: number }).done).toBeGreaterThan(0);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await ask('GET', '/health/all')).json['losses']).toMatchObject([
      { collection: 'docs', what: 'index', state: 'rebuilding' },
    ]);
    const at = '/collections/docs/records';
    expect((await ask('POST', at, { title: 'lontra' })).status).toBe(201);
    expect((await ask('PATCH', `${at}/${changed?.id}`, { title: 'garça' })).status).toBe(200);
    expect((await ask('DELETE', `${at}/${deleted?.id}`)).status).toBe(200);
    expect((await ask('POST', '/collections/docs/query', {})).json['total']).toBe(3_000);
    await goOn();
    await untilState(id, 'succeeded');
    for (const word of ['lontra', 'garça']) expect((await search('docs', word)).json['total']).toBe(1);
    expect(await stores.settled()).toEqual([]);
    expect(await stores.vectors.count(await indexOf('docs'))).toBe(3_000);
  });

  it('a write that was under way puts into the new one, and leaves nothing there when it fails', async () => {
    await make('docs', 3);
    const old = await indexOf('docs');
    let rounds = 0;
    const fault = async (point: string): Promise<void> => {
      if (point !== 'after-points') return;
      rounds++;
      if (rounds === 2) throw new Error('the second round fails');
      if (rounds > 2) return;
      expect((await ask('POST', '/collections/docs:rebuild')).status).toBe(202);
      await expect.poll(() => indexOf('docs')).not.toBe(old);
    };
    const other = await startTestGateway(engines, settings, { fault });
    const failed = await other.ask('POST', '/collections/docs/records', { title: 'rio' });
    expect([failed.status, rounds]).toEqual([500, 2]);
    await other.close();
    await untilSearched('docs');
    expect(await stores.settled()).toEqual([]);
    expect(await stores.vectors.count(await indexOf('docs'))).toBe(3);
  });

  it('a collection that is deleted ends its job', async () => {
    await make('docs', 3_000);
    const { id, goOn } = await pausedRebuild('docs');
    const ofDocs = (await indexOf('docs')).replace(/\d+$/, '');
    expect((await ask('DELETE', '/collections/docs')).status).toBe(204);
    await goOn();
    expect(await untilState(id, 'failed')).toMatchObject({ error: { code: 'not_found' } });
    await expect
      .poll(async () => (await stores.vectors.collections()).filter((name) => name.startsWith(ofDocs)))
      .toEqual([]);
  });

  it('and the new index is lost as well, the job goes on with another', async () => {
    await make('docs', 3_000);
    const { id, goOn } = await pausedRebuild('docs');
    await stores.vectors.dropCollection(await indexOf('docs'));
    await goOn();
    expect(await untilState(id, 'succeeded')).toMatchObject({ result: { chunks: 3_000 } });
    expect(await stores.vectors.count(await indexOf('docs'))).toBe(3_000);
    expect((await search('docs')).status).toBe(200);
    expect(await rebuilds()).toHaveLength(1);
  });

  it('an end in order interrupts it, and the next start goes on where it was', async () => {
    await make('docs', 3_000);
    const { id, goOn } = await pausedRebuild('docs');
    const index = await indexOf('docs');
    const closing = gateway.close();
    await goOn();
    await closing;
    const [row] = await stores.pg.query<{ state: string; checkpoint: { done: number } }>(
      'SELECT state, checkpoint FROM frodb.jobs WHERE id = $1',
      [id],
    );
    expect(row).toMatchObject({ state: 'waiting', checkpoint: { container: index } });
    gateway = await startTestGateway(engines, settings);
    expect((await search('docs')).json['total']).toBe(100);
    expect(begunAt(gateway.logLines)).toEqual([row?.checkpoint.done]);
    expect(row?.checkpoint.done).toBeGreaterThan(0);
    expect(await untilState(id, 'succeeded')).toMatchObject({ attempts: 2, result: { chunks: 3_000 } });
    expect(await indexOf('docs')).toBe(index);
    expect(await stores.settled()).toEqual([]);
  });
});

describe('cancelled', () => {
  it('before it begins, the old index stays and is searched', async () => {
    await make('docs', 3_000);
    await make('other', 10);
    const old = await indexOf('other');
    const { id: first, goOn } = await pausedRebuild('docs');
    const waiting = await ask('POST', '/collections/other:rebuild');
    expect((await search('other')).status).toBe(200);
    const path = `/jobs/${String(waiting.json['id'])}:cancel`;
    expect((await ask('POST', path)).json).toMatchObject({ state: 'cancelled' });
    await goOn();
    await untilState(first, 'succeeded');
    expect([await indexOf('other'), (await search('other')).status]).toEqual([old, 200]);
    expect(await rebuilds()).toHaveLength(2);
  });

  it('while it runs, FroDB begins it again by itself', async () => {
    await make('docs', 3_000);
    const { id, goOn } = await pausedRebuild('docs');
    const cancelling = ask('POST', `/jobs/${id}:cancel`);
    await goOn();
    expect((await cancelling).status).toBe(202);
    await untilState(id, 'cancelled');
    await untilSearched('docs');
    const [again] = await rebuilds();
    expect(again).toMatchObject({ created_by: null, state: 'succeeded', result: { chunks: 3_000 } });
    expect(again?.id).not.toBe(id);
  });
});

describe('indexes that are lost', () => {
  it('are built again by jobs of FroDB’s own, the small ones first', async () => {
    const sizes = { large: 2_000, middle: 600, small: 3 };
    for (const [name, size] of Object.entries(sizes)) await make(name, size);
    for (const name of Object.keys(sizes)) await stores.vectors.dropCollection(await indexOf(name));
    await ask('GET', '/health/all');
    for (const name of Object.keys(sizes)) await untilSearched(name);
    const jobs = await rebuilds();
    expect(jobs.map(({ collection }) => collection).toReversed()).toEqual(['small', 'middle', 'large']);
    const [, ended] = [jobs, jobs.map((job) => (job as unknown as { ended_at: string }).ended_at)];
    expect(ended).toEqual(ended.toSorted().toReversed());
    for (const job of jobs) expect(job).toMatchObject({ created_by: null, state: 'succeeded', attempts: 1 });
    expect(await stores.settled()).toEqual([]);
  });

  it('are seen by admins only', async () => {
    await make('docs', 3);
    const permissions = [{ databases: '*', collections: '*', actions: ['schema', 'read', 'search'] }];
    const made = await ask('POST', '/api-keys', { name: 'k', type: 'custom', permissions });
    await stores.vectors.dropCollection(await indexOf('docs'));
    expect((await search('docs')).status).toBe(503);
    await untilSearched('docs');
    const [job] = await rebuilds();
    const options = { key: String(made.json['key']) };
    expect((await ask('GET', '/jobs', undefined, options)).json['items']).toEqual([]);
    expect((await ask('GET', `/jobs/${job?.id}`, undefined, options)).status).toBe(404);
  });

  it('are built by one of several gateways', async () => {
    await make('docs', 1_000);
    const other = await startTestGateway(engines, settings);
    await stores.vectors.dropCollection(await indexOf('docs'));
    for (let n = 0; n < 3; n++)
      await Promise.all([gateway, other].map(({ ask: askOne }) => askOne('GET', '/health/all')));
    await untilSearched('docs');
    expect([...begunAt(gateway.logLines), ...begunAt(other.logLines)]).toEqual([0]);
    expect(await rebuilds()).toHaveLength(1);
    await other.close();
    expect(await stores.settled()).toEqual([]);
  });
});

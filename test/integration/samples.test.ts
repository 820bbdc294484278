import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Job } from '../../gateway/contract/jobs.ts';
import type { FaultPoint } from '../../gateway/write/env.ts';
import { testEngines } from '../support/engines.ts';
import type { TestEngines } from '../support/engines.ts';
import { startFrodb } from '../support/frodb.ts';
import type { RunningFrodb } from '../support/frodb.ts';
import { startTestGateway } from '../support/gateway.ts';
import type { Reply, TestGateway } from '../support/gateway.ts';
import { until } from '../support/processes.ts';
import { quickTimes } from '../support/quick-times.ts';

const counts = { stations: 10, documents: 10, visits: 8, measurements: 532 };
const loaded = {
  database: 'demo',
  collections: Object.entries(counts).map(([name, records]) => ({ name, records })),
};

/** What the load meets when it has committed so many writes, once. */
let after: { commits: number; meet: () => Promise<void> } | null = null;

async function fault(point: FaultPoint): Promise<void> {
  if (point !== 'after-commit' || after === null || after.commits-- > 0) return;
  const { meet } = after;
  after = null;
  await meet();
}

let engines: TestEngines;
let gateway: TestGateway;

beforeAll(async () => {
  engines = await testEngines();
  gateway = await startTestGateway(engines, quickTimes, { fault });
});
afterEach(async () => {
  after = null;
  await gateway.ask('DELETE', '/databases/demo?cascade=true');
});
afterAll(async () => {
  await gateway.close();
  await engines.drop();
});

function load(options: Parameters<TestGateway['ask']>[3] = {}): Promise<Reply> {
  return gateway.ask('POST', '/samples/demo:load', undefined, options);
}

async function untilEnded(id: string): Promise<Job> {
  let job: Job | undefined;
  await until(async () => {
    job = (await gateway.ask('GET', `/jobs/${id}`)).json as Job;
    return job.ended_at !== null;
  }, `job ${id} to end`);
  if (!job) throw new Error('no job');
  return job;
}

async function countsNow(ask: (path: string) => Promise<Record<string, unknown>>) {
  const entries = Object.keys(counts).map(async (name) => {
    const stats = await ask(`/databases/demo/collections/${name}/stats`);
    return [name, stats['records']] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

const askHere = async (path: string) => (await gateway.ask('GET', path)).json;

describe('the sample workspace', () => {
  it('is loaded by a job whose progress counts records, and not twice', async () => {
    const answer = await load();
    expect(answer.status).toBe(202);
    expect(answer.headers.get('location')).toBe(`/jobs/${String(answer.json['id'])}`);
    expect(answer.json).toMatchObject({
      kind: 'sample.load',
      title_key: 'job.sample.load',
      params: { database: 'demo' },
      database: 'demo',
      collection: null,
      progress: { done: 0, total: 560, unit: 'records' },
    });
    const again = await load();
    expect([again.status, again.json['id']]).toEqual([202, answer.json['id']]);

    const job = await untilEnded(String(answer.json['id']));
    expect(job).toMatchObject({ state: 'succeeded', result: loaded, error: null });
    expect(job.progress).toMatchObject({ done: 560, total: 560 });
    expect(await countsNow(askHere)).toEqual(counts);

    const search = { query: 'erosão na margem' };
    const found = await gateway.ask('POST', '/databases/demo/collections/documents/search', search);
    expect((found.json['results'] as unknown[]).length).toBeGreaterThan(0);

    const later = await load();
    expect([later.status, later.json]).toEqual([200, loaded]);
  });

  it.each([2, 6, 12, 30])(
    'cancelled after %i commits keeps what it has, and another load goes on',
    async (commits) => {
      const met = new Promise<void>((resolve) => {
        after = {
          commits,
          meet: async () => {
            const { json } = await gateway.ask('GET', '/jobs?kind=sample.load&state=running');
            const [job] = json['items'] as Job[];
            await gateway.ask('POST', `/jobs/${job?.id}:cancel`);
            resolve();
          },
        };
      });
      const first = await load();
      await met;
      const cancelled = await untilEnded(String(first.json['id']));
      expect(cancelled.state).toBe('cancelled');

      const second = await load();
      expect(second.status).toBe(202);
      expect(second.json['id']).not.toBe(first.json['id']);
      expect(await untilEnded(String(second.json['id']))).toMatchObject({
        state: 'succeeded',
        result: loaded,
      });
      expect(await countsNow(askHere)).toEqual(counts);
    },
  );

  it('goes on by itself when a gateway stops in the middle of it', async () => {
    const other = await startTestGateway(engines, quickTimes, { fault });
    const met = new Promise<void>((resolve) => {
      after = { commits: 8, meet: async () => resolve() };
    });
    const answer = await other.ask('POST', '/samples/demo:load');
    await met;
    await other.close();
    expect(await untilEnded(String(answer.json['id']))).toMatchObject({ state: 'succeeded', result: loaded });
    expect(await countsNow(askHere)).toEqual(counts);
  });

  it('takes no database of its name that is somebody’s own', async () => {
    await gateway.ask('POST', '/databases', { name: 'demo' });
    const answer = await load();
    expect([answer.status, answer.json['code']]).toEqual([409, 'conflict']);
    expect(await gateway.ask('GET', '/databases/demo/collections')).toMatchObject({ json: { items: [] } });
  });

  it('ends with what happened when its database is deleted meanwhile', async () => {
    const met = new Promise<void>((resolve) => {
      after = {
        commits: 6,
        meet: async () => {
          await gateway.ask('DELETE', '/databases/demo?cascade=true');
          resolve();
        },
      };
    });
    const answer = await load();
    await met;
    expect(await untilEnded(String(answer.json['id']))).toMatchObject({
      state: 'failed',
      error: { code: 'not_found' },
    });
  });

  it('is for keys that may make its collections and write to them', async () => {
    const all = [{ databases: ['demo'], collections: '*', actions: ['schema', 'write'] }];
    const keyOf = async (permissions: unknown[]): Promise<string> => {
      const made = await gateway.ask('POST', '/api-keys', { name: 'k', type: 'custom', permissions });
      return String(made.json['key']);
    };
    const statusOf = async (permissions: unknown[]): Promise<number> =>
      (await load({ key: await keyOf(permissions) })).status;
    expect(await statusOf([{ databases: '*', collections: '*', actions: ['read', 'schema'] }])).toBe(403);
    expect(
      await statusOf([{ databases: ['demo'], collections: ['stations'], actions: ['schema', 'write'] }]),
    ).toBe(403);
    expect(await statusOf([{ databases: ['shop'], collections: '*', actions: ['schema', 'write'] }])).toBe(
      404,
    );
    const key = await keyOf(all);
    const answer = await load({ key });
    expect(answer.status).toBe(202);
    expect(await untilEnded(String(answer.json['id']))).toMatchObject({ state: 'succeeded' });
  });

  it('is answered the same for the same Idempotency-Key', async () => {
    const headers = { 'idempotency-key': 'samples' };
    const [first, again] = [await load({ headers }), await load({ headers })];
    expect(again.json['id']).toBe(first.json['id']);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    await untilEnded(String(first.json['id']));
  });

  it('goes on after a kill of the whole program', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'frodb-samples-'));
    // As root, Postgres runs as another user, who has to pass through.
    await chmod(dataDir, 0o711);
    let frodb = await startFrodb(dataDir);
    try {
      const begun = await fetch(`${frodb.url}/samples/demo:load`, { method: 'POST', headers: keyOf(frodb) });
      const { id } = (await begun.json()) as Job;
      const job = async (): Promise<Job> => (await askOf(frodb, `/jobs/${id}`)) as unknown as Job;
      await until(async () => (await job()).progress.done > 4, 'some records to be there');
      await frodb.kill();
      frodb = await startFrodb(dataDir);
      await until(async () => (await job()).ended_at !== null, 'the load to end');
      expect(await job()).toMatchObject({ state: 'succeeded', result: loaded });
      expect(await countsNow((path) => askOf(frodb, path))).toEqual(counts);
    } finally {
      await frodb.stop();
      await rm(dataDir, { recursive: true, force: true });
    }
  });
});

function keyOf({ key }: RunningFrodb): Record<string, string> {
  return { authorization: `Bearer ${key}` };
}

async function askOf(frodb: RunningFrodb, path: string): Promise<Record<string, unknown>> {
  const answer = await fetch(frodb.url + path, { headers: keyOf(frodb) });
  return (await answer.json()) as Record<string, unknown>;
}

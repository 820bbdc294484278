import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Caller } from '../../gateway/access/permits.ts';
import type { Job } from '../../gateway/contract/jobs.ts';
import { conflict, unavailable } from '../../gateway/errors.ts';
import type { AnyJobKind } from '../../gateway/features/jobs/service.ts';
import { newId } from '../../gateway/write/ids.ts';
import { keepNothing } from '../../gateway/write/once.ts';
import { testEngines } from '../support/engines.ts';
import type { TestEngines } from '../support/engines.ts';
import { startJobGateway } from '../support/job-gateway.ts';
import type { JobGateway, JobGatewayOptions } from '../support/job-gateway.ts';
import { caller, enqueue, gate, keyId, kindOf, until } from '../support/test-jobs.ts';

let engines: TestEngines;
let open: JobGateway[];
beforeEach(async () => {
  engines = await testEngines();
  open = [];
});
afterEach(async () => {
  for (const gateway of open) await gateway.close();
  await engines.drop();
});

async function start(kind: AnyJobKind, more: Partial<JobGatewayOptions> = {}): Promise<JobGateway> {
  const gateway = await startJobGateway({ postgresUrl: engines.postgresUrl, kinds: [kind], ...more });
  open.push(gateway);
  return gateway;
}

describe('a job', () => {
  it('is there exactly when the transaction that asked for it commits', async () => {
    const kind = kindOf(async ({ input }) => ({ hello: input.name }));
    const gateway = await start(kind);
    await gateway.runner.start();
    const { pg, jobs } = gateway;
    const job = {
      input: { name: 'lost' },
      place: null,
      actor: null,
      title: { key: 'job.write' as const, params: {} },
    };
    await expect(
      pg.transaction(async (tx) => {
        await jobs.enqueue(tx, kind, job);
        throw new Error('rolled back');
      }),
    ).rejects.toThrow('rolled back');
    const { id } = await enqueue(gateway, kind, 'Ana');
    const done = await until(gateway, id, 'succeeded');
    expect(done).toMatchObject({
      kind: 'test',
      result: { hello: 'Ana' },
      attempts: 1,
      error: null,
      created_by: keyId,
      params: { name: 'Ana' },
      attempt_log: [{ error: null }],
    });
    expect(done.ended_at).not.toBeNull();
    expect((await jobs.list(caller, { limit: 20, count: true })).total).toBe(1);
    expect(await pg.query('SELECT 1 FROM frodb_jobs.job')).toEqual([]);
  });

  it('that fails is tried again after ever longer pauses, then failed, and can be tried once more', async () => {
    let isBroken = true;
    const pauses: number[] = [];
    let last = performance.now();
    const kind = kindOf(async () => {
      pauses.push(performance.now() - last);
      last = performance.now();
      if (isBroken) throw new Error('secret insides');
      return 'mended';
    });
    const gateway = await start(kind);
    await gateway.runner.start();
    const { id } = await enqueue(gateway, kind, 'a');
    const failed = await until(gateway, id, 'failed');
    expect(failed).toMatchObject({
      attempts: 3,
      error: { code: 'internal', status: 500, instance: `/jobs/${id}` },
    });
    expect(failed.attempt_log).toHaveLength(3);
    expect(JSON.stringify(failed)).not.toContain('secret');
    isBroken = false;
    await gateway.jobs.retry(caller, id, keepNothing);
    expect(await until(gateway, id, 'succeeded')).toMatchObject({
      attempts: 4,
      result: 'mended',
      error: null,
    });
  });

  it('that is refused as a client would be fails at once', async () => {
    const kind = kindOf(() => Promise.reject(conflict('The name is taken.')));
    const gateway = await start(kind);
    await gateway.runner.start();
    const { id } = await enqueue(gateway, kind, 'a');
    expect(await until(gateway, id, 'failed')).toMatchObject({
      attempts: 1,
      error: { code: 'conflict', status: 409, detail: 'The name is taken.' },
    });
  });

  it('waits for an engine that is down without using up its tries, and says so', async () => {
    let isDown = true;
    const kind = kindOf(() =>
      isDown ? Promise.reject(unavailable('qdrant', 'it is down')) : Promise.resolve('done'),
    );
    const gateway = await start(kind);
    await gateway.runner.start();
    const { id } = await enqueue(gateway, kind, 'a');
    await vi.waitFor(
      async () => expect((await gateway.jobs.get(caller, id)).attempts).toBeGreaterThan(5),
      20_000,
    );
    expect(await until(gateway, id, 'waiting')).toMatchObject({
      error: { code: 'unavailable', detail: 'qdrant is not available: it is down' },
    });
    isDown = false;
    expect(await until(gateway, id, 'succeeded')).toMatchObject({ result: 'done' });
  });

  it('asks the less often for an engine that is down, the more jobs wait for it', async () => {
    const kind = kindOf(() => Promise.reject(unavailable('qdrant', 'it is down')));
    const gateway = await start(kind);
    for (let n = 0; n < 60; n++) await enqueue(gateway, kind, `${n}`);
    await gateway.runner.start();
    const longestPause = async (): Promise<number | undefined> => {
      const [row] = await gateway.pg.query<{ seconds: number }>(
        `SELECT max(extract(epoch FROM due_at - (attempt_log -> -1 ->> 'ended_at')::timestamptz))::float8 AS seconds
         FROM frodb.jobs WHERE state = 'waiting'`,
      );
      return row?.seconds;
    };
    await vi.waitFor(async () => expect(await longestPause()).toBeGreaterThan(2), 20_000);
  });

  it('fails when an engine stays down for longer than jobs wait', async () => {
    const kind = kindOf(() => Promise.reject(unavailable('qdrant', 'it is down')));
    const gateway = await start(kind, { engineWaitSeconds: 0.2 });
    await gateway.runner.start();
    const { id } = await enqueue(gateway, kind, 'a');
    expect(await until(gateway, id, 'failed')).toMatchObject({ error: { code: 'unavailable' } });
  });

  it('that was interrupted again and again without a step is failed, and one that goes forward is not', async () => {
    const kind = kindOf(async ({ checkpoint, save, signal }) => {
      const step = typeof checkpoint === 'number' ? checkpoint + 1 : 0;
      if (step === 6) return 'through';
      await save(step);
      return gate().pass(signal);
    });
    const still = kindOf(async ({ signal }) => gate().pass(signal), { name: 'still' });
    const gateway = await start(kind, { leaseSeconds: 600 });
    const other = await startJobGateway({ postgresUrl: engines.postgresUrl, kinds: [kind, still] });
    open.push(other);
    const forward = await enqueue(gateway, kind, 'a');
    const poison = await enqueue(gateway, still, 'b');
    // Where each of them is when the gateway goes: begun anew, and one of them a step further.
    const isBegun = async (kill: number): Promise<void> => {
      const rows = await other.pg.query<{
        id: string;
        state: Job['state'];
        attempts: number;
        checkpoint: number | null;
      }>('SELECT id, state, attempts, checkpoint FROM frodb.jobs');
      const [goes, stays] = [forward, poison].map(({ id }) => rows.find((row) => row.id === id));
      expect(goes?.state === 'succeeded' || goes?.checkpoint === kill).toBe(true);
      expect(stays?.state === 'failed' || (stays?.state === 'running' && stays.attempts === kill + 1)).toBe(
        true,
      );
    };
    for (let kill = 0; kill < 7; kill++) {
      const victim = await startJobGateway({
        postgresUrl: engines.postgresUrl,
        kinds: [kind, still],
        isAlone: true,
      });
      open.push(victim);
      await victim.runner.start();
      await vi.waitFor(() => isBegun(kill), { timeout: 20_000, interval: 20 });
      await victim.vanish();
    }
    expect(await until(other, poison.id, 'failed')).toMatchObject({
      attempts: 3,
      error: { code: 'internal' },
    });
    expect(await until(other, forward.id, 'succeeded')).toMatchObject({ result: 'through' });
  });
});

describe('cancel', () => {
  it('ends one that waits at once, and one that runs as soon as it gives up', async () => {
    const begun = gate();
    const kind = kindOf(
      async ({ signal }) => {
        begun.open();
        await gate().pass(signal);
      },
      { lane: 'heavy' },
    );
    const gateway = await start(kind);
    await gateway.runner.start();
    const runs = await enqueue(gateway, kind, 'runs');
    await begun.opened;
    const waits = await enqueue(gateway, kind, 'waits');
    expect(await gateway.jobs.cancel(caller, waits.id, keepNothing)).toMatchObject({
      state: 'cancelled',
      attempts: 0,
    });
    await gateway.jobs.cancel(caller, runs.id, keepNothing);
    expect(await until(gateway, runs.id, 'cancelled')).toMatchObject({ error: null });
    await expect(gateway.jobs.cancel(caller, runs.id, keepNothing)).rejects.toThrow('it was cancelled');
    await expect(gateway.jobs.retry(caller, newId(), keepNothing)).rejects.toThrow('There is no job');
    await gateway.jobs.remove(caller, waits.id, keepNothing);
    await expect(gateway.jobs.get(caller, waits.id)).rejects.toThrow('There is no job');
  });

  it('reaches a job of another gateway', async () => {
    const begun = gate();
    const kind = kindOf(async ({ signal }) => {
      begun.open();
      await gate().pass(signal);
    });
    const [one, other] = [await start(kind), await start(kind)];
    await one.runner.start();
    const { id } = await enqueue(other, kind, 'a');
    await begun.opened;
    await other.jobs.cancel(caller, id, keepNothing);
    await until(other, id, 'cancelled');
  });
});

describe('several', () => {
  it('never run more than their lane has places, and never one twice at once, on two gateways', async () => {
    const running = new Map<string, number>();
    let most = 0;
    const kind = kindOf(async ({ input }) => {
      running.set(input.name, (running.get(input.name) ?? 0) + 1);
      expect(running.get(input.name)).toBe(1);
      most = Math.max(most, running.size);
      await sleep(2);
      running.delete(input.name);
    });
    const gateways = [await start(kind), await start(kind)];
    for (const { runner } of gateways) await runner.start();
    const [first] = gateways;
    if (!first) throw new Error('no gateway');
    const made = await Promise.all(Array.from({ length: 60 }, (_, n) => enqueue(first, kind, `${n}`)));
    for (const { id } of made) expect(await until(first, id, 'succeeded')).toMatchObject({ attempts: 1 });
    expect(most).toBeLessThanOrEqual(8);
    expect(most).toBeGreaterThan(1);
  });

  it('of many keys take turns: one of a key comes before the many that another asked for earlier', async () => {
    const order: string[] = [];
    const kind = kindOf(async ({ input }) => void order.push(input.name), { lane: 'heavy' });
    const gateway = await start(kind);
    const other = { keyId: newId(), agentId: null, requestId: 'r' };
    for (let n = 0; n < 30; n++) await enqueue(gateway, kind, `many ${n}`);
    for (let n = 0; n < 3; n++) await enqueue(gateway, kind, `few ${n}`, { actor: other });
    await gateway.runner.start();
    await vi.waitFor(() => expect(order).toHaveLength(33), 20_000);
    expect(order.indexOf('few 0')).toBeLessThan(3);
    expect(order.indexOf('few 2')).toBeLessThan(8);
    expect(order.filter((name) => name.startsWith('many'))).toEqual(
      Array.from({ length: 30 }, (_, n) => `many ${n}`),
    );
  });

  it('with one exclusive key are one, and what was asked for meanwhile runs once more', async () => {
    const gates = [gate(), gate()];
    let runs = 0;
    const kind = kindOf(async ({ signal }) => {
      await gates[runs++]?.pass(signal);
      return runs;
    });
    const gateway = await start(kind);
    await gateway.runner.start();
    const again = { exclusive: { key: 'x', whileRunning: 'run again' as const } };
    const first = await enqueue(gateway, kind, 'a', again);
    await until(gateway, first.id, 'running');
    expect((await enqueue(gateway, kind, 'a', again)).id).toBe(first.id);
    expect((await enqueue(gateway, kind, 'a', { exclusive: { key: 'x', whileRunning: 'join' } })).id).toBe(
      first.id,
    );
    gates[0]?.open();
    gates[1]?.open();
    expect(await until(gateway, first.id, 'succeeded')).toMatchObject({ attempts: 2, result: 2 });
    const later = await enqueue(gateway, kind, 'a', again);
    expect(later.id).not.toBe(first.id);
    await until(gateway, later.id, 'succeeded');
  });
});

describe('an attempt', () => {
  it('tells how far it is, with the time that is left', async () => {
    const half = gate();
    const kind = kindOf(async ({ progress, signal }) => {
      progress({ done: 0, total: 100 });
      await sleep(50);
      progress({ done: 50, total: 100, detail: 'half' });
      await half.pass(signal);
    });
    const gateway = await start(kind);
    await gateway.runner.start();
    const { id } = await enqueue(gateway, kind, 'a');
    const job = await vi.waitFor(async () => {
      const found = await gateway.jobs.get(caller, id);
      expect(found.progress.done).toBe(50);
      return found;
    }, 20_000);
    expect(job.progress).toEqual({ done: 50, total: 100, unit: 'rows', detail: 'half' });
    expect(job.eta_seconds).toBeGreaterThan(0);
    half.open();
    expect((await until(gateway, id, 'succeeded')).progress.done).toBe(100);
  });

  it('goes on at the last checkpoint after FroDB ended in order, which counts as no failure', async () => {
    const kind = kindOf(
      async ({ checkpoint, save, signal }) => {
        if (checkpoint === 'half') return 'whole';
        await save('half');
        return gate().pass(signal);
      },
      { retries: 0 },
    );
    const gateway = await start(kind);
    await gateway.runner.start();
    const { id } = await enqueue(gateway, kind, 'a');
    await vi.waitFor(async () => {
      const [row] = await gateway.pg.query<{ checkpoint: unknown }>('SELECT checkpoint FROM frodb.jobs');
      expect(row?.checkpoint).toBe('half');
    }, 20_000);
    await gateway.runner.stop(5);
    expect(await gateway.jobs.get(caller, id)).toMatchObject({ state: 'waiting', error: null });
    const next = await start(kind);
    await next.runner.start();
    expect(await until(next, id, 'succeeded')).toMatchObject({ result: 'whole', attempts: 2 });
  });

  it('whose lease ran out is told to give up, and can write nothing any more', async () => {
    const seen: unknown[] = [];
    const kind = kindOf(async ({ attempt, signal, save }) => {
      if (attempt === 2) return 'the second';
      await gate()
        .pass(signal)
        .catch((error: unknown) => seen.push(error));
      await save('too late').catch((error: unknown) => seen.push(error));
      return 'the first';
    });
    const gateway = await start(kind, { leaseSeconds: 1.5 });
    await gateway.runner.start();
    const { id } = await enqueue(gateway, kind, 'a');
    await until(gateway, id, 'running');
    await gateway.pg.query(`UPDATE frodb.jobs SET owner = $1, lease_until = now() - interval '1 second'`, [
      newId(),
    ]);
    expect(await until(gateway, id, 'succeeded')).toMatchObject({ result: 'the second', attempts: 2 });
    expect(seen).toHaveLength(2);
  });

  it('of a key that is gone, or has lost its right, is refused', async () => {
    const ran: string[] = [];
    const kind = kindOf(async ({ input }) => void ran.push(input.name));
    const reader: Caller = {
      keyId,
      name: 'reader',
      type: 'custom',
      permissions: [{ databases: '*', collections: '*', actions: ['read'] }],
    };
    const gateway = await start(kind, { callerById: async (id) => (id === keyId ? reader : null) });
    await gateway.runner.start();
    const place = { database: 'default', collection: 'items', collectionId: 'x' };
    const lost = await enqueue(gateway, kind, 'lost', { place });
    const gone = await enqueue(gateway, kind, 'gone', {
      actor: { keyId: newId(), agentId: null, requestId: 'r' },
    });
    expect(await until(gateway, lost.id, 'failed')).toMatchObject({
      attempts: 1,
      error: { code: 'forbidden' },
    });
    expect(await until(gateway, gone.id, 'failed')).toMatchObject({ error: { code: 'unauthenticated' } });
    expect(ran).toEqual([]);
  });
});

it('ended jobs are forgotten after their time, and beyond their number', async () => {
  const { forgetJobs } = await import('../../gateway/features/jobs/store.ts');
  const kind = kindOf(async () => null);
  const gateway = await start(kind);
  await gateway.runner.start();
  const made: string[] = [];
  for (let n = 0; n < 5; n++) {
    const { id } = await enqueue(gateway, kind, `${n}`);
    await until(gateway, id, 'succeeded');
    made.push(id);
  }
  const ids = async (): Promise<string[]> =>
    (await gateway.jobs.list(caller, { limit: 20, count: false })).items.map(({ id }) => id);
  await forgetJobs(gateway.pg, { keepSeconds: 3_600, keepCount: 3 });
  expect(await ids()).toEqual(made.slice(2).toReversed());
  await gateway.pg.query(`UPDATE frodb.jobs SET ended_at = now() - interval '1 hour' WHERE id = $1`, [
    made[4],
  ]);
  await forgetJobs(gateway.pg, { keepSeconds: 60, keepCount: 3 });
  expect(await ids()).toEqual([made[3], made[2]]);
});

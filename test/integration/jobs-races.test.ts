import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createJobService } from '../../gateway/features/jobs/service.ts';
import type { AnyJobKind } from '../../gateway/features/jobs/service.ts';
import { forgetJobs, listJobs } from '../../gateway/features/jobs/store.ts';
import { createJobQueue, lanes } from '../../gateway/infra/jobs.ts';
import type { JobQueue } from '../../gateway/infra/jobs.ts';
import { createPostgres } from '../../gateway/infra/postgres.ts';
import type { Queryable } from '../../gateway/infra/postgres.ts';
import type { WriteEnv } from '../../gateway/write/env.ts';
import { newId } from '../../gateway/write/ids.ts';
import { keepNothing } from '../../gateway/write/once.ts';
import { testEngines } from '../support/engines.ts';
import type { TestEngines } from '../support/engines.ts';
import { jobDifferences } from '../support/job-differences.ts';
import { startJobGateway } from '../support/job-gateway.ts';
import type { JobGateway, JobGatewayOptions } from '../support/job-gateway.ts';
import { FaultProxy } from '../support/proxy.ts';
import { caller, enqueue, gate, keyId, kindOf, until } from '../support/test-jobs.ts';

let engines: TestEngines;
let open: JobGateway[];
beforeEach(async () => {
  engines = await testEngines();
  open = [];
});
afterEach(async () => {
  for (const gateway of open) await gateway.close();
  const pg = createPostgres({ url: engines.postgresUrl, applicationName: 'test', poolSize: 1 });
  const found = await jobDifferences(pg);
  await pg.close();
  await engines.drop();
  expect(found).toEqual([]);
});

async function start(kinds: AnyJobKind[], more: Partial<JobGatewayOptions> = {}): Promise<JobGateway> {
  const gateway = await startJobGateway({ postgresUrl: engines.postgresUrl, kinds, ...more });
  open.push(gateway);
  return gateway;
}

/** The jobs of a gateway, whose changes stop where they come to the queue, with the job's row locked. */
function pausing({ pg, queue, notifier }: JobGateway, step: 'put' | 'remove') {
  const [reached, goOn] = [gate(), gate()];
  const paused: JobQueue = {
    ...queue,
    [step]: async (...args: unknown[]) => {
      reached.open();
      await goOn.opened;
      await (queue[step] as (...args: unknown[]) => Promise<void>)(...args);
    },
  };
  const env = { pg, owner: newId() } as WriteEnv;
  return {
    jobs: createJobService({ env, queue: paused, notifier }),
    reached: reached.opened,
    goOn: goOn.open,
  };
}

describe('a job that is changed while it is taken', () => {
  it('is cancelled, and nobody waits for the one who does it', async () => {
    const ran: string[] = [];
    const kind = kindOf(async ({ input }) => void ran.push(input.name));
    const gateway = await start([kind]);
    const cancelled = await enqueue(gateway, kind, 'cancelled');
    const other = await enqueue(gateway, kind, 'other');
    const { jobs, reached, goOn } = pausing(gateway, 'remove');
    const cancelling = jobs.cancel(caller, cancelled.id, keepNothing);
    await reached;
    await gateway.runner.start();
    await until(gateway, other.id, 'succeeded');
    expect(await jobDifferences(gateway.pg)).toEqual([]);
    goOn();
    expect(await cancelling).toMatchObject({ state: 'cancelled', attempts: 0 });
    expect(ran).toEqual(['other']);
  });

  it('is taken a moment later where the change came to nothing', async () => {
    const kind = kindOf(async () => 'done');
    const gateway = await start([kind]);
    const job = await enqueue(gateway, kind, 'kept');
    const other = await enqueue(gateway, kind, 'other');
    const { jobs, reached, goOn } = pausing(gateway, 'remove');
    const cancelling = jobs.cancel(caller, job.id, () => Promise.reject(new Error('not kept')));
    await reached;
    await gateway.runner.start();
    await until(gateway, other.id, 'succeeded');
    goOn();
    await expect(cancelling).rejects.toThrow('not kept');
    expect(await until(gateway, job.id, 'succeeded')).toMatchObject({ attempts: 1 });
  });

  it('and many others at once are taken or cancelled, one of both', async () => {
    const kind = kindOf(async ({ signal }) => signal.throwIfAborted());
    const gateways = [await start([kind]), await start([kind])];
    const [gateway] = gateways;
    if (!gateway) throw new Error('no gateway');
    for (const { runner } of gateways) await runner.start();
    const made = await Promise.all(
      Array.from({ length: 100 }, async (_, n) => {
        const { id } = await enqueue(gateway, kind, `${n}`);
        const { state } = await gateway.jobs.cancel(caller, id, keepNothing).catch((error: unknown) => {
          expect(String(error)).toContain('has ended already');
          return { state: 'succeeded' };
        });
        return { id, state };
      }),
    );
    expect(await jobDifferences(gateway.pg)).toEqual([]);
    for (const { id, state } of made) {
      const ended = await until(gateway, id, 'succeeded', 'cancelled');
      if (state !== 'running') expect(ended.state).toBe(state);
    }
  });
});

describe('a cancel', () => {
  it('of an attempt that fails at the same moment keeps it from being tried again', async () => {
    const begun = gate();
    const broken = gate();
    const kind = kindOf(async () => {
      begun.open();
      await broken.opened;
      throw new Error('broken');
    });
    const gateway = await start([kind]);
    await gateway.runner.start();
    const { id } = await enqueue(gateway, kind, 'a');
    await begun.opened;
    // As another gateway would, whose notice is lost.
    await gateway.pg.query('UPDATE frodb.jobs SET is_cancel_wanted = true');
    broken.open();
    expect(await until(gateway, id, 'cancelled')).toMatchObject({ attempts: 1 });
  });

  it('of a job whose gateway is gone ends it, and it is not begun again', async () => {
    const begun = gate();
    const kind = kindOf(async ({ signal }) => {
      begun.open();
      await gate().pass(signal);
    });
    const gateway = await start([kind], { leaseSeconds: 600 });
    await gateway.runner.start();
    const { id } = await enqueue(gateway, kind, 'a');
    await begun.opened;
    const next = await start([kind], { isAlone: true });
    await gateway.vanish();
    await next.jobs.cancel(caller, id, keepNothing);
    await next.runner.start();
    expect(await until(next, id, 'cancelled')).toMatchObject({ attempts: 1 });
  });

  it('takes with it what was asked for before, and nothing that is asked for after it', async () => {
    const gates = [gate(), gate()];
    const begun = [gate(), gate()];
    let runs = 0;
    const kind = kindOf(async () => {
      const run = runs++;
      begun[run]?.open();
      await gates[run]?.opened;
      throw new Error('gave up');
    });
    const gateway = await start([kind]);
    await gateway.runner.start();
    const exclusive = { exclusive: { key: 'x', whileRunning: 'run again' as const } };
    const { id } = await enqueue(gateway, kind, 'a', exclusive);
    await begun[0]?.opened;
    await enqueue(gateway, kind, 'a', exclusive);
    await gateway.jobs.cancel(caller, id, keepNothing);
    await enqueue(gateway, kind, 'a', { exclusive: { key: 'x', whileRunning: 'join' } });
    gates[0]?.open();
    await begun[1]?.opened;
    await gateway.jobs.cancel(caller, id, keepNothing);
    gates[1]?.open();
    expect(await until(gateway, id, 'cancelled')).toMatchObject({ attempts: 2 });
    expect(runs).toBe(2);
  });
});

describe('a lease', () => {
  it('that can not be renewed ends the attempt before another gateway begins the next', async () => {
    const proxy = await FaultProxy.before(engines.postgresUrl);
    const told: string[] = [];
    const begun = gate();
    const cutOff = kindOf(async ({ signal }) => {
      signal.addEventListener('abort', () => told.push('gave up'));
      begun.open();
      await gate().pass(signal);
    });
    const other = kindOf(async ({ attempt }) => void told.push(`attempt ${attempt}`));
    const first = await start([cutOff], { postgresUrl: proxy.url, leaseSeconds: 1 });
    await first.runner.start();
    const second = await start([other], { leaseSeconds: 1 });
    const { id } = await enqueue(second, other, 'a');
    await begun.opened;
    proxy.cut();
    await second.runner.start();
    await until(second, id, 'succeeded');
    expect(told).toEqual(['gave up', 'attempt 2']);
    await proxy.close();
  });

  it('that is lost keeps a gateway from beginning a job anew while it still works on it', async () => {
    let running = 0;
    const stubborn = gate();
    const kind = kindOf(async ({ attempt, signal }) => {
      expect(++running).toBe(1);
      if (attempt === 1)
        await gate()
          .pass(signal)
          .catch(() => stubborn.opened);
      running--;
      return attempt;
    });
    const gateway = await start([kind], { leaseSeconds: 0.5 });
    await gateway.runner.start();
    const { id } = await enqueue(gateway, kind, 'a');
    await until(gateway, id, 'running');
    await gateway.pg.query(`UPDATE frodb.jobs SET owner = $1, lease_until = now() - interval '1 second'`, [
      newId(),
    ]);
    await vi.waitFor(async () => expect((await gateway.jobs.get(caller, id)).attempts).toBe(2), 20_000);
    stubborn.open();
    expect(await until(gateway, id, 'succeeded')).toMatchObject({ result: 2 });
  });
});

it('a checkpoint that is saved again is no step forward: what breaks off at it each time is failed', async () => {
  const kind = kindOf(async ({ save }) => {
    await save({ phase: 'begun' });
    throw new Error('broken');
  });
  const gateway = await start([kind]);
  await gateway.runner.start();
  const { id } = await enqueue(gateway, kind, 'a');
  expect(await until(gateway, id, 'failed')).toMatchObject({ attempts: 3 });
});

it('what FroDB does by itself takes turns with what keys ask for', async () => {
  const order: string[] = [];
  const kind = kindOf(async ({ input }) => void order.push(input.name), { lane: 'heavy' });
  const gateway = await start([kind]);
  for (let n = 0; n < 20; n++) await enqueue(gateway, kind, `own ${n}`, { actor: null });
  await enqueue(gateway, kind, 'asked for', { actor: { keyId, agentId: null, requestId: 'r' } });
  await gateway.runner.start();
  await vi.waitFor(() => expect(order).toHaveLength(21), 20_000);
  expect(order.indexOf('asked for')).toBeLessThan(2);
});

it('a job that is tried again while old ones are forgotten is kept', async () => {
  const kind = kindOf(() => Promise.reject(new Error('broken')), { retries: 0 });
  const gateway = await start([kind]);
  await gateway.runner.start();
  const { id } = await enqueue(gateway, kind, 'a');
  await until(gateway, id, 'failed');
  await gateway.runner.stop(5);
  const { jobs, reached, goOn } = pausing(gateway, 'put');
  const retrying = jobs.retry(caller, id, keepNothing);
  await reached;
  const forgetting = forgetJobs(gateway.pg, { keepSeconds: 0, keepCount: 1 });
  await untilWaitsForLock(gateway.pg);
  goOn();
  await Promise.all([retrying, forgetting]);
  expect(await gateway.jobs.get(caller, id)).toMatchObject({ state: 'waiting' });
});

it('lists read nothing of what jobs were given', async () => {
  const kind = kindOf(async () => null);
  const gateway = await start([kind]);
  await enqueue(gateway, kind, 'x'.repeat(1_000_000), { title: { key: 'job.write', params: {} } });
  const filter = {
    keyId: null,
    state: undefined,
    kind: undefined,
    database: undefined,
    collection: undefined,
  };
  const rows = await listJobs(gateway.pg, filter, { after: null, limit: 10 });
  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows).length).toBeLessThan(2_000);
});

it('gateways that start at once on an empty database make one queue', async () => {
  const pools = Array.from({ length: 6 }, () =>
    createPostgres({ url: engines.postgresUrl, applicationName: 'test', poolSize: 2 }),
  );
  const [pg] = pools;
  if (!pg) throw new Error('no pool');
  for (let round = 0; round < 5; round++) {
    await pg.query('DROP SCHEMA IF EXISTS frodb_jobs CASCADE');
    await Promise.all(pools.map((pool) => createJobQueue(pool).start()));
    const queues = await pg.query('SELECT name FROM frodb_jobs.queue ORDER BY name');
    expect(queues).toEqual(lanes.toSorted().map((name) => ({ name })));
  }
  for (const pool of pools) await pool.close();
  await start([]);
});

it('what keeps the queue from being read is told, and not taken for an empty queue', async () => {
  const { pg, queue } = await start([]);
  await pg.query('ALTER TABLE frodb_jobs.job RENAME TO hidden');
  await expect(pg.transaction((tx) => queue.take(tx, 'light', 1))).rejects.toThrow('does not exist');
  await pg.query('ALTER TABLE frodb_jobs.hidden RENAME TO job');
});

async function untilWaitsForLock(pg: Queryable): Promise<void> {
  await vi.waitFor(async () => {
    const rows = await pg.query(
      `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    expect(rows).toHaveLength(1);
  }, 20_000);
}

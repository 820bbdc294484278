import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Queryable } from '../../gateway/infra/postgres.ts';
import { comparePositions, parsePosition } from '../../gateway/write/event-position.ts';
import { startCluster } from '../support/cluster.ts';
import { startFrodb } from '../support/frodb.ts';
import type { RunningFrodb } from '../support/frodb.ts';
import { jobDifferences } from '../support/job-differences.ts';
import { freeze, until } from '../support/processes.ts';
import { quickTimes } from '../support/quick-times.ts';
import { followOn } from '../support/resuming-follower.ts';
import type { Follower } from '../support/resuming-follower.ts';
import { openStores } from '../support/stores.ts';
import { startReceiver, testSecret } from '../support/webhook-receiver.ts';
import type { WebhookReceiver } from '../support/webhook-receiver.ts';
import { pidOf } from './engine-pid.ts';
import { JobsLoad } from './jobs-load.ts';
import { seededRandom } from './random.ts';
import { ask } from './writes.ts';

/** Random rounds, after one of each victim. */
const rounds = Number(process.env['FRODB_FAULT_ROUNDS'] ?? 1);
const seed = Number(process.env['FRODB_FAULT_SEED'] ?? Date.now() % 1_000_000);

const leaseSeconds = Number(quickTimes.FRODB_JOBS_LEASE_SECONDS);

const victims = ['gateway', 'postgres'] as const;
type Victim = (typeof victims)[number];

let receiver: WebhookReceiver;
beforeAll(async () => {
  process.stdout.write(`jobs: ${rounds} random rounds, FRODB_FAULT_SEED=${seed}\n`);
  receiver = await startReceiver();
});
afterAll(() => receiver.close());

interface Round {
  seed: number;
  victim: Victim;
  /** Milliseconds until each kill. */
  kills: number[];
}

function randomRound(seedOfRound: number): Round {
  const random = seededRandom(seedOfRound);
  const victim = victims[random.whole(victims.length)] ?? 'gateway';
  const kills = Array.from({ length: 1 + random.whole(2) }, () => 200 + random.whole(1_500));
  return { seed: seedOfRound, victim, kills };
}

const fixedRounds = victims.map((victim, index): Round => ({ seed: index + 1, victim, kills: [700] }));
const randomRounds = Array.from({ length: rounds }, (_, n) => randomRound(seed + n));

describe('jobs under load', () => {
  let dataDir: string;
  let frodb: RunningFrodb;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'frodb-jobs-'));
    // Postgres may run as another user, who must get through to its folder.
    await chmod(dataDir, 0o711);
    frodb = await startFrodb(dataDir, quickTimes);
  });
  afterAll(async () => {
    await frodb.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  it.each([...fixedRounds, ...randomRounds])(
    'a $victim that is killed (after $kills ms) loses, doubles and tells wrongly nothing (seed $seed)',
    async (round) => {
      const stores = openStores(dataDir);
      const strike = async (): Promise<void> => {
        for (const pause of round.kills) {
          await sleep(pause);
          if (round.victim === 'postgres') process.kill(await pidOf(frodb, 'postgres'), 'SIGKILL');
          else {
            await frodb.kill();
            frodb = await startFrodb(dataDir, quickTimes);
          }
        }
      };
      try {
        await proveUnderLoad({ at: () => frodb, stores, strike, seed: round.seed });
      } finally {
        await stores.close();
      }
    },
  );
});

it('of three gateways, one that is killed and one that wakes after its leases leave the jobs to the third', async () => {
  // What it put late is looked for after it has woken.
  const cluster = await startCluster({ FRODB_ROLLED_BACK_RESWEEP_SECONDS: String(3 * leaseSeconds) });
  const [killed, frozen] = await Promise.all([cluster.addGateway(), cluster.addGateway()]);
  const strike = async (): Promise<void> => {
    // Each has begun jobs by now, or will before long.
    await sleep(700);
    const wake = freeze(frozen.pid, 'alone');
    await killed.kill();
    await sleep(2_000 * leaseSeconds);
    wake();
  };
  try {
    await proveUnderLoad({ at: () => cluster.first, stores: cluster.stores, strike, seed });
  } finally {
    await cluster.close();
  }
});

interface Proof {
  /** The gateway that is asked. */
  at: () => RunningFrodb;
  stores: ReturnType<typeof openStores>;
  strike: () => Promise<void>;
  seed: number;
}

/** Asks for jobs while it strikes, and shows afterwards that all that was accepted is done, and was told, as it should be. */
async function proveUnderLoad({ at, stores, strike, seed: seedOfRound }: Proof): Promise<void> {
  const random = seededRandom(seedOfRound);
  const load = new JobsLoad(at, random);
  const collection = `round_${seedOfRound}_${random.whole(1_000_000)}`;
  await load.prepare(collection);
  const hook = { url: receiver.url, secret: testSecret, types: ['record.*'], collection };
  const firstDelivery = receiver.received.length;
  const webhook = await ask(at(), 'POST', '/webhooks', hook);
  expect(webhook).toMatchObject({ status: 201 });
  const follower = await followOn(at, `types=record.*&collection=${collection}`);
  const watch = watchDifferences(stores.pg);
  try {
    const loading = load.run();
    await strike();
    await until(() => load.accepted > 5, 'accepted jobs');
    load.stop();
    await loading;
    await load.askAgain();
    await load.untilDone(stores.pg);
    await load.verify(stores.pg, await tableOf(stores.pg, collection));
    await verifyEvents(stores.pg, collection, { follower, firstDelivery });
    expect(await watch.stop()).toEqual([]);
    expect(await stores.settled()).toEqual([]);
  } finally {
    await follower.close();
    await watch.stop();
  }
  expect((await ask(at(), 'DELETE', `/webhooks/${String(webhook?.json['id'])}`))?.status).toBe(204);
  // So that many rounds cost no more each than a few.
  expect((await ask(at(), 'DELETE', `/collections/${collection}`))?.status).toBe(204);
}

/** Looks all the time whether jobs and queue agree. */
function watchDifferences(pg: Queryable): { stop: () => Promise<string[]> } {
  const found = new Set<string>();
  let isStopped = false;
  const watching = (async () => {
    while (!isStopped) {
      // Nobody can look while Postgres is down.
      for (const what of await jobDifferences(pg).catch(() => [])) found.add(what);
      await sleep(100);
    }
    for (const what of await jobDifferences(pg)) found.add(what);
  })();
  return {
    stop: async () => {
      isStopped = true;
      await watching;
      return [...found];
    },
  };
}

async function tableOf(pg: Queryable, name: string): Promise<string> {
  const [row] = await pg.query<{ table: string }>(
    `SELECT format('%I.%I', 'd_' || database_id, 'c_' || id) AS table FROM frodb.collections WHERE name = $1`,
    [name],
  );
  if (!row) throw new Error(`there is no collection ${name}`);
  return row.table;
}

/** What was committed was told: to the follower once each and in order, to the webhook in order, too, and at least once. */
async function verifyEvents(
  pg: Queryable,
  collection: string,
  { follower, firstDelivery }: { follower: Follower; firstDelivery: number },
): Promise<void> {
  const rows = await pg.query<{ id: string }>(
    `SELECT xid::text || '-' || id AS id FROM frodb.events WHERE collection_name = $1 AND type LIKE 'record%'
     ORDER BY xid, id`,
    [collection],
  );
  const committed = rows.map(({ id }) => id).filter((id) => isAfter(id, follower.startId));
  await until(() => follower.told.length >= committed.length, 'all events');
  expect(follower.resets).toEqual([]);
  expect(follower.told.map(({ id }) => id)).toEqual(committed);
  const told = (): string[] => receiver.received.slice(firstDelivery).map(({ id }) => id);
  await until(() => new Set(told()).size >= committed.length, 'all deliveries', 60);
  const delivered = told();
  expect([...new Set(delivered)]).toEqual(committed);
  // One that was sent again was the last one.
  expect(delivered.filter((id, n) => n > 0 && isAfter(delivered[n - 1] ?? '', id))).toEqual([]);
  expect(receiver.unsigned).toEqual([]);
}

function isAfter(id: string, other: string): boolean {
  const [one, two] = [parsePosition(id), parsePosition(other)];
  if (!one || !two) throw new Error(`${id} or ${other} is no position`);
  return comparePositions(one, two) > 0;
}

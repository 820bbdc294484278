import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFrodb } from '../support/frodb.ts';
import type { RunningFrodb } from '../support/frodb.ts';
import { freeze } from '../support/processes.ts';
import { quickTimes } from '../support/quick-times.ts';
import { openStores } from '../support/stores.ts';
import { pidOf } from './engine-pid.ts';
import { Load } from './load.ts';
import { seededRandom } from './random.ts';
import type { Random } from './random.ts';
import { ask } from './writes.ts';

/** Random rounds, after a fixed one for each victim and fault. */
const rounds = Number(process.env['FRODB_FAULT_ROUNDS'] ?? 4);
const seed = Number(process.env['FRODB_FAULT_SEED'] ?? Date.now() % 1_000_000);
const retrySeconds = 3;
const times = { ...quickTimes, FRODB_ENGINE_RETRY_SECONDS: String(retrySeconds) };

const victims = ['gateway', 'postgres', 'qdrant', 'minio'] as const;
const faults = ['killed', 'frozen'] as const;
type Victim = (typeof victims)[number];

let dataDir: string;
let frodb: RunningFrodb;

beforeAll(async () => {
  process.stdout.write(`faults: ${rounds} random rounds, FRODB_FAULT_SEED=${seed}\n`);
  dataDir = await mkdtemp(join(tmpdir(), 'frodb-faults-'));
  // Postgres may run as another user, who must get through to its folder.
  await chmod(dataDir, 0o711);
  frodb = await startFrodb(dataDir, times);
});
afterAll(async () => {
  await frodb.stop();
  await rm(dataDir, { recursive: true, force: true });
});

interface Round {
  seed: number;
  victim: Victim;
  fault: (typeof faults)[number];
  /** How long the load runs before, and how long a frozen one stays so. */
  seconds: { before: number; frozen: number };
}

function randomRound(seedOfRound: number): Round {
  const random = seededRandom(seedOfRound);
  const victim = victims[random.whole(victims.length)] ?? 'gateway';
  const fault = faults[random.whole(faults.length)] ?? 'killed';
  const before = 0.1 + random.whole(1_500) / 1_000;
  return { seed: seedOfRound, victim, fault, seconds: { before, frozen: random.whole(6_000) / 1_000 } };
}

const fixedRounds = victims.flatMap((victim, v) =>
  faults.map((fault, f): Round => {
    // Longer than any lease and than engines are waited for.
    const seconds = { before: 0.5, frozen: retrySeconds * 1.4 };
    return { seed: v * faults.length + f + 1, victim, fault, seconds };
  }),
);
const randomRounds = Array.from({ length: rounds }, (_, n) => randomRound(seed + n));

describe('under load', () => {
  it.each([...fixedRounds, ...randomRounds])(
    'a $fault $victim loses and halves nothing (seed $seed)',
    async (round) => {
      const random: Random = seededRandom(round.seed);
      const load = new Load(frodb, random);
      const collection = `round_${round.seed}_${random.whole(1_000_000)}`;
      await load.prepare(collection);
      const writing = load.run();
      await sleep(round.seconds.before * 1_000);
      const mend = await strike(round);
      load.stop();
      await writing;
      await mend();
      await load.verify(frodb);
      const stores = openStores(dataDir);
      try {
        expect(await stores.settled()).toEqual([]);
      } finally {
        await stores.close();
      }
      // So that many rounds cost no more each than a few.
      expect((await ask(frodb, 'DELETE', `/collections/${collection}`))?.status).toBe(204);
    },
  );
});

/** Does it while the load goes on; returns what has to be done when the load has ended. */
async function strike({ victim, fault, seconds }: Round): Promise<() => Promise<void>> {
  const nothing = (): Promise<void> => Promise.resolve();
  const pid = victim === 'gateway' ? frodb.pid : await pidOf(frodb, victim);
  if (fault === 'frozen') {
    // Of the gateway only itself: its engines are its children, and go on.
    const wake = freeze(pid, victim === 'gateway' ? 'alone' : 'with its children');
    await sleep(seconds.frozen * 1_000);
    wake();
    await sleep(200);
    return nothing;
  }
  if (victim !== 'gateway') {
    process.kill(pid, 'SIGKILL');
    await sleep(400);
    return nothing;
  }
  await frodb.kill();
  return async () => void (frodb = await startFrodb(dataDir, times));
}

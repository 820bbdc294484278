import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Load } from './load.ts';
import { seededRandom } from './random.ts';
import { startFrodb } from '../support/frodb.ts';
import type { RunningFrodb } from '../support/frodb.ts';
import { openStores } from '../support/stores.ts';

const rounds = Number(process.env['FRODB_FAULT_ROUNDS'] ?? 4);
const seed = Number(process.env['FRODB_FAULT_SEED'] ?? Date.now() % 1_000_000);
const quick = {
  FRODB_INTENT_LEASE_SECONDS: '3',
  FRODB_LEASE_RENEW_SECONDS: '1',
  FRODB_GARBAGE_DELAY_SECONDS: '0.1',
  FRODB_ROLLED_BACK_RESWEEP_SECONDS: '0.5',
  FRODB_SWEEP_INTERVAL_SECONDS: '0.5',
  FRODB_ENGINE_RETRY_SECONDS: '8',
};

const victims = ['gateway', 'postgres', 'qdrant', 'minio'] as const;

let dataDir: string;
let frodb: RunningFrodb;

beforeAll(async () => {
  process.stdout.write(`faults: ${rounds} rounds, FRODB_FAULT_SEED=${seed}\n`);
  dataDir = await mkdtemp(join(tmpdir(), 'frodb-faults-'));
  await chmod(dataDir, 0o711);
  frodb = await startFrodb(dataDir, quick);
});
afterAll(async () => {
  await frodb.stop();
  await rm(dataDir, { recursive: true, force: true });
});

/** Sweeps have run until nothing waits; what still differs then is a fault. */
async function differences(): Promise<string[]> {
  const stores = openStores(dataDir);
  try {
    const deadline = Date.now() + 30_000;
    for (;;) {
      const found = await stores.differences();
      if (found.length === 0 || Date.now() > deadline) return found;
      await sleep(300);
    }
  } finally {
    await stores.close();
  }
}

describe('under load', () => {
  const seeds = [1, 2, 3, 4, ...Array.from({ length: rounds }, (_, n) => seed + n)];
  for (const [round, seedOfRound] of seeds.entries()) {
    const random = seededRandom(seedOfRound);
    const victim = victims[round % victims.length] ?? 'gateway';

    it(`a killed ${victim} loses and halves nothing (round ${round}, seed ${seedOfRound})`, async () => {
      const load = new Load(frodb, random);
      await load.prepare(`round_${round}`);
      const writing = load.run();
      await sleep(200 + random.whole(1_200));
      if (victim === 'gateway') await frodb.kill();
      else await killEngine(victim);
      if (victim !== 'gateway') await sleep(400);
      load.stop();
      await writing;
      if (victim === 'gateway') frodb = await startFrodb(dataDir, quick);
      await load.verify(frodb);
      expect(await differences()).toEqual([]);
    });
  }
});

async function killEngine(name: 'postgres' | 'qdrant' | 'minio'): Promise<void> {
  const response = await fetch(`${frodb.url}/engines`, { headers: { authorization: `Bearer ${frodb.key}` } });
  const { items } = (await response.json()) as { items: { name: string; pid?: number }[] };
  const pid = items.find((engine) => engine.name === name)?.pid;
  if (pid === undefined) return;
  await readFile(`/proc/${pid}/stat`);
  process.kill(pid, 'SIGKILL');
}

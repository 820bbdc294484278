import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openDataFolder } from '../../electron/supervisor/folder/data-folder.ts';
import { capabilities } from '../support/capabilities.ts';
import { spawnFrodb } from '../support/frodb.ts';
import type { RunningFrodb } from '../support/frodb.ts';
import { PowerDisk } from '../support/power-disk.ts';
import { killFamily } from '../support/processes.ts';
import { quickTimes } from '../support/quick-times.ts';
import { openStores } from '../support/stores.ts';
import { CollectionsLoad } from './collections-load.ts';
import { Load } from './load.ts';
import { seededRandom } from './random.ts';

const rounds = Number(process.env['FRODB_POWER_ROUNDS'] ?? 3);
const seed = Number(process.env['FRODB_FAULT_SEED'] ?? Date.now() % 1_000_000);

/** Cuts the power of a fresh folder in its first start, and twice more under load. */
interface Round {
  seed: number;
  store: 'minio' | 'filesystem';
  writers: number;
  /** Of the disk's journal. */
  commitSeconds: number;
  /** Milliseconds after the first start began. */
  firstCut: number;
  /** Milliseconds after each load began. */
  loadedCuts: number[];
}

function randomRound(seedOfRound: number): Round {
  const random = seededRandom(seedOfRound);
  return {
    seed: seedOfRound,
    store: seedOfRound % 3 === 0 ? 'filesystem' : 'minio',
    writers: random.whole(2) === 0 ? 1 : 6,
    commitSeconds: random.whole(2) === 0 ? 1 : 5,
    firstCut: random.whole(4_000),
    loadedCuts: [50 + random.whole(4_000), 50 + random.whole(4_000)],
  };
}

let disk: PowerDisk | undefined;
let running: number | undefined;

beforeAll(() => {
  process.stdout.write(`power loss: ${rounds} random rounds, FRODB_FAULT_SEED=${seed}\n`);
});
afterEach(async () => {
  if (running !== undefined) killFamily(running);
  running = undefined;
  await disk?.remove();
  disk = undefined;
});

describe.skipIf(!capabilities.powerLoss)('when the power goes', () => {
  it.each(Array.from({ length: rounds }, (_, n) => randomRound(seed + n)))(
    'nothing acknowledged is lost (seed $seed: $store, $writers writers, journal of $commitSeconds s, cut after $firstCut and $loadedCuts ms)',
    async (round) => {
      const random = seededRandom(round.seed);
      const power = (disk = new PowerDisk(2_000, round.commitSeconds));
      const dataDir = join(power.folder, 'data');
      // Deletes are not synced: they are looked at again when the journal has them.
      const env = { ...quickTimes, FRODB_ROLLED_BACK_RESWEEP_SECONDS: String(round.commitSeconds + 2) };
      const start = (): ReturnType<typeof spawnFrodb> => {
        const started = spawnFrodb(dataDir, env);
        running = started.pid;
        return started;
      };
      if (round.store === 'filesystem') await makeFilesystemFolder(dataDir);

      start().ready.catch(() => undefined);
      await sleep(round.firstCut);
      await cutPower(power);

      const loads: Loads[] = [];
      for (const cut of round.loadedCuts) {
        const frodb = await start().ready;
        const written = new Load(frodb, random, round.writers);
        const collections = new CollectionsLoad(frodb, random, `made_${loads.length}`);
        loads.push({ written, collections });
        await written.prepare(`written_${loads.length}`);
        const writing = [written.run(), collections.run()];
        await sleep(cut);
        await cutPower(power);
        for (const one of [written, collections]) one.stop();
        await Promise.all(writing);
      }

      await verify(await start().ready, dataDir, loads);
    },
  );
});

async function makeFilesystemFolder(dataDir: string): Promise<void> {
  const folder = await openDataFolder(dataDir, 1);
  folder.keepObjectStore('filesystem');
  folder.release();
}

async function cutPower(power: PowerDisk): Promise<void> {
  power.cut();
  if (running !== undefined) killFamily(running);
  running = undefined;
  await power.restore();
}

interface Loads {
  written: Load;
  collections: CollectionsLoad;
}

/** In steps, so that a failure says what was lost: rows and files, points, or only a deletion. */
async function verify(frodb: RunningFrodb, dataDir: string, loads: Loads[]): Promise<void> {
  for (const { written, collections } of loads) {
    await written.verifyRecords(frodb);
    await collections.verify(frodb);
  }
  const stores = openStores(dataDir);
  try {
    const found = await stores.settled();
    const missing = found.filter((what) => what.includes('is missing'));
    const isPoint = (what: string): boolean => what.startsWith('point');
    expect(missing.filter((what) => !isPoint(what))).toEqual([]);
    expect(missing).toEqual([]);
    expect(found).toEqual([]);
  } finally {
    await stores.close();
  }
  for (const { written } of loads) await written.verifySearch(frodb);
}

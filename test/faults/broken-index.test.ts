import { chmodSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { damages } from '../support/damages.ts';
import { spawnFrodb, startFrodb } from '../support/frodb.ts';
import type { RunningFrodb } from '../support/frodb.ts';
import { killFamily } from '../support/processes.ts';
import { quickTimes } from '../support/quick-times.ts';
import { openStores } from '../support/stores.ts';
import { ask } from './writes.ts';

/* What Qdrant keeps is broken in every way that a folder can be; Postgres has it all. */

let place: string;
let dataDir: string;
let frodb: RunningFrodb;
const sizes = { few: 3, many: 1_500 };
type Name = keyof typeof sizes;
const names = Object.keys(sizes) as Name[];

beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'frodb-broken-'));
  // Postgres may run as another user, who must get through to its folder.
  chmodSync(place, 0o711);
  dataDir = join(place, 'data');
  frodb = await startFrodb(dataDir, quickTimes);
  const fields = [
    { name: 'title', type: 'string', vectorize: true },
    { name: 'year', type: 'int', filterable: true },
  ];
  for (const name of names) {
    expect((await ask(frodb, 'POST', '/collections', { name, fields }))?.status).toBe(201);
    await add(name, sizes[name]);
  }
});
afterAll(async () => {
  await frodb.stop();
  await rm(place, { recursive: true, force: true });
});

async function add(name: Name, count: number): Promise<void> {
  const records = Array.from({ length: count }, (_, year) => ({ title: `rio ${year}`, year }));
  for (let start = 0; start < count; start += 10_000) {
    const some = records.slice(start, start + 10_000);
    expect((await ask(frodb, 'POST', `/collections/${name}/records:batch`, some))?.status).toBe(201);
  }
}

/** Where Qdrant keeps things, from now on unless FroDB runs. */
const storage = (): string => join(dataDir, 'qdrant', 'storage');

/** The folder of the larger collection. */
function folderOfMany(): string {
  const collections = join(storage(), 'collections');
  const all = readdirSync(collections).filter((name) => name.startsWith('c_'));
  const [largest] = all
    .map((name) => join(collections, name))
    .toSorted((a, b) => filesIn(b).length - filesIn(a).length || b.localeCompare(a));
  if (largest === undefined) throw new Error('Qdrant has no collection');
  return largest;
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

const damageSegments = (damage: keyof typeof damages): void =>
  filesIn(join(folderOfMany(), '0', 'segments')).forEach(damages[damage]);

/** Every search answers and finds what was there and what comes now; nothing is left over. */
async function expectWhole(): Promise<void> {
  const count = 30_000;
  for (const name of names) {
    const search = { query: 'rio', filters: { year: { $lt: 2 } }, limit: 100 };
    const read = () => ask(frodb, 'POST', `/collections/${name}/search`, search);
    await vi.waitFor(async () => expect((await read())?.status).toBe(200), { timeout: count, interval: 100 });
    const before = Number((await read())?.json['total']);
    expect(before).toBeGreaterThanOrEqual(2);
    const record = { title: 'rio novo', year: 1 };
    expect((await ask(frodb, 'POST', `/collections/${name}/records`, record))?.status).toBe(201);
    expect((await read())?.json['total']).toBe(before + 1);
  }
  expect((await ask(frodb, 'GET', '/health/all'))?.json).toMatchObject({ status: 'ok', losses: [] });
  const stores = openStores(dataDir);
  expect(await stores.settled()).toEqual([]);
  await stores.close();
}

async function rebuilt(): Promise<unknown[]> {
  const jobs = await ask(frodb, 'GET', '/jobs?kind=index.rebuild&limit=1000');
  return jobs?.json['items'] as unknown[];
}

const breaks: [what: string, how: () => void][] = [
  ['the whole folder is gone', () => rmSync(join(dataDir, 'qdrant'), { recursive: true })],
  [
    'its storage was replaced by an empty one',
    () => {
      rmSync(storage(), { recursive: true });
      mkdirSync(storage());
    },
  ],
  ['the folder of a collection is gone', () => rmSync(folderOfMany(), { recursive: true })],
  ['files of a collection are cut off', () => damageSegments('cut in half')],
  ['files of a collection are empty', () => damageSegments('empty')],
  ['files of a collection are full of zeros', () => damageSegments('full of zeros')],
  ['the settings of a collection are empty', () => damages.empty(join(folderOfMany(), 'config.json'))],
  [
    'its layout is none that Qdrant knows',
    () => {
      rmSync(storage(), { recursive: true });
      mkdirSync(join(storage(), 'collections', 'c_old', 'segments'), { recursive: true });
      writeFileSync(join(storage(), 'collections', 'c_old', 'config.json'), '{"version":0}');
      writeFileSync(join(storage(), 'raft_state.json'), 'rubbish');
    },
  ],
];

describe('Qdrant’s folder, broken while FroDB is stopped', () => {
  it.each(breaks)('is built again from Postgres: %s', async (_what, how) => {
    const before = (await rebuilt()).length;
    await frodb.stop();
    how();
    frodb = await startFrodb(dataDir, quickTimes);
    await expectWhole();
    const jobs = await rebuilt();
    expect(jobs.length).toBeGreaterThan(before);
    expect(jobs[0]).toMatchObject({ created_by: null, state: 'succeeded' });
  });
});

describe('Qdrant’s folder, broken while FroDB runs', () => {
  it.each(breaks.filter(([what]) => /storage|collection is gone|zeros/.test(what)))(
    'is built again from Postgres: %s',
    async (_what, how) => {
      const before = (await rebuilt()).length;
      const { pid } = JSON.parse(readFileSync(join(dataDir, 'run', 'qdrant.pid'), 'utf8')) as { pid: number };
      how();
      process.kill(pid, 'SIGKILL');
      // Whoever asks has it looked at; nobody asking, FroDB looks itself within a minute.
      const seen = async (): Promise<number> => {
        await ask(frodb, 'GET', '/health/all');
        return (await rebuilt()).length;
      };
      await expect.poll(seen, { interval: 200, timeout: 90_000 }).toBeGreaterThan(before);
      await expectWhole();
    },
  );
});

it('a rebuild that is killed again and again goes on where it was', async () => {
  await add('many', 20_000);
  const asked = await ask(frodb, 'POST', '/collections/many:rebuild');
  const id = String(asked?.json['id']);
  const done = async (): Promise<number> => {
    const reply = await ask(frodb, 'GET', `/jobs/${id}`);
    const { progress } = (reply?.json ?? {}) as { progress?: { done: number } };
    return progress?.done ?? 0;
  };
  await expect.poll(done, { interval: 20, timeout: 30_000 }).toBeGreaterThan(2_000);
  const kills = [await done()];
  killFamily(frodb.pid);
  // Once more in the midst of a start, which waits for it.
  const next = spawnFrodb(dataDir, quickTimes);
  next.ready.catch(() => undefined);
  await vi.waitFor(() => expect(begun().length).toBeGreaterThan(0), { timeout: 60_000, interval: 50 });
  killFamily(next.pid);
  await next.ended;
  frodb = await startFrodb(dataDir, quickTimes);
  await expectWhole();
  const job = (await ask(frodb, 'GET', `/jobs/${id}`))?.json;
  expect(job).toMatchObject({ state: 'succeeded', progress: { unit: 'chunks' } });
  expect(Number(job?.['attempts'])).toBeGreaterThan(1);
  await frodb.stop();
  const lines = begun();
  expect(lines.at(-1)).toBeGreaterThanOrEqual((kills[0] ?? 0) - 256);
  frodb = await startFrodb(dataDir, quickTimes);

  /** Where attempts that had begun before went on, as the log says. */
  function begun(): number[] {
    return readFileSync(join(dataDir, 'logs', 'frodb.log'), 'utf8')
      .split('\n')
      .filter((line) => line.includes('a search index is being built'))
      .map((line) => (JSON.parse(line) as { done: number }).done)
      .filter((count) => count > 0);
  }
});

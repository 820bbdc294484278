import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { capabilities } from '../support/capabilities.ts';
import { spawnCommand, startFrodb } from '../support/frodb.ts';
import type { RunningFrodb } from '../support/frodb.ts';
import { PowerDisk } from '../support/power-disk.ts';
import { quickTimes } from '../support/quick-times.ts';
import { openStores } from '../support/stores.ts';
import { seededRandom } from './random.ts';
import { ask } from './writes.ts';

const rounds = Number(process.env['FRODB_FAULT_ROUNDS'] ?? 1);
const seed = Number(process.env['FRODB_FAULT_SEED'] ?? Date.now() % 1_000_000);
const random = seededRandom(seed);
const settings = { ...quickTimes, FRODB_STAGED_LEASE_SECONDS: '3600' };
const collection = {
  name: 'docs',
  fields: [
    { name: 'title', type: 'string' },
    { name: 'file', type: 'file', extract_config: { extract_text: false } },
  ],
};

/** Holds the data folder where its power can be cut. */
let disk: PowerDisk | undefined;
let dataDir: string;
/** Bytes of each record's file, as it was acknowledged. */
const sums = new Map<string, string>();
let store: 'minio' | 'filesystem' = 'minio';
/** How long a whole move takes here. */
let moveMs = 3_000;

beforeAll(async () => {
  process.stdout.write(`moves of objects: ${rounds} random rounds, FRODB_FAULT_SEED=${seed}\n`);
  // A journal that is written late: what nobody syncs is lost with the power.
  if (capabilities.powerLoss) disk = new PowerDisk(1_500, 60);
  dataDir = disk ? join(disk.folder, 'data') : await mkdtemp(join(tmpdir(), 'frodb-move-'));
  await mkdir(dataDir, { recursive: true });
  // Postgres may run as another user, who must get through to its folder.
  await chmod(dataDir, 0o711);
});
afterAll(() => disk?.remove() ?? rm(dataDir, { recursive: true, force: true }));

function formOf(bytes: Buffer): FormData {
  const form = new FormData();
  form.set('file', new Blob([bytes], { type: 'application/pdf' }), `relatório ${bytes.length}.pdf`);
  return form;
}

async function addFile(frodb: RunningFrodb, size: number): Promise<void> {
  const bytes = randomBytes(size);
  const reply = await ask(frodb, 'POST', '/collections/docs/records', formOf(bytes));
  expect(reply?.status).toBe(201);
  sums.set(String(reply?.json['id']), createHash('sha256').update(bytes).digest('hex'));
}

async function verify(frodb: RunningFrodb): Promise<void> {
  for (const [id, sum] of sums) {
    const response = await fetch(`${frodb.url}/collections/docs/records/${id}/files/file`, {
      headers: { authorization: `Bearer ${frodb.key}` },
    });
    expect(response.status, `the file of ${id}, kept in ${frodb.objectStore}`).toBe(200);
    expect(
      createHash('sha256')
        .update(Buffer.from(await response.arrayBuffer()))
        .digest('hex'),
    ).toBe(sum);
  }
  const stores = openStores(dataDir);
  try {
    expect(await stores.settled()).toEqual([]);
  } finally {
    await stores.close();
  }
}

/** Starts, verifies, writes more and stops; gives what served. */
async function live(work: (frodb: RunningFrodb) => Promise<void>): Promise<RunningFrodb['objectStore']> {
  const frodb = await startFrodb(dataDir, settings);
  try {
    if (sums.size > 0) await verify(frodb);
    await work(frodb);
    return frodb.objectStore;
  } finally {
    await frodb.stop();
  }
}

type Moment = number | ((folder: string) => boolean);

/** Its exit code; null when it was ended by `end`: after so many milliseconds, or as soon as the folder shows it. */
async function move(
  to: string,
  moment?: Moment,
  end: (child: ChildProcess) => void = kill,
): Promise<number | null> {
  const child = spawnCommand(['objects', 'move', '--to', to, '--data-dir', dataDir]);
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
  const exit = once(child, 'exit') as Promise<[number | null]>;
  if (typeof moment === 'number') await sleep(moment);
  if (typeof moment === 'function') {
    while (child.exitCode === null && !moment(dataDir)) await setImmediate();
  }
  if (moment !== undefined) end(child);
  const [code] = await exit;
  if (end === cutPower && moment !== undefined) {
    await disk?.restore();
    return code === 0 ? 0 : null;
  }
  if (code !== null) expect(`${code} ${said}`).toBe('0 ');
  return code;
}

function kill(child: ChildProcess): void {
  child.kill('SIGKILL');
}

function cutPower(child: ChildProcess): void {
  disk?.cut();
  child.kill('SIGKILL');
}

const says = (word: string) => (folder: string) =>
  readFileSync(join(folder, 'frodb.json'), 'utf8').includes(word);
const moments: [string, (folder: string) => boolean][] = [
  ['it has begun', says('object_store_moving')],
  ['it has switched', says('object_store_left')],
  ['the old files are set aside', (folder) => readdirSync(folder).some((name) => name.includes('.moved-'))],
];

const other = (): 'minio' | 'filesystem' => (store === 'minio' ? 'filesystem' : 'minio');

describe.skipIf(!capabilities.minio)('a move of objects', () => {
  it('takes all of them to the other store', async () => {
    await live(async (frodb) => {
      store = frodb.objectStore === 'minio' ? 'minio' : 'filesystem';
      expect((await ask(frodb, 'POST', '/collections', collection))?.status).toBe(201);
      expect((await ask(frodb, 'POST', '/collections', { ...collection, name: 'none' }))?.status).toBe(201);
      expect((await ask(frodb, 'POST', '/files?collection=docs', formOf(randomBytes(5_000))))?.status).toBe(
        201,
      );
      for (let n = 0; n < 120; n++) await addFile(frodb, n % 40 === 0 ? 2_000_000 : random.whole(30_000));
      await addFile(frodb, 0);
    });
    const startedAt = performance.now();
    expect(await move(other())).toBe(0);
    moveMs = performance.now() - startedAt;
    store = other();
    expect(await live(() => Promise.resolve())).toBe(store);
  });

  const ends = [
    ['killed', kill],
    ...(capabilities.powerLoss ? ([['left without power', cutPower]] as const) : []),
  ] as const;

  describe.each(ends)('that is %s', (_name, end) => {
    it.each(moments)('when %s loses nothing', async (_, moment) => {
      const to = other();
      await move(to, moment, end);
      const served = await live((frodb) => addFile(frodb, 10_000));
      expect([store, to]).toContain(served);
      expect(await move(to)).toBe(0);
      store = to;
      expect(await live(() => Promise.resolve())).toBe(to);
    });

    it.each(Array.from({ length: rounds }, (_, n) => n))(
      'loses nothing, and goes on (round %i)',
      async () => {
        const to = other();
        const wasThrough = (await move(to, random.whole(Math.round(moveMs)), end)) === 0;
        const served = await live((frodb) => addFile(frodb, random.whole(100_000)));
        // Whichever it was: the move was through, or nothing had changed.
        if (wasThrough) expect(served).toBe(to);
        // Ended once more, in what is left of it or on the way back.
        await move(to, random.whole(Math.round(moveMs)), end);
        expect(await move(to)).toBe(0);
        store = to;
        expect(await live(() => Promise.resolve())).toBe(to);
        const left = await readdir(dataDir);
        const aside = left.filter((name) => /\.(moved|found)-/.test(name));
        expect(aside).toEqual([]);
        expect(left).not.toContain(to === 'minio' ? 'objects' : 'minio');
      },
    );
  });
});

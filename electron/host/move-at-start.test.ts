import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type MoveAtStartOptions, moveAtStart, movedAtStart } from './move-at-start.ts';
import { openDataFolder } from '../supervisor/folder/data-folder.ts';

let dataDir: string;
let notices: string[];

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'frodb-start-'));
  notices = [];
  const folder = await openDataFolder(dataDir, 1);
  folder.keepObjectStore('filesystem');
  folder.release();
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

/** A move that would come as far as reading the gateway's code; `true` if it did. */
async function wouldMove(more: Partial<MoveAtStartOptions> = {}): Promise<boolean> {
  let hasBegun = false;
  await moveAtStart({
    dataDir,
    config: { external: [], minFreeDiskMb: 1, engineReadySeconds: 1 },
    minio: process.execPath,
    platform: 'linux',
    signal: new AbortController().signal,
    onProgress: (progress) => progress.step === 'notice' && notices.push(progress.message),
    loadGateway: () => {
      hasBegun = true;
      return Promise.reject(new Error('The gateway is not here.'));
    },
    ...more,
  });
  return hasBegun;
}

const marker = (): Record<string, unknown> =>
  JSON.parse(readFileSync(join(dataDir, 'frodb.json'), 'utf8')) as Record<string, unknown>;

test('a folder of plain folders is moved when MinIO is there; a failure is said and changes nothing', async () => {
  expect(await wouldMove()).toBe(true);
  expect(notices.at(-1)).toMatch(/The gateway is not here.*stay in plain folders/);
  expect(marker()['object_store']).toBe('filesystem');
  expect(readdirSync(dataDir)).not.toContain('frodb.lock');
});

test.each<[string, Partial<MoveAtStartOptions>]>([
  ['without MinIO', { minio: '/nowhere/minio' }],
  ['on Windows', { platform: 'win32' }],
  ['where there is no folder yet', { dataDir: '/nowhere/data' }],
  ['with an external store', { config: { external: ['minio'], minFreeDiskMb: 1, engineReadySeconds: 1 } }],
])('nothing is moved or said %s', async (_, more) => {
  expect(await wouldMove(more)).toBe(false);
  expect(notices).toEqual([]);
});

test('nothing is moved that somebody put where it is, or that is in MinIO', async () => {
  const folder = await openDataFolder(dataDir, 1);
  folder.chooseObjectStore();
  expect(await wouldMove()).toBe(false);
  folder.switchObjectStore('minio');
  expect(await wouldMove()).toBe(false);
  folder.release();
  expect(notices).toEqual([]);
});

test('a folder that runs already is left to the start to speak of', async () => {
  const folder = await openDataFolder(dataDir, 1);
  expect(await wouldMove()).toBe(false);
  expect(notices).toHaveLength(1);
  folder.release();
});

test('too many files or bytes for a start are left to the command', async () => {
  const objects = join(dataDir, 'objects', 'frodb-docs-1', 'key@');
  mkdirSync(objects, { recursive: true });
  writeFileSync(join(objects, 'large'), '');
  truncateSync(join(objects, 'large'), movedAtStart.bytes + 1);
  expect(await wouldMove()).toBe(false);
  expect(notices).toEqual([expect.stringContaining('frodb objects move --to minio')]);
  truncateSync(join(objects, 'large'), 10);
  for (let n = 1; n < movedAtStart.files; n++) writeFileSync(join(objects, String(n)), '');
  expect(await wouldMove()).toBe(true);
  writeFileSync(join(objects, 'one more'), '');
  expect(await wouldMove()).toBe(false);
});

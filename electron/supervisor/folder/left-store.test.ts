import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type DataFolder, openDataFolder, peekObjectStore } from './data-folder.ts';
import { claimTarget, removeMoved, setLeftStoreAside } from './left-store.ts';

let dataDir: string;
let folder: DataFolder;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'frodb-left-'));
  folder = await openDataFolder(dataDir, 1);
  folder.keepObjectStore('filesystem');
  for (const store of ['objects', 'minio']) {
    mkdirSync(join(dataDir, store));
    writeFileSync(join(dataDir, store, 'bytes'), store);
  }
});
afterEach(() => {
  folder.release();
  rmSync(dataDir, { recursive: true, force: true });
});

/** As a start after a kill finds it. */
async function reopen(): Promise<void> {
  folder.release();
  folder = await openDataFolder(dataDir, 1);
}

const stores = (): string[] => readdirSync(dataDir).filter((name) => /^(objects|minio)/.test(name));

test('nothing is taken away that no move has left', async () => {
  setLeftStoreAside(folder);
  await removeMoved(folder);
  expect(stores().sort()).toEqual(['minio', 'objects']);
});

test('a store that was left goes, whenever the move was killed after its switch', async () => {
  folder.switchObjectStore('minio');
  await reopen();
  expect(peekObjectStore(dataDir)).toEqual({ store: 'minio', isChosen: false });
  setLeftStoreAside(folder);
  expect(stores().sort()).toEqual(['minio', expect.stringMatching(/^objects\.moved-/)]);
  await reopen();
  expect(folder.leftStore).toBeUndefined();
  setLeftStoreAside(folder);
  await removeMoved(folder);
  expect(stores()).toEqual(['minio']);
});

test('a store that was left and is used again is not taken for the left one', async () => {
  folder.switchObjectStore('minio');
  setLeftStoreAside(folder);
  folder.beginMove('filesystem');
  folder.switchObjectStore('filesystem');
  mkdirSync(join(dataDir, 'objects'));
  await reopen();
  setLeftStoreAside(folder);
  await removeMoved(folder);
  expect(stores()).toEqual(['objects']);
});

test('a marker that names the live store as the left one is not believed', async () => {
  const file = join(dataDir, 'frodb.json');
  const marker = JSON.parse(readFileSync(file, 'utf8')) as object;
  writeFileSync(file, JSON.stringify({ ...marker, object_store_left: 'filesystem' }));
  await reopen();
  setLeftStoreAside(folder);
  expect(stores().sort()).toEqual(['minio', 'objects']);
});

test('what lies where copies go is kept unless a move has begun to put it there', async () => {
  const kept = claimTarget(folder, 'minio');
  expect(readFileSync(join(kept ?? '', 'bytes'), 'utf8')).toBe('minio');
  mkdirSync(join(dataDir, 'minio'));
  await reopen();
  expect(claimTarget(folder, 'minio')).toBeNull();
  folder.switchObjectStore('minio');
  expect(folder.movingTo).toBeUndefined();
  await removeMoved(folder);
  expect(stores()).toHaveLength(3);
});

test('a choice is remembered', async () => {
  folder.chooseObjectStore();
  await reopen();
  expect(peekObjectStore(dataDir)).toEqual({ store: 'filesystem', isChosen: true });
  expect(peekObjectStore(join(dataDir, 'nowhere'))).toBeNull();
});

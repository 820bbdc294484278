import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keepCredentials, makeCredentials, readCredentials } from './credentials.ts';
import { openDataFolder } from './data-folder.ts';
import { allDamages, damages } from '../../../test/support/damages.ts';
import { SupervisorError } from '../supervisor-error.ts';

let parent: string;
let path: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'frodb-folder-'));
  path = join(parent, 'deep', 'data');
});

afterEach(() => {
  rmSync(parent, { recursive: true, force: true });
});

async function refusal(folder = path, minFreeMb = 1): Promise<SupervisorError> {
  const error = await openDataFolder(folder, minFreeMb).catch((reason: unknown) => reason);
  if (!(error instanceof SupervisorError)) throw new Error('It was not refused.');
  return error;
}

describe('openDataFolder', () => {
  test('makes a folder closed to others, and opens it again as the same one', async () => {
    const first = await openDataFolder(path, 1);
    expect(statSync(path).mode & 0o777).toBe(0o700);
    first.keepObjectStore('filesystem');
    first.release();
    const second = await openDataFolder(path, 1);
    expect(second.id).toBe(first.id);
    expect(second.id).toMatch(/^[a-z2-7]{13}$/);
    expect(second.objectStore).toBe('filesystem');
    second.release();
    expect(existsSync(join(path, 'frodb.lock'))).toBe(false);
  });

  test('takes an empty folder', async () => {
    mkdirSync(path, { recursive: true });
    mkdirSync(join(path, 'lost+found'));
    (await openDataFolder(path, 1)).release();
  });

  test.each([
    ['a fresh stick from a Mac', ['.Spotlight-V100', '.Trashes', '.fseventsd', '._.Trashes', '.DS_Store']],
    ['a fresh stick from Windows', ['System Volume Information', '$RECYCLE.BIN', 'desktop.ini', 'Thumbs.db']],
    ['a fresh disk of Linux', ['lost+found', '.Trash-1000', '.Trash']],
    ['a start that was cut off', ['frodb.lock', 'frodb.lock.a1b2c3d4e5f6', 'frodb.json.1234567890']],
  ])('takes %s for empty', async (_what, names) => {
    mkdirSync(path, { recursive: true });
    for (const name of names) writeFileSync(join(path, name), '');
    (await openDataFolder(path, 1)).release();
  });

  test.each(['.Trash-x', 'frodb.jsonl', 'Thumbs.db.bak', '.hidden'])('%s is somebody’s', async (name) => {
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, name), '');
    expect((await refusal()).code).toBe('folder_foreign');
  });

  test('refuses a folder that holds something else and touches nothing', async () => {
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'thesis.txt'), 'years of work');
    const error = await refusal();
    expect(error.code).toBe('folder_foreign');
    expect(error.message).toContain('--data-dir');
    expect(readdirSync(path)).toEqual(['thesis.txt']);
  });

  test('refuses a file, and a path through a file', async () => {
    writeFileSync(join(parent, 'file'), '');
    expect((await refusal(join(parent, 'file'))).message).toContain('is a file');
    expect((await refusal(join(parent, 'file', 'x'))).message).toContain('a part of the path is a file');
  });

  test('refuses a second start while the first lives, and says where that one answers', async () => {
    const first = await openDataFolder(path, 1);
    expect((await refusal()).code).toBe('folder_in_use');
    first.announce('http://127.0.0.1:7420');
    const error = await refusal();
    expect(error.message).toContain(`process ${process.pid}`);
    expect(error.message).toContain('http://127.0.0.1:7420');
    first.release();
    (await openDataFolder(path, 1)).release();
  });

  test('takes over the lock of a process that is gone, and of one whose pid was reused', async () => {
    (await openDataFolder(path, 1)).release();
    const lock = join(path, 'frodb.lock');
    const gone = spawn('true');
    await new Promise((resolve) => gone.once('exit', resolve));
    for (const pid of [gone.pid, process.pid]) {
      writeFileSync(lock, JSON.stringify({ pid, identity: '1@another-boot' }));
      const folder = await openDataFolder(path, 1);
      expect(JSON.parse(readFileSync(lock, 'utf8'))).toMatchObject({ pid: process.pid });
      folder.release();
    }
    writeFileSync(lock, '');
    (await openDataFolder(path, 1)).release();
  });

  test('of many starts at once on a stale lock exactly one gets the folder', async () => {
    (await openDataFolder(path, 1)).release();
    writeFileSync(join(path, 'frodb.lock'), JSON.stringify({ pid: 999_999_999, identity: 'gone' }));
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => openDataFolder(path, 1)));
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
  });

  test('refuses a full disk before anything is made', async () => {
    const error = await refusal(path, 1_000_000_000);
    expect(error.code).toBe('disk_full');
    expect(error.message).toMatch(/\d+ MB are free.*FRODB_MIN_FREE_DISK_MB/);
    expect(existsSync(join(parent, 'deep'))).toBe(false);
  });

  test('refuses a folder of a newer FroDB and one with the marker of another program', async () => {
    (await openDataFolder(path, 1)).release();
    const marker = join(path, 'frodb.json');
    const text = readFileSync(marker, 'utf8');
    writeFileSync(marker, text.replace('"format": 1', '"format": 2'));
    expect((await refusal()).code).toBe('folder_newer');
    writeFileSync(marker, '{"name": "something else"}');
    expect((await refusal()).code).toBe('folder_foreign');
  });

  test.skipIf(process.geteuid?.() === 0)('refuses a folder that can not be written', async () => {
    mkdirSync(path, { recursive: true });
    chmodSync(path, 0o555);
    expect((await refusal()).message).toContain('you may not write there');
    expect((await refusal(join(path, 'new'))).message).toContain('you may not write there');
    chmodSync(path, 0o755);
  });
});

describe('credentials', () => {
  const file = (): string => join(parent, 'credentials.json');

  test('are random, kept, and readable by their owner only', () => {
    expect(readCredentials(parent)).toBeNull();
    const first = makeCredentials();
    expect(new Set([...Object.values(first), ...Object.values(makeCredentials())]).size).toBe(8);
    keepCredentials(parent, first);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    chmodSync(file(), 0o644);
    expect(readCredentials(parent)).toEqual(first);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
  });

  test.each(['', '{', '{"minioUser":"x"}', 'null', '\0'.repeat(200)])(
    'a damaged file is none (%j)',
    (text) => {
      writeFileSync(file(), text);
      expect(readCredentials(parent)).toBeNull();
      expect(readFileSync(file(), 'utf8')).toBe(text);
    },
  );
});

describe('a folder whose marker is lost or damaged', () => {
  async function makeUsed(store: 'minio' | 'filesystem'): Promise<void> {
    const folder = await openDataFolder(path, 1);
    folder.keepObjectStore(store);
    folder.release();
    keepCredentials(path, makeCredentials());
    const buckets = store === 'minio' ? join('minio', 'data') : 'objects';
    for (const name of ['postgres', 'qdrant', 'tmp', join(buckets, 'frodb-x')]) {
      mkdirSync(join(path, name), { recursive: true });
    }
    mkdirSync(join(path, 'minio', 'data', '.minio.sys'), { recursive: true });
    writeFileSync(join(path, 'postgres', 'PG_VERSION'), '16\n');
  }
  const marker = (): string => join(path, 'frodb.json');

  test.each(
    allDamages.flatMap((damage) => [
      { damage, store: 'minio' as const },
      { damage, store: 'filesystem' as const },
    ]),
  )('is known by what lies in it ($damage, $store)', async ({ damage, store }) => {
    await makeUsed(store);
    damages[damage](marker());
    const folder = await openDataFolder(path, 1);
    expect(folder.wasMarkedAnew).toBe(true);
    expect(folder.objectStore).toBe(store);
    folder.release();
    const again = await openDataFolder(path, 1);
    expect([again.wasMarkedAnew, again.id]).toEqual([false, folder.id]);
    again.release();
  });

  test.each(allDamages)('is left alone when it holds something else (%s)', async (damage) => {
    await makeUsed('minio');
    writeFileSync(join(path, 'thesis.txt'), 'years of work');
    damages[damage](marker());
    const before = readdirSync(path);
    expect((await refusal()).message).toContain('Nothing was changed');
    expect(readdirSync(path)).toEqual(before);
  });

  test('is not taken for one because engines of somebody else lie in it', async () => {
    for (const name of ['postgres', 'qdrant', 'minio', 'logs', 'tmp']) {
      mkdirSync(join(path, name), { recursive: true });
      writeFileSync(join(path, name, 'PG_VERSION'), '16\n');
    }
    expect((await refusal()).code).toBe('folder_foreign');
    rmSync(join(path, 'postgres'), { recursive: true });
    expect((await refusal()).code).toBe('folder_foreign');
  });

  test('is refused where both stores hold files, which only the marker tells apart', async () => {
    await makeUsed('minio');
    mkdirSync(join(path, 'objects', 'frodb-x'), { recursive: true });
    rmSync(marker());
    expect((await refusal()).message).toMatch(/minio and in .*objects/);
  });
});

test.each([
  ['frodb.lock', ''],
  ['frodb.lock.1a2b3c4d', ''],
  ['frodb.json', '{"form'],
  ['frodb.json', '\0'.repeat(100)],
  ['frodb.json.3636679069', '{'],
  ['credentials.json', ''],
  ['logs', null],
  ['run', null],
])('what a start left that was cut off at once (%s) counts as an empty folder', async (name, text) => {
  mkdirSync(path, { recursive: true });
  if (text === null) mkdirSync(join(path, name));
  else writeFileSync(join(path, name), text);
  const folder = await openDataFolder(path, 1);
  expect(folder.wasMarkedAnew).toBe(false);
  expect(readdirSync(path).filter((found) => found.startsWith('frodb.json'))).toEqual(['frodb.json']);
  folder.release();
});

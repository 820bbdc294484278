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
import { loadCredentials } from './credentials.ts';
import { openDataFolder } from './data-folder.ts';
import { SupervisorError } from './supervisor-error.ts';

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

  test('refuses a folder of a newer FroDB and a damaged marker', async () => {
    (await openDataFolder(path, 1)).release();
    const marker = join(path, 'frodb.json');
    const text = readFileSync(marker, 'utf8');
    writeFileSync(marker, text.replace('"format": 1', '"format": 2'));
    expect((await refusal()).code).toBe('folder_newer');
    writeFileSync(marker, '{"name": "something else"}');
    expect((await refusal()).code).toBe('folder_foreign');
    writeFileSync(marker, '{');
    expect((await refusal()).code).toBe('folder_unusable');
  });

  test.skipIf(process.geteuid?.() === 0)('refuses a folder that can not be written', async () => {
    mkdirSync(path, { recursive: true });
    chmodSync(path, 0o555);
    expect((await refusal()).message).toContain('you may not write there');
    expect((await refusal(join(path, 'new'))).message).toContain('you may not write there');
    chmodSync(path, 0o755);
  });
});

describe('loadCredentials', () => {
  test('are random, kept, and readable by their owner only', () => {
    const first = loadCredentials(parent);
    const file = join(parent, 'credentials.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    chmodSync(file, 0o644);
    expect(loadCredentials(parent)).toEqual(first);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(new Set(Object.values(first)).size).toBe(4);
  });

  test('a damaged file is not overwritten', () => {
    writeFileSync(join(parent, 'credentials.json'), '{"minioUser":"x"}');
    expect(() => loadCredentials(parent)).toThrow('damaged');
    expect(readFileSync(join(parent, 'credentials.json'), 'utf8')).toBe('{"minioUser":"x"}');
  });
});

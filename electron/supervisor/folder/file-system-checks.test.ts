import nodeFs, { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { capabilities } from '../../../test/support/capabilities.ts';
import { exfatDisk } from '../../../test/support/exfat-disk.ts';
import { openDataFolder } from './data-folder.ts';
import { type FitnessOptions, requireFitFileSystem } from './file-system-checks.ts';
import { processLock } from '../process/process-lock.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'frodb-fit-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function failing(code: string): () => never {
  return () => {
    throw Object.assign(new Error(code), { code });
  };
}

const user = { name: 'postgres', uid: 26, gid: 26 };

test('an ordinary disk is fit, and nothing stays on it', () => {
  requireFitFileSystem(folder, { user: null });
  expect(readdirSync(folder)).toEqual([]);
});

test.each<[string, Partial<FitnessOptions>, RegExp]>([
  ['chmod is refused', { fs: { ...nodeFs, chmodSync: failing('EPERM') } }, /keeps no permissions/],
  ['chmod does nothing', { fs: { ...nodeFs, chmodSync: () => {} } }, /keeps no permissions/],
  ['chown is refused', { user, fs: { ...nodeFs, chownSync: failing('EPERM') } }, /keeps no owners/],
  ['rename is refused', { fs: { ...nodeFs, renameSync: failing('EXDEV') } }, /replace one file/],
  ['a folder can not be flushed', { sync: failing('EINVAL') }, /fsync/],
])('unfit: %s', (_what, more, message) => {
  const check = (): void => requireFitFileSystem(folder, { user: null, platform: 'linux', ...more });
  expect(check).toThrow(message);
  expect(check).toThrow(/--data-dir.*WSL/);
  expect(readdirSync(folder)).toEqual([]);
});

test.each<[string, Partial<FitnessOptions>]>([
  ['Windows has no permissions of that kind', { platform: 'win32', fs: { ...nodeFs, chmodSync: () => {} } }],
  ['a full disk is another fault', { fs: { ...nodeFs, writeFileSync: failing('ENOSPC') } }],
  [
    'a folder that may not be written is another fault',
    { fs: { ...nodeFs, mkdtempSync: failing('EACCES') } },
  ],
  ['nobody else has to own it', { fs: { ...nodeFs, chownSync: failing('EPERM') } }],
])('no lack: %s', (_what, more) => {
  expect(() => requireFitFileSystem(folder, { user: null, platform: 'linux', ...more })).not.toThrow();
});

describe.skipIf(!capabilities.exfat)('on a real exFAT disk', () => {
  const disk = exfatDisk();

  test('a data folder is refused in words, and not made', async () => {
    await expect(openDataFolder(join(disk.path, 'data'), 1)).rejects.toThrow(/keeps no permissions/);
    expect(readdirSync(disk.path)).toEqual([]);
  });

  test('the engines’ lock works without links', async () => {
    const [one, two] = [processLock(join(disk.path, 'lock')), processLock(join(disk.path, 'lock'))];
    expect(await one.take()).toBeNull();
    expect(await two.take()).toMatchObject({ pid: process.pid });
    one.release();
    expect(await two.take()).toBeNull();
    two.release();
    expect(readdirSync(disk.path)).toEqual([]);
  });
});

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withLock } from './lock.ts';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'frodb-cache-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const onWait = (): void => {};

test.each([
  ['empty, after a power cut', ''],
  ['zeros, after a power cut', '\0\0\0\0\0'],
  ['of an older version', String(process.pid)],
  ['of a process that is gone', JSON.stringify({ pid: 999_999_999, identity: 'gone' })],
  ['of a pid that was reused', JSON.stringify({ pid: process.ppid, identity: '1@another-boot' })],
])('a leftover lock is waited for by nobody: %s', async (_what, text) => {
  writeFileSync(join(dir, 'lock'), text);
  expect(await withLock(dir, { onWait }, () => Promise.resolve('done'))).toBe('done');
  expect(existsSync(join(dir, 'lock'))).toBe(false);
});

test('who waits is told for whom, and can stop waiting', async () => {
  let finish = (): void => {};
  const working = withLock(dir, { onWait }, () => new Promise<void>((done) => (finish = done)));
  const controller = new AbortController();
  const waiting = withLock(
    dir,
    { signal: controller.signal, onWait: (pid) => controller.abort(new Error(`for ${pid}`)) },
    () => Promise.resolve(),
  );
  await expect(waiting).rejects.toThrow(/abort/i);
  expect(controller.signal.reason).toEqual(new Error(`for ${process.pid}`));
  finish();
  await working;
});

test('work that fails lets the lock go', async () => {
  await expect(withLock(dir, { onWait }, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await withLock(dir, { onWait }, () => Promise.resolve(1))).toBe(1);
});

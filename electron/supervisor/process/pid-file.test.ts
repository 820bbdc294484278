import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PidFile, stopLeftovers } from './pid-file.ts';
import { processIdentity } from './process-identity.ts';

let folder: string;
let child: ChildProcess;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'frodb-pid-'));
  child = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
});

afterEach(() => {
  child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

test('a leftover is ended and its file removed', async () => {
  new PidFile(folder, 'minio', 'SIGTERM').write(child.pid ?? 0);
  expect(await stopLeftovers(folder, 2_000)).toEqual(['minio']);
  expect(processIdentity(child.pid ?? 0)).toBeNull();
  expect(existsSync(join(folder, 'minio.pid'))).toBe(false);
});

test('a pid that belongs to somebody else by now is left alone', async () => {
  new PidFile(folder, 'minio', 'SIGTERM').write(child.pid ?? 0);
  const file = join(folder, 'minio.pid');
  const record: object = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ ...record, identity: '1@another-boot' }));
  expect(await stopLeftovers(folder, 2_000)).toEqual([]);
  expect(processIdentity(child.pid ?? 0)).not.toBeNull();
  expect(existsSync(file)).toBe(false);
});

test.each(['', 'null', '{"pid":"1"}', '{"pid":1,"identity":"x","signal":"SIGKILL"}'])(
  'a damaged file is removed: %s',
  async (text) => {
    writeFileSync(join(folder, 'qdrant.pid'), text);
    expect(await stopLeftovers(folder, 2_000)).toEqual([]);
    expect(existsSync(join(folder, 'qdrant.pid'))).toBe(false);
  },
);
